"""Run the release of an attempt on the input that the attempt froze."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import ROUND_FLOOR, Decimal
from typing import Any

from inference.domain.encoding import Value
from inference.domain.package_contents import SocketKind
from inference.models import PredictionAttempt
from inference.packages import store
from inference.packages.package import Package
from inference.running.engine import Outcome, run
from inference.running.volumes import load

EIGHT_DECIMALS = Decimal("1e-8")


@dataclass(frozen=True, kw_only=True)
class Computed:
    """`output` may be concealed: it is in no log and no answer of a job."""

    output: Mapping[str, Any] = field(repr=False)
    score: Decimal | None = field(repr=False)
    used: tuple[str, ...]
    platform: Mapping[str, Any]


def compute(attempt: PredictionAttempt) -> Computed:
    package = store.opened(attempt.release)
    scan = attempt.input["scan"]
    volume = None
    if scan and package.inputs.volume:
        volume = load(attempt.participant, scan, package.inputs.volume)
    outcome = run(package, values_of(attempt, package), volume)
    return Computed(
        output=output_of(package, outcome, name=attempt.release.predictor.slug),
        score=score_of(package, outcome),
        used=outcome.used,
        platform=outcome.platform,
    )


def values_of(attempt: PredictionAttempt, package: Package) -> dict[str, Value]:
    frozen = attempt.input["values"]
    numbers = {one.name for one in package.inputs.sockets if one.kind is SocketKind.NUMBER}
    return {
        name: Decimal(value) if name in numbers and value is not None else value
        for name, value in frozen.items()
    }


def score_of(package: Package, outcome: Outcome) -> Decimal | None:
    if package.thresholds.output != "probability":
        return None
    # Never up: 0.499999999 must not be stored as the 0.5 that qualifies.
    return Decimal(outcome.probabilities[0]).quantize(EIGHT_DECIMALS, rounding=ROUND_FLOOR)


def output_of(package: Package, outcome: Outcome, *, name: str) -> dict[str, Any]:
    """Everything the run said, every digit of it; what it comes to under the predictor's name."""
    said: dict[str, Any] = {
        "release": package.sha256,
        "logits": list(outcome.logits),
        "contributions": {name: list(part) for name, part in outcome.contributions.items()},
    }
    if package.thresholds.output == "probability":
        return {**said, name: outcome.probabilities[0]}
    shares = dict(zip(package.thresholds.codes, outcome.probabilities, strict=True))
    chosen = max(shares, key=lambda code: shares[code])
    foretold = {"event_free": outcome.event_free} if outcome.event_free else {}
    return {**said, name: chosen, "probabilities": shares, **foretold}
