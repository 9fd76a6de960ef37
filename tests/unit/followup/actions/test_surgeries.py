from datetime import date

import pytest

from casebook.actions.conflicts import Conflict
from casebook.policies import ParticipantDied
from casebook.selectors.facts import facts_of
from followup.actions import surgeries
from followup.actions.recording import UnableToRecord
from followup.models import Surgery
from tests.factories import casebook, followup
from tests.factories.followup import LATER, acting, operation
from trials.domain.partial_dates import PartialDate
from trials.domain.values import Absent, Known

pytestmark = pytest.mark.django_db

DAY = date(2026, 3, 2)


def record(row, day=DAY, **changes):
    return surgeries.record(
        participant=row, operation=operation(day, **changes), **acting(row, LATER)
    )


def correct(row, surgery, **changes):
    given = {"expected_version": surgery.version, "reason": "source", **changes}
    new = operation(given.pop("day", DAY), histology=given.pop("histology", "hcc"))
    return surgeries.correct(record=surgery, operation=new, **given, **acting(row, LATER))


@pytest.mark.parametrize(
    ("day", "changes", "said"),
    [
        (date(2026, 6, 2), {}, "is in the future"),
        (date(2026, 1, 7), {}, "before enrollment on 2026-01-08.*in the forms"),
        (DAY, {"procedure": "ablation"}, "Choose the procedure"),
        (DAY, {"margin": "r9"}, "Choose the margin"),
        (DAY, {"histology": ""}, "Choose the histology"),
        (DAY, {"clavien_dindo": "III"}, "“III” is no grade of Clavien-Dindo"),
        (DAY, {"clavien_dindo": "VI"}, "Write one of: I, II, IIIa"),
        (DAY, {"clavien_dindo": "0d"}, "“0d” is no grade of Clavien-Dindo"),
        (DAY, {"clavien_dindo": "Vd"}, "“Vd” is no grade of Clavien-Dindo"),
        (DAY, {"histology_date": date(2026, 3, 1)}, "between surgery and today"),
        (DAY, {"histology_date": date(2026, 6, 2)}, "between surgery and today"),
    ],
)
def test_surgery_that_cannot_be_is_refused(inside, participant, day, changes, said):
    with pytest.raises(UnableToRecord, match=said):
        record(participant, day, **changes)
    assert not Surgery.objects.exists()


def test_nobody_is_operated_on_in_the_trial_before_enrollment(inside):
    row = casebook.consented_participant(inside)
    with pytest.raises(UnableToRecord, match="is not enrolled"):
        record(row)


def test_nobody_is_operated_on_after_death(inside, participant):
    followup.contact(participant, "dead", "2026-02-01")
    with pytest.raises(ParticipantDied):
        record(participant)


def test_one_surgery_a_day(inside, participant):
    record(participant)
    with pytest.raises(UnableToRecord, match="recorded for that day already"):
        record(participant)


def test_pathology_is_awaited_until_it_comes(inside, participant):
    surgery = record(participant, histology="pending")
    assert isinstance(facts_of(participant)["histology"], Absent)
    correct(participant, surgery, histology="combined_hcc_cca")
    histology = facts_of(participant)["histology"]
    assert isinstance(histology, Known)
    assert histology.value == "combined_hcc_cca"


def test_corrected_day_moves_the_fact(inside, participant):
    surgery = record(participant)
    correct(participant, surgery, day=date(2026, 3, 3))
    assert facts_of(participant)["surgery_date"].value == PartialDate(2026, 3, 3)
    assert facts_of(participant)["last_contact"].value == PartialDate(2026, 3, 3)


def test_second_editor_is_told(inside, participant):
    surgery = record(participant)
    correct(participant, surgery)
    with pytest.raises(Conflict):
        correct(participant, surgery, expected_version=1)


def test_correction_needs_a_reason(inside, participant):
    with pytest.raises(UnableToRecord, match="Say why"):
        correct(participant, record(participant), reason="")


@pytest.mark.parametrize(
    ("sent", "kept"), [("", ""), ("0", "0"), ("IIIb-d", "IIIbd"), ("IVad", "IVad"), ("3a", "IIIa")]
)
def test_a_complication_is_kept_in_one_way_of_writing(inside, participant, sent, kept):
    assert record(participant, clavien_dindo=sent).clavien_dindo == kept
