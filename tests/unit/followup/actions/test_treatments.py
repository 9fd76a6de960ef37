from datetime import date
from decimal import Decimal

import pytest

from audit.acts import Refusal
from casebook.actions.conflicts import Conflict
from casebook.policies import ConsentMissing, ParticipantDied
from casebook.selectors.facts import facts_of
from followup.actions import treatments
from followup.actions.recording import UnableToRecord
from followup.actions.treatments import Course
from followup.models import TreatmentCourse
from tests.factories import casebook, followup, protocols
from tests.factories.casebook import instant
from tests.factories.followup import LATER, acting
from trials.domain.partial_dates import PartialDate
from trials.permissions import NotPermitted

pytestmark = pytest.mark.django_db

FEB_1, FEB_20 = date(2026, 2, 1), date(2026, 2, 20)


def record(row, **changes):
    given = {"agent": "lenvatinib", "start_date": FEB_1, **changes}
    return treatments.record(participant=row, course=Course(**given), **acting(row, LATER))


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"start_date": date(2026, 6, 2)}, "Start: 2026-06-02 is in the future"),
        ({"end_date": date(2026, 6, 2)}, "End: 2026-06-02 is in the future"),
        ({"end_date": date(2026, 1, 31)}, "ends before it begins"),
        ({"agent": "aspirin"}, "no agent aspirin"),
        ({"agent": "pd1"}, "Name the product"),
        ({"dose": Decimal(8)}, "together with its unit"),
        ({"dose_unit": "mg"}, "together with its unit"),
        ({"dose": Decimal(0), "dose_unit": "mg"}, "greater than 0"),
        ({"dose": Decimal(8), "dose_unit": "spoon"}, "unit spoon is not used"),
    ],
)
def test_course_that_cannot_be_is_refused(inside, participant, changes, said):
    with pytest.raises(UnableToRecord, match=said):
        record(participant, **changes)
    assert not TreatmentCourse.objects.exists()


def test_last_day_of_one_course_is_not_the_first_of_the_next(inside, participant):
    record(participant, end_date=FEB_20)
    with pytest.raises(UnableToRecord, match="for some of these days already"):
        record(participant, start_date=FEB_20)
    record(participant, start_date=date(2026, 2, 21))
    assert TreatmentCourse.objects.count() == 2


def test_two_agents_are_given_on_the_same_days(inside, participant):
    record(participant)
    record(participant, agent="pd1", product="Sintilimab")
    assert TreatmentCourse.objects.count() == 2


def test_nothing_is_given_after_death(inside, participant):
    followup.contact(participant, "dead", "2026-01-20")
    with pytest.raises(ParticipantDied, match="2026-02-01 is later"):
        record(participant)


def test_nothing_is_recorded_before_consent(inside):
    with pytest.raises(ConsentMissing):
        record(casebook.participant(inside))


def test_stranger_records_nothing(inside, participant):
    stranger = followup.another_nurse(protocols.open_site())
    with pytest.raises(NotPermitted):
        treatments.record(
            participant=participant,
            course=Course(agent="lenvatinib", start_date=FEB_1),
            by=stranger,
            at=instant(LATER),
        )


def correct(row, course, **changes):
    given = {"expected_version": course.version, "reason": "misread", **changes}
    new = Course(agent=course.agent, product=course.product, start_date=given.pop("start", FEB_1))
    return treatments.correct(record=course, course=new, **given, **acting(row, LATER))


def test_correction_raises_the_version_and_keeps_the_old_in_history(inside, participant):
    course = record(participant)
    row = correct(participant, course, start=date(2026, 2, 3))
    assert (row.version, row.start_date) == (2, date(2026, 2, 3))
    assert [one.start_date for one in row.events.order_by("pgh_id")] == [FEB_1, row.start_date]
    assert row.events.last().pgh_context["reason"] == "misread"


def test_correction_without_reason_is_refused(inside, participant):
    with pytest.raises(UnableToRecord, match="Say why"):
        correct(participant, record(participant), reason=" ")


def test_second_editor_is_told(inside, participant):
    course = record(participant)
    correct(participant, course)
    with pytest.raises(Conflict) as refused:
        correct(participant, course, expected_version=1)
    assert refused.value.record.version == 2
    assert TreatmentCourse.objects.get().version == 2


def test_first_and_last_dose_are_those_of_the_neoadjuvant_agents(inside, participant):
    record(participant, end_date=FEB_20)
    record(participant, agent="pd1", product="Sintilimab", end_date=date(2026, 3, 1))
    record(
        participant,
        agent="adjuvant",
        product="Sorafenib",
        start_date=date(2026, 1, 9),
        end_date=date(2026, 5, 1),
    )
    facts = facts_of(participant)
    assert facts["first_dose"].value == PartialDate(2026, 2, 1)
    assert facts["last_dose"].value == PartialDate(2026, 3, 1)


def test_there_is_no_last_dose_while_a_course_goes_on(inside, participant):
    first = record(participant)
    record(participant, agent="pd1", product="Sintilimab", end_date=FEB_20)
    assert "last_dose" not in facts_of(participant)
    assert facts_of(participant)["first_dose"].source.id == str(first.pk)


def test_session_without_an_end_ended_on_its_day(inside, participant):
    """It leaves room for the next, also after a correction; a course of tablets goes on."""
    first = record(participant, agent="pd1", product="Sintilimab")
    correct(participant, first, start=date(2026, 2, 2))
    record(participant, agent="pd1", product="Sintilimab", start_date=date(2026, 2, 3))
    record(participant)
    ends = TreatmentCourse.objects.order_by("agent", "start_date").values_list(
        "end_date", flat=True
    )
    assert list(ends) == [None, date(2026, 2, 2), date(2026, 2, 3)]


def test_refused_course_leaves_no_fact(inside, participant):
    with pytest.raises(Refusal):
        record(participant, agent="pd1")
    assert "first_dose" not in facts_of(participant)
