"""An event that gets better or worse, and one that ends in death."""

import pytest
from django.db import IntegrityError, connection, transaction

from audit.acts import acting as act_of_tests
from casebook.actions.conflicts import Conflict
from followup.actions import adverse_events, grade_changes, vital_status
from followup.actions.recording import UnableToRecord
from followup.domain.treatment_windows import Graded
from followup.models import AdverseEvent, VitalStatus
from tests.factories import casebook, followup
from tests.factories.casebook import seeing
from tests.factories.followup import LATER, acting, contact_of, event_of
from trials.domain.partial_dates import PartialDate

pytestmark = pytest.mark.django_db

ONSET = PartialDate(2026, 3, 1)


@pytest.fixture
def event(participant):
    return followup.adverse_event(participant, grade=2, onset=ONSET, outcome="ongoing")


def fresh(event):
    return AdverseEvent.objects.get(pk=event.pk)


def change(event, day, grade, version=None):
    return grade_changes.change(
        record=event,
        change=Graded(day=PartialDate.parse(day), grade=grade),
        expected_version=version or event.version,
        **acting(event.participant, LATER),
    )


def take_back(event, reason="Another participant"):
    who = acting(event.participant, LATER)
    return grade_changes.take_back(
        record=event, reason=reason, expected_version=event.version, **who
    )


def test_the_grade_of_the_event_is_the_worst(inside, event):
    worse = change(event, "2026-03-05", 3)
    better = change(worse, "2026-03-09", 1)
    assert (better.grade, better.version) == (3, 3)
    assert [one["grade"] for one in fresh(event).grades] == [2, 3, 1]
    with pytest.raises(Conflict):
        change(event, "2026-03-10", 1)


def test_latest_change_is_taken_back(inside, event):
    back = take_back(change(event, "2026-03-05", 3))
    assert (back.grade, back.grades) == (2, [])
    with pytest.raises(UnableToRecord, match="never changed"):
        take_back(back)


@pytest.mark.parametrize(
    ("day", "grade", "said"),
    [
        ("2026-02-01", 3, "stands up to 2026-03-01"),
        ("2026-06-02", 3, "Change: 2026-06-02 is in the future"),
        ("2026-03-05", 4, "Its grades are: 1, 2, 3"),
        ("2026-03-05", 5, "Grade 5 is a death"),
    ],
)
def test_change_that_cannot_be_is_refused(inside, event, day, grade, said):
    with pytest.raises(UnableToRecord, match=said):
        change(event, day, grade)
    assert fresh(event).grades == []


def test_correction_keeps_the_course_and_fits_it(inside, event):
    changed = change(event, "2026-03-05", 3)
    more = {"expected_version": changed.version, "reason": "Read again"}
    who = acting(event.participant, LATER)
    given = event_of(grade=1, onset=ONSET)
    with pytest.raises(UnableToRecord, match="worst grade was 3"):
        adverse_events.correct(record=changed, event=given, **more, **who)
    given = event_of(grade=3, onset=ONSET, action_taken={"lenvatinib": "reduced"})
    row = adverse_events.correct(record=changed, event=given, **more, **who)
    assert len(row.grades) == 2
    assert row.action_taken == {"lenvatinib": "reduced"}


@pytest.mark.parametrize(
    ("done", "said"),
    [({"aspirin": "reduced"}, "agents of the protocol"), ({"pd1": "halved"}, "what was done")],
)
def test_what_was_done_is_of_the_protocol(inside, participant, done, said):
    with pytest.raises(UnableToRecord, match=said):
        followup.adverse_event(participant, action_taken=done)


# --- death -------------------------------------------------------------------------------------
FATAL = {"outcome": "fatal", "seriousness": ("death",), "onset": PartialDate(2026, 5, 1)}


def test_fatal_event_needs_the_record_of_the_death(inside, participant):
    with pytest.raises(UnableToRecord, match="Record the death first"):
        followup.adverse_event(participant, "Sepsis", 5, **FATAL)
    followup.contact(participant, "dead", "2026-05-10")
    with pytest.raises(UnableToRecord, match="2026-05-09 is not 2026-05-10"):
        followup.adverse_event(participant, "Sepsis", 5, **FATAL, end=PartialDate(2026, 5, 9))
    assert followup.adverse_event(participant, "Sepsis", 5, **FATAL).grade == 5


@pytest.mark.parametrize(("vital", "day"), [("alive", "2026-05-10"), ("dead", "2026-04-10")])
def test_death_is_not_corrected_away_from_a_fatal_event(site, participant, vital, day):
    record = followup.contact(participant, "dead", "2026-05-10")
    followup.adverse_event(participant, "Sepsis", 5, **FATAL)
    more = {"expected_version": 1, "reason": "Read again", **acting(participant, LATER)}
    with seeing(site), pytest.raises(UnableToRecord, match="“Sepsis” is recorded as fatal"):
        vital_status.correct(record=record, contact=contact_of(vital, day), **more)
    with seeing(site):
        vital_status.correct(record=record, contact=contact_of("dead", "2026-05-12"), **more)


def unasked(participant):
    """Written past the acts, as a command or a slip might."""
    row = participant.activation
    return act_of_tests(by=casebook.member(row), action="tests.raw", activations=[row.pk])


@pytest.mark.parametrize(
    "changed",
    [
        {"grade": 4},
        {"outcome": "ongoing"},
        {"seriousness": ["hospitalization"]},
        {"grade": 4, "seriousness": ["hospitalization"]},
    ],
)
def test_the_database_wants_a_death_to_show_in_all_three_places(inside, participant, changed):
    followup.contact(participant, "dead", "2026-05-10")
    event = followup.adverse_event(participant, "Sepsis", 5, **FATAL)
    with (
        pytest.raises(IntegrityError, match="ae_death_shows_alike"),
        unasked(participant),
        transaction.atomic(),
    ):
        AdverseEvent.objects.filter(pk=event.pk).update(**changed)


def test_the_database_keeps_a_fatal_event_and_the_death_together(inside, participant):
    mild = followup.adverse_event(participant, "Sepsis", 3)
    columns = {"grade": 5, "outcome": "fatal", "serious": True, "seriousness": ["death"]}
    mine = AdverseEvent.objects.filter(pk=mild.pk)
    with (
        pytest.raises(IntegrityError, match="without a death"),
        unasked(participant),
        transaction.atomic(),
    ):
        mine.update(**columns)
    death = followup.contact(participant, "dead", "2026-05-10")
    with unasked(participant):
        assert mine.update(**columns) == 1
    for undo in (
        lambda rows: rows.update(vital_status="alive", cause_of_death=""),
        lambda rows: rows.delete(),
    ):
        with (
            pytest.raises(IntegrityError, match="without a death"),
            unasked(participant),
            transaction.atomic(),
        ):
            undo(VitalStatus.objects.filter(pk=death.pk))
    with unasked(participant):
        assert VitalStatus.objects.filter(pk=death.pk).update(status_date="2026-05-11") == 1


def test_both_may_be_put_right_in_one_transaction(inside, participant):
    death = followup.contact(participant, "dead", "2026-05-10")
    event = followup.adverse_event(participant, "Sepsis", 5, **FATAL)
    with unasked(participant), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        VitalStatus.objects.filter(pk=death.pk).update(vital_status="alive", cause_of_death="")
        AdverseEvent.objects.filter(pk=event.pk).update(
            grade=4, outcome="recovered", serious=False, seriousness=[]
        )
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    assert VitalStatus.objects.get(pk=death.pk).vital_status == "alive"
