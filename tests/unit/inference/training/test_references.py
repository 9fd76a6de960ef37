"""The two releases that come with the platform: whole, small, honest, and made again."""

import math

import pytest

from inference.packages.manifest import identity, manifest_of
from inference.packages.package import as_files, identity_of_folder, open_package
from inference.running.attempts import output_of
from inference.running.engine import run
from inference.running.platform import fingerprint, settle
from inference.running.scans import ramp
from inference.training.references import contents_for
from inference.training.shipped import RELEASES, folder_of

LARGEST = 300_000


def opened(trial):
    folder = folder_of(trial)
    return open_package(folder, expected_sha256=identity_of_folder(folder))


@pytest.fixture(params=sorted(RELEASES))
def trial(request):
    return request.param


def test_it_opens_and_is_small(trial):
    assert opened(trial).training.command.endswith(f"--trial {trial} --seed 1")
    sizes = [path.stat().st_size for path in folder_of(trial).rglob("*") if path.is_file()]
    assert sum(sizes) < LARGEST


def test_written_again_it_is_the_same_release(trial):
    package = opened(trial)
    assert identity(manifest_of(as_files(package))) == package.sha256


def test_it_gives_here_what_it_gave_when_it_was_written(trial):
    package = opened(trial)
    golden = package.golden.cases[0]
    assert run(package, golden.values, None).logits == pytest.approx(golden.logits, abs=1e-5)


def test_the_card_says_in_both_languages_that_it_is_not_for_clinical_use(trial):
    cards = opened(trial).cards
    assert "Reference release, not for clinical use" in cards["en"]
    assert "不得用于临床" in cards["zh-hans"]


def test_the_pre_score_beats_a_regression_on_the_table_alone():
    package = opened("hcc-neo")
    figures, baselines = package.training.figures, package.training.baselines
    assert figures["difference_to_baseline"]["low"] > 0
    simple = baselines["logistic_regression_on_table"]
    assert figures["with_scan"]["brier"] < simple["brier"]
    assert figures["with_scan"]["auc"]["value"] > simple["auc"]["value"]


def test_the_strategy_beats_both_baselines():
    package = opened("hcc-adj")
    figures, baselines = package.training.figures, package.training.baselines
    assert figures["difference_to_regression"]["low"] > 0
    assert figures["accuracy"]["low"] > baselines["commonest_strategy"]["accuracy"]["high"]
    assert figures["log_loss"] < baselines["multinomial_regression"]["log_loss"]


def test_foretold_outcomes_beat_the_share_of_each_strategy():
    """A regression on the same facts does as well here, and the card says so."""
    package = opened("hcc-adj")
    for months in ("24", "36"):
        found = package.training.figures["event_free"][months]
        simple = package.training.baselines["event_free"][months]["share_of_the_strategy"]
        assert found["auc"]["low"] > simple["auc"]["high"]
        assert found["brier"] < simple["brier"]
        assert abs(found["difference_to_regression"]["value"]) < 0.02
        assert f"at {months} months" in package.cards["en"]
        assert f"{months} 个月" in package.cards["zh-hans"]


def test_each_strategy_has_its_outcome_and_none_improves_with_time():
    package = opened("hcc-adj")
    outcome = run(package, package.golden.cases[0].values, None)
    said = output_of(package, outcome, name="strategy")
    assert math.fsum(said["probabilities"].values()) == pytest.approx(1)
    early, late = (said["event_free"][months] for months in ("24", "36"))
    assert list(early) == list(late) == list(package.thresholds.codes)
    assert all(0 < late[code] < early[code] < 1 for code in early)
    steps = outcome.logits[4:8]
    assert list(early.values()) == pytest.approx([1 / (1 + math.exp(-one)) for one in steps])


def test_the_scan_moves_the_pre_score():
    package = opened("hcc-neo")
    values = package.golden.cases[0].values
    with_scan = run(package, values, ramp(package.inputs))
    assert with_scan.used == ("table", "volume")
    assert with_scan.logits != run(package, values, None).logits


def numbers(figures, path=""):
    """Every number of a nested mapping by its path."""
    if isinstance(figures, dict):
        parts = [numbers(value, f"{path}/{name}") for name, value in figures.items()]
    elif isinstance(figures, list):
        parts = [numbers(value, f"{path}/{index}") for index, value in enumerate(figures)]
    else:
        return {path: figures}
    return {name: value for part in parts for name, value in part.items()}


def test_training_it_again_gives_the_same_figures(trial):
    """To the last digit on the platform it was trained on; elsewhere sums round differently."""
    package = opened(trial)
    again = contents_for(trial, seed=package.training.seed)
    settle()
    same_platform = package.training.platform == fingerprint()
    found, recorded = numbers(again.training.figures), numbers(package.training.figures)
    assert found.keys() == recorded.keys()
    for name, value in recorded.items():
        if same_platform:
            assert found[name] == pytest.approx(value, abs=1e-9), name
        elif value <= 1:
            assert found[name] == pytest.approx(value, abs=0.05), name
    if same_platform:
        assert again.weights == package.weights
