"""crlm: hidden from those who record outcomes, open to analysis from its sealing. What a cut of it
says of the prediction stands beside stage and CEA, on the same participants."""

from datetime import timedelta

import pytest

from analysis.actions import cuts
from analysis.selectors.cut_predictions import scores_in
from analysis.selectors.cuts import read_table
from analysis.selectors.results import protocol_of_cut, results_of
from audit.acts import acting
from casebook.models import Lock, Participant
from casebook.selectors.facts import facts_of
from followup.actions import cohorts
from inference.models import Reveal
from inference.selectors.disclosures import is_concealed
from tests.factories import archives, people, sealing
from tests.factories.casebook import instant, seeing
from trials.domain.roles import Role
from trials.domain.values import Known

pytestmark = pytest.mark.usefixtures("shared_committed_db")
ROWS, SEALED, TODAY = 60, 50, people.TODAY
PREDICTOR = "metastasis_risk"


@pytest.fixture(scope="module")
def place(shared_committed_db):
    (here,) = archives.sites("crlm", "WH")
    with archives.abstracting([here]) as by:
        file = archives.file("crlm", archives.text("crlm", ROWS, ["WH"]))
        cohorts.import_cohort(places=[here], file=file, by=by, at=people.NOW)
    return here


@pytest.fixture(scope="module")
def sealed(place):
    """By participant, for the first fifty; the last ten were never run."""
    with seeing(place):
        rows = list(Participant.objects.order_by("pk")[:SEALED])
        scores = {row.pk: score(row) for row in rows}
    release = sealing.release(place.trial, slug=PREDICTOR)
    for row in rows:
        sealing.sealed(row, {PREDICTOR: scores[row.pk]}, on=TODAY, release=release)
    return scores


def score(row):
    """Right about most, so that it differs from stage and CEA."""
    found = facts_of(row).get("liver_metastasis_found")
    is_case = isinstance(found, Known) and bool(found.value)
    return round(0.35 + 0.3 * is_case + (row.pk * 7 % 30) / 100, 4)


@pytest.fixture(scope="module")
def cut(place, sealed):
    manager = people.delegated(Role.DATA_MANAGER, place).user
    with acting(by=manager, action="tests.cut", activations=[place.pk]):
        return cuts.take(
            trial=place.trial,
            name="scores",
            events_to=TODAY,
            by=manager,
            at=instant(TODAY) + timedelta(hours=1),
        )


def test_each_is_revealed_with_its_sealing_without_a_lock(place, sealed):
    with seeing(place):
        assert not Lock.objects.exists()
        found = Reveal.objects.all()
        assert {one.participant_id for one in found} == set(sealed)
        assert {(one.at_once, one.lock_id) for one in found} == {(True, None)}


def test_the_cut_holds_them_sealed_and_analysis_opens_them(cut, place, sealed):
    rows = read_table(cut, "inference.sealedprediction", part="sealed")
    assert len(rows) == SEALED
    assert PREDICTOR not in str(rows)
    with acting(by=people.SETUP, action="tests.results", activations=[place.pk]):
        assert scores_in(cut, protocol_of_cut(cut)) == {PREDICTOR: sealed}


def test_the_score_stands_beside_stage_and_cea(cut, place):
    with acting(by=people.SETUP, action="tests.results", activations=[place.pk]):
        (found,) = discrimination(cut, sealed=True)
        assert discrimination(cut, sealed=False) == []
    paired = keyed(found, "discrimination_paired_validation")
    assert [row.key for row in paired.rows] == ["predictor", "pathological_stage", "cea"]
    names = [one.key for one in paired.columns]
    cea = dict(zip(names, paired.rows[2].cells, strict=True))
    assert cea["less"].value > 0
    assert 0 <= cea["p"].value <= 1
    areas = keyed(found, "discrimination_areas_validation")
    assert "predictor:36:event_free" in {row.key for row in areas.rows}


def test_sites_are_told_nothing_by_it(place, sealed):
    release = sealing.release(place.trial, slug=PREDICTOR)
    assert is_concealed(release, place.trial.versions.get())


def discrimination(cut, *, sealed):
    found = results_of(cut, sealed=sealed)
    return [one for one in found if one.analysis.id == "discrimination"]


def keyed(result, key):
    return next(one for one in result.blocks if getattr(one, "key", "") == key)
