from datetime import date, timedelta

import pytest

from casebook import sources
from casebook.actions import visits
from casebook.actions.conflicts import Conflict
from casebook.actions.visits import Attendance, UnableToRecordVisit
from casebook.models import Fact, Visit
from casebook.policies import ConsentMissing, ParticipantDied, ParticipantWithdrew
from casebook.selectors.facts import facts_of
from tests.factories import casebook, people
from tests.unit.casebook.actions.test_withdrawals import withdraw
from trials.domain.partial_dates import PartialDate
from trials.domain.roles import Role
from trials.permissions import NotPermitted

pytestmark = pytest.mark.django_db
DAY = date(2026, 2, 10)
DONE = Attendance(outcome="done", visit_date=DAY)
NOT_DONE = Attendance(outcome="not_done", not_done_reason="on holiday")


def record(participant, attendance=DONE, visit="M03", by=None):
    by = by or casebook.member(participant.activation)
    with casebook.seeing(participant.activation, by=by):
        return visits.record(
            participant=participant, visit=visit, attendance=attendance, by=by, at=people.NOW
        )


def correct(visit, attendance=NOT_DONE, *, reason="wrong participant", version=1, by=None):
    by = by or casebook.member(visit.activation)
    with casebook.seeing(visit.activation, by=by):
        return visits.correct(
            visit=visit,
            attendance=attendance,
            expected_version=version,
            reason=reason,
            by=by,
            at=people.NOW,
        )


def test_a_visit_took_place(consented):
    row = record(consented)
    assert (row.outcome, row.visit_date, row.not_done_reason) == ("done", DAY, "")


def test_a_visit_did_not_take_place_and_keeps_no_date(consented):
    row = record(consented, Attendance(outcome="not_done", visit_date=DAY, not_done_reason=" ill "))
    assert (row.visit_date, row.not_done_reason) == (None, "ill")


@pytest.mark.parametrize(
    ("attendance", "said"),
    [
        (Attendance(outcome="done"), "Give the day"),
        (Attendance(outcome="done", visit_date=people.TODAY + timedelta(days=1)), "future"),
        (Attendance(outcome="done", visit_date=date(2026, 1, 5)), "before the consent"),
        (Attendance(outcome="not_done"), "Say why"),
        (Attendance(outcome="maybe", visit_date=DAY), "Choose whether"),
        (Attendance(outcome="done", visit_date=DAY, mode="by post"), "Choose whether"),
    ],
)
def test_an_attendance_that_cannot_be_right_is_refused(consented, attendance, said):
    with pytest.raises(UnableToRecordVisit, match=said):
        record(consented, attendance)


def test_the_protocol_knows_its_visits(consented):
    with pytest.raises(UnableToRecordVisit, match="no visit M99"):
        record(consented, visit="M99")


def test_a_visit_is_recorded_once(consented):
    record(consented)
    with pytest.raises(UnableToRecordVisit, match="recorded already"):
        record(consented)
    with casebook.seeing(consented.activation):
        assert Visit.objects.count() == 1


def test_before_consent_there_are_no_visits(screened):
    with pytest.raises(ConsentMissing):
        record(screened)


def test_nothing_after_withdrawal_and_everything_up_to_it(consented):
    withdraw(consented, withdrawal_date=DAY)
    record(consented, DONE)
    with pytest.raises(ParticipantWithdrew, match="2026-02-10"):
        record(consented, Attendance(outcome="done", visit_date=DAY + timedelta(days=1)), "M06")


def test_nobody_comes_after_death(consented):
    casebook.known(consented, death=DAY - timedelta(days=1))
    with pytest.raises(ParticipantDied, match="died on 2026-02-09"):
        record(consented)


@pytest.mark.parametrize("role", [Role.DATA_MANAGER, Role.MONITOR, Role.READER, Role.SPONSOR])
def test_only_treating_roles_record_visits(consented, role):
    with pytest.raises(NotPermitted):
        record(consented, by=people.delegated(role, consented.activation).user)


class TestCorrect:
    def test_raises_the_version_and_keeps_the_reason(self, consented):
        row = correct(record(consented))
        with casebook.seeing(consented.activation):
            event = row.events.order_by("pgh_id").last()
        assert (row.version, row.outcome) == (2, "not_done")
        assert event.pgh_context["reason"] == "wrong participant"

    def test_the_second_editor_is_told(self, consented):
        row = record(consented)
        correct(row)
        with pytest.raises(Conflict) as conflict:
            correct(row)
        assert (conflict.value.expected_version, conflict.value.record.version) == (1, 2)

    def test_needs_a_reason(self, consented):
        with pytest.raises(UnableToRecordVisit, match="Say why"):
            correct(record(consented), reason=" ")

    def test_refuses_what_recording_refuses(self, consented):
        with pytest.raises(UnableToRecordVisit, match="future"):
            correct(
                record(consented),
                Attendance(outcome="done", visit_date=people.TODAY + timedelta(days=1)),
            )


class TestFactsThatFollow:
    def test_forms_of_the_visit_are_dated_by_it(self, consented):
        casebook.saved_form(consented, "checkup", {"weight": "70"}, visit="M03", day=DAY)
        row = record(consented)
        with casebook.seeing(consented.activation):
            assert facts_of(consented, occasion="M03")["weight"].date == PartialDate.of(DAY)
        correct(row, Attendance(outcome="done", visit_date=DAY - timedelta(days=1)))
        with casebook.seeing(consented.activation):
            weight = facts_of(consented, occasion="M03")["weight"]
        assert weight.date == PartialDate.of(DAY - timedelta(days=1))

    def test_an_owner_that_follows_visits_says_its_facts_again(self, consented):
        """Follow-up takes each visit for a sign of life."""
        record(consented)
        with casebook.seeing(consented.activation):
            assert facts_of(consented)["last_contact"].value == PartialDate.of(DAY)

    def test_a_failing_follower_leaves_no_visit(self, consented, monkeypatch):
        def fail(*args, **kwargs):
            raise RuntimeError("no facts today")

        monkeypatch.setattr(sources, "restate_followers", fail)
        with pytest.raises(RuntimeError):
            record(consented)
        with casebook.seeing(consented.activation):
            assert not Visit.objects.exists()
            assert not Fact.objects.filter(name="last_contact").exists()
