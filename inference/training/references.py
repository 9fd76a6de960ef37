"""The reference releases: trained on invented patients, to show that the platform works."""

from collections.abc import Callable, Mapping

import torch
from torch import Tensor

from inference.architectures.base import Predicts
from inference.architectures.table import TableHeads
from inference.domain import discrimination
from inference.domain.package_contents import (
    Architecture,
    Calibration,
    Golden,
    GoldenCases,
    InputSchema,
    Line,
    Preprocess,
    Thresholds,
    Training,
)
from inference.packages.package import Contents
from inference.running.platform import fingerprint
from inference.running.scans import ramp, scaled
from inference.training import adjuvant, cards, figures, fitting, neoadjuvant, outcome_figures
from inference.training.cohort import SPLIT, Cohort, preprocess_for
from inference.training.figures import Figures

GOLDEN_CASES = 3


def contents_for(trial: str, *, seed: int) -> Contents:
    return REFERENCES[trial](seed)


def pre_score(seed: int) -> Contents:
    parts = neoadjuvant.cohort(seed=seed).parts()
    preprocess = preprocess_for(neoadjuvant.INPUTS, parts["training"], neoadjuvant.LOGS)
    architecture = Architecture(
        name="phases_and_table", parameters={"inputs": preprocess.width, "phases": 4, "width": 8}
    )
    net = fitting.begin(architecture, seed=seed)
    data = {name: tensors(part, preprocess) for name, part in parts.items()}
    learned = (data["training"]["table"], data["training"]["outcome"])
    fitting.fit_table(net, learned, learned, fitting.binary, rounds=400, decay=0.02)
    # From the eighth round on it only does worse at the centers kept from the training.
    fitting.fit_volume(net, data["training"], data["calibration"], rounds=7)
    calibration = platt(net, data["calibration"])
    found, baselines = figures.pre_figures(net, parts, data, calibration, preprocess)
    return Contents(
        weights=fitting.weights_of(net),
        architecture=architecture,
        inputs=neoadjuvant.INPUTS,
        preprocess=preprocess,
        calibration=calibration,
        thresholds=Thresholds(output="probability", at_least="0.5"),
        golden=golden_cases(net, parts["held_out"], preprocess, neoadjuvant.INPUTS),
        training=training(
            trial="hcc-neo",
            seed=seed,
            parts=parts,
            cohort=neoadjuvant.__name__,
            found=found,
            baselines=baselines,
        ),
        cards=cards.pre_score(parts, found, baselines),
    )


def tensors(part: Cohort, preprocess: Preprocess) -> dict[str, Tensor]:
    return {
        "table": fitting.tables(part, preprocess),
        "volume": fitting.volumes(part, preprocess),
        "outcome": torch.tensor(part.outcome),
    }


def platt(net: Predicts, data: Mapping[str, Tensor]) -> Calibration:
    outcome = data["outcome"].numpy()
    lines = [
        discrimination.calibration_line(outcome, figures.logits(net, data, scanned=scanned))
        for scanned in (False, True)
    ]
    table, volume = (Line(slope=round(a, 6), intercept=round(b, 6)) for a, b in lines)
    return Calibration(fitted_on=f"centers {SPLIT['calibration']}", table=table, with_volume=volume)


def strategy(seed: int) -> Contents:
    parts = adjuvant.cohort(seed=seed).parts()
    preprocess = preprocess_for(adjuvant.INPUTS, parts["training"], adjuvant.LOGS)
    count = len(adjuvant.STRATEGIES)
    architecture = Architecture(
        name="table_heads",
        parameters={
            "inputs": preprocess.width,
            "outputs": count,
            "further": count * len(adjuvant.MONTHS),
            "hidden": 32,
        },
    )
    net = fitting.begin(architecture, seed=seed)
    assert isinstance(net, TableHeads)
    fit_heads(net, parts, preprocess)
    found, baselines = figures.strategy_figures(net.chosen, parts, preprocess)
    foretold = outcome_figures.event_free(net.followed, parts, preprocess, adjuvant.MONTHS)
    found["event_free"], baselines["event_free"] = foretold
    return Contents(
        weights=fitting.weights_of(net),
        architecture=architecture,
        inputs=adjuvant.INPUTS,
        preprocess=preprocess,
        calibration=Calibration(fitted_on="none: the probabilities are as trained"),
        thresholds=Thresholds(
            output="choice", codes=adjuvant.STRATEGIES, event_free_months=adjuvant.MONTHS
        ),
        golden=golden_cases(net, parts["held_out"], preprocess, adjuvant.INPUTS),
        training=training(
            trial="hcc-adj",
            seed=seed,
            parts=parts,
            cohort=adjuvant.__name__,
            found=found,
            baselines=baselines,
        ),
        cards=cards.strategy(parts, found, baselines),
    )


def fit_heads(net: TableHeads, parts: Mapping[str, Cohort], preprocess: Preprocess) -> None:
    """One after the other: what becomes of people does not move what boards choose."""
    train, stop = (parts[name] for name in ("training", "calibration"))
    tables = [fitting.tables(one, preprocess) for one in (train, stop)]
    chosen = [torch.tensor(one.outcome) for one in (train, stop)]
    followed = [fitting.followed(one) for one in (train, stop)]
    # Few received some strategies; what became of them is held closer to a line.
    for head, outcome, loss, decay in (
        (net.chosen, chosen, fitting.choice, 0.05),
        (net.followed, followed, fitting.event_free, 1.0),
    ):
        learn, hold = zip(tables, outcome, strict=True)
        fitting.fit_table(head, learn, hold, loss, rounds=400, decay=decay)


def golden_cases(
    net: Predicts, held: Cohort, preprocess: Preprocess, inputs: InputSchema
) -> GoldenCases:
    table = fitting.tables(held, preprocess)[:GOLDEN_CASES]
    with torch.inference_mode():
        cases = [
            Golden(values=dict(row), logits=tuple(fitting.as_numbers(net(table[[index]]))[0]))
            for index, row in enumerate(held.rows[:GOLDEN_CASES])
        ]
    return GoldenCases(cases=(*cases, *scanned_cases(net, held, preprocess, inputs)))


def scanned_cases(
    net: Predicts, held: Cohort, preprocess: Preprocess, inputs: InputSchema
) -> list[Golden]:
    if inputs.volume is None:
        return []
    scan = scaled(torch.from_numpy(ramp(inputs))[None], preprocess)
    with torch.inference_mode():
        logit = fitting.as_numbers(net(fitting.tables(held, preprocess)[:1], scan))[0]
    return [Golden(values=dict(held.rows[0]), volume="ramp", logits=tuple(logit))]


def training(
    *,
    trial: str,
    seed: int,
    parts: Mapping[str, Cohort],
    cohort: str,
    found: Figures,
    baselines: Figures,
) -> Training:
    return Training(
        command=f"manage.py train_reference --trial {trial} --seed {seed}",
        seed=seed,
        cohort=f"invented by {cohort}",
        centers=dict(SPLIT),
        participants={name: len(part) for name, part in parts.items()},
        figures=found,
        baselines=baselines,
        platform=fingerprint(),
    )


REFERENCES: Mapping[str, Callable[[int], Contents]] = {
    "hcc-neo": pre_score,
    "hcc-adj": strategy,
}
