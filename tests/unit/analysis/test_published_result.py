"""The published result, from the file to the summary: against R's own numbers."""

import json
from math import isclose
from pathlib import Path

import pytest

from analysis.actions import runs
from tests.factories import cuts, people

TRUTH = Path(__file__).parents[2] / "data" / "truth" / "survival.json"
pytestmark = [pytest.mark.usefixtures("committed_db"), pytest.mark.every_time]


def record(name: str) -> dict:
    records = json.loads(TRUTH.read_text())
    return next(one for one in records if one["id"] == name)


@pytest.fixture(scope="module")
def expected() -> dict:
    return record("o01_km_rfs24")


def test_colon_trial_gives_its_published_numbers(expected):
    team = cuts.team(rows=None)
    cut = cuts.cut(team)
    with team.at_site(team.unblinded) as by:
        found = runs.run(cut=cut, sealed=True, by=by, at=people.NOW).results

    recurrence, rfs = found["ttr_by_arm"]["cox"]["Lev+5FU"], found["rfs_by_arm"]["cox"]["Lev+5FU"]
    assert rounded(recurrence) == (0.599, 0.475, 0.756)
    assert rounded(rfs) == (0.623, 0.499, 0.777)

    at_24 = {
        arm: numbers["at_months"]["24"] for arm, numbers in found["rfs_by_arm"]["groups"].items()
    }
    assert round(at_24["Lev+5FU"]["surv"], 3) == 0.688
    assert round(at_24["Obs"]["surv"], 3) == 0.565
    for place, arm in enumerate(("Obs", "Lev", "Lev+5FU")):
        for ours, theirs in (
            (at_24[arm]["surv"], expected["value"]["surv"][place]),
            (at_24[arm]["se"], expected["value"]["se"][place]),
            (at_24[arm]["limits"]["lower"], expected["value"]["lower"][place]),
            (at_24[arm]["limits"]["upper"], expected["value"]["upper"][place]),
        ):
            assert isclose(ours, theirs, rel_tol=expected["rtol"])


def rounded(term: dict) -> tuple[float, float, float]:
    return tuple(round(term[part], 3) for part in ("hazard_ratio", "lower", "upper"))
