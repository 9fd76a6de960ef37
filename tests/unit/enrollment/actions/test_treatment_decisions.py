"""The strategy chosen, by an investigator; the strategy received, locked at the landmark."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from audit.actions import ChangedSinceShown
from casebook.actions.conflicts import Conflict
from casebook.actions.locks import UnableToLock
from casebook.models import Fact, Lock
from casebook.policies import ConsentMissing, ParticipantDied, RecordLocked
from casebook.selectors.facts import facts_of
from casebook.selectors.locks import is_as_locked, lock_of
from enrollment.actions import treatment_decisions
from enrollment.models import TreatmentDecision
from enrollment.selectors.treatment_decisions import KIND
from enrollment.treatment_policies import (
    UnableToDecideTreatment,
    UnableToLockTreatment,
    why_not_lock,
)
from followup.selectors.strategies import strategy_of
from tests.factories import adjuvant, casebook, enrollment, followup, people, protocols
from tests.factories.adjuvant import DECIDED, LANDMARK, LATER
from tests.factories.casebook import instant, seeing
from tests.standing import fresh, site_of, standing
from trials.domain.partial_dates import PartialDate
from trials.domain.roles import Role
from trials.domain.values import Absent
from trials.permissions import NotPermitted

pytestmark = pytest.mark.django_db


operated_once = standing(adjuvant.participant, on=adjuvant.ENROLLED)


@pytest.fixture
def site(request, db):
    return site_of(request, "operated") or adjuvant.site()


@pytest.fixture
def investigator(site):
    return casebook.member(site, Role.PI)


@pytest.fixture
def operated(operated_once, db):
    return fresh(operated_once)


@pytest.fixture
def participant(operated):
    return operated


@pytest.fixture
def inside(site, investigator):
    with seeing(site, by=investigator):
        yield site


class TestRecording:
    def test_who_chose_what_when_and_why(self, inside, participant):
        made = adjuvant.decided(participant)
        assert (made.strategy, made.decided_by) == ("surgery_tace", "Liver board")
        assert made.status == TreatmentDecision.Status.COMPLETE
        assert (made.received, made.not_assessable, made.landmark_date) == ("", "", None)

    def test_a_choice_alone_says_nothing_of_what_was_received(self, inside, participant):
        adjuvant.decided(participant)
        assert "strategy_received" not in facts_of(participant)

    @pytest.mark.parametrize(
        ("changes", "said"),
        [
            ({"strategy": "prayer"}, "Choose a strategy of the protocol: surgery_alone"),
            ({"strategy": ""}, "Choose a strategy"),
            ({"decided_date": DECIDED + timedelta(days=1)}, "in the future"),
            ({"decided_date": adjuvant.day(-1)}, "after surgery"),
            ({"decided_by": " "}, "Name who decided"),
            ({"rationale": " "}, "Say why"),
        ],
    )
    def test_what_does_not_make_sense_is_refused(self, inside, participant, changes, said):
        with pytest.raises(UnableToDecideTreatment, match=said):
            adjuvant.decided(participant, **changes)
        assert not TreatmentDecision.objects.exists()

    def test_the_day_of_surgery_and_today_are_possible(self, inside, participant):
        today = adjuvant.day(0)
        made = adjuvant.decided(participant, decided_date=today, on=today)
        assert made.decided_date == today

    def test_a_second_one_is_refused(self, inside, participant):
        adjuvant.decided(participant)
        with pytest.raises(UnableToDecideTreatment, match="recorded already"):
            adjuvant.decided(participant)

    @pytest.mark.parametrize("role", [Role.NURSE, Role.DATA_MANAGER, Role.MONITOR])
    def test_only_an_investigator_decides(self, inside, participant, role):
        with pytest.raises(NotPermitted):
            treatment_decisions.record(
                participant=participant,
                choice=adjuvant.choice(),
                by=casebook.member(inside, role),
                at=instant(DECIDED),
            )

    def test_nothing_is_decided_before_consent(self, inside):
        row = casebook.participant(inside)
        with pytest.raises(ConsentMissing):
            adjuvant.decided(row)

    def test_nothing_is_decided_before_enrollment(self, inside):
        row = casebook.participant(inside)
        casebook.consent(row, scopes=adjuvant.SCOPES)
        with pytest.raises(UnableToDecideTreatment, match="not enrolled"):
            adjuvant.decided(row)

    def test_nothing_is_decided_after_death(self, inside, participant):
        adjuvant.contact(participant, "dead", adjuvant.day(10).isoformat())
        with pytest.raises(ParticipantDied):
            adjuvant.decided(participant)

    def test_a_protocol_without_strategies_has_no_such_decision(self):
        here = protocols.open_site("hcc-neo")
        row = enrollment.screened_participant(here)
        with seeing(here), pytest.raises(UnableToDecideTreatment, match="compares no strategies"):
            adjuvant.decided(row)


class TestCorrecting:
    def correct(self, record, by, **changes):
        given = {"expected_version": 1, "reason": "misread", "at": instant(DECIDED)}
        return treatment_decisions.correct(
            record=record,
            choice=adjuvant.choice(strategy="surgery_systemic"),
            by=by,
            **{**given, **changes},
        )

    def test_the_history_keeps_what_stood_before(self, inside, participant, investigator):
        row = self.correct(adjuvant.decided(participant), investigator)
        assert (row.strategy, row.version) == ("surgery_systemic", 2)
        assert [one.strategy for one in row.events.order_by("pgh_id")] == [
            "surgery_tace",
            "surgery_systemic",
        ]

    def test_a_correction_says_why(self, inside, participant, investigator):
        with pytest.raises(UnableToDecideTreatment, match="Say why"):
            self.correct(adjuvant.decided(participant), investigator, reason=" ")

    def test_the_second_editor_is_told(self, inside, participant, investigator):
        row = adjuvant.decided(participant)
        self.correct(row, investigator)
        with pytest.raises(Conflict):
            self.correct(row, investigator)

    def test_a_locked_decision_is_not_corrected(self, inside, participant, investigator):
        adjuvant.locked(participant)
        with pytest.raises(RecordLocked):
            self.correct(TreatmentDecision.objects.get(), investigator, expected_version=3)


class TestLocking:
    def test_what_was_begun_by_the_landmark_is_locked(self, inside, participant, investigator):
        adjuvant.course(participant, "tace", 40)
        adjuvant.course(participant, "tki", 110)
        made = adjuvant.locked(participant)

        row = TreatmentDecision.objects.get()
        assert (row.received, row.not_assessable) == ("surgery_tace", "")
        assert (row.landmark_date, row.status) == (LANDMARK, "locked")
        assert (made.kind, made.locked_by) == ("decision", investigator)
        assert lock_of(row, record_kind=KIND) == made
        assert is_as_locked(row, made)

    def test_it_becomes_a_fact_of_the_landmark(self, inside, participant):
        adjuvant.locked(participant)
        fact = facts_of(participant)["strategy_received"]
        assert (fact.value, fact.date.full) == ("surgery_alone", LANDMARK)

    @pytest.mark.parametrize(
        ("happened", "why"),
        [
            (lambda row: adjuvant.scan(row, 50, "recurrence"), "recurrence"),
            (lambda row: adjuvant.contact(row, "dead", adjuvant.day(60).isoformat()), "death"),
            (lambda row: followup.lost(row, adjuvant.day(60)), "lost"),
        ],
    )
    def test_who_did_not_reach_it_is_locked_as_not_assessable(
        self, inside, participant, happened, why
    ):
        adjuvant.decided(participant)
        happened(participant)
        adjuvant.locked(participant)
        assert TreatmentDecision.objects.get().not_assessable == why
        assert isinstance(facts_of(participant)["strategy_received"], Absent)

    def test_on_the_landmark_day_it_may_be_locked(self, inside, participant):
        adjuvant.locked(participant, on=LANDMARK)
        assert Lock.objects.exists()

    def test_a_sub_investigator_may(self, inside, participant):
        person = casebook.member(inside, Role.SUB_INVESTIGATOR)
        adjuvant.locked(participant, by=person)
        assert Lock.objects.get().locked_by == person

    def test_what_is_corrected_afterwards_moves_nobody(self, inside, participant):
        adjuvant.locked(participant)
        adjuvant.course(participant, "tace", 40)
        assert facts_of(participant)["strategy_received"].value == "surgery_alone"
        assert strategy_of(participant, known_to=LATER).code == "surgery_tace"


class TestLockRefusals:
    def refused(self, participant, error, said, **changes):
        with pytest.raises(error, match=said):
            adjuvant.locked(participant, **changes)
        assert not Lock.objects.exists()
        assert not Fact.objects.filter(name="strategy_received").exists()
        assert TreatmentDecision.objects.get().status == TreatmentDecision.Status.COMPLETE

    def test_not_before_the_landmark(self, inside, participant):
        adjuvant.decided(participant)
        eve = LANDMARK - timedelta(days=1)
        self.refused(participant, UnableToLockTreatment, f"from {LANDMARK} on", on=eve)
        assert str(LANDMARK) in why_not_lock(participant, on=eve)
        assert why_not_lock(participant, on=LANDMARK) == ""

    def test_not_before_the_landmark_even_for_who_recurred(self, inside, participant):
        adjuvant.scan(participant, 30, "recurrence")
        adjuvant.decided(participant)
        eve = LANDMARK - timedelta(days=1)
        self.refused(participant, UnableToLockTreatment, f"from {LANDMARK} on", on=eve)

    def test_not_while_a_start_is_not_known_to_the_day(self, inside, participant):
        casebook.known(participant, first_tace=PartialDate.parse("2026-04"))
        self.refused_with_decision(participant, "no start to the day")

    def test_not_while_a_death_is_not_known_to_the_day(self, inside, participant):
        adjuvant.decided(participant)
        adjuvant.contact(participant, "dead", "2026-04")
        self.refused(participant, UnableToLockTreatment, "not dated to the day")

    def refused_with_decision(self, participant, said):
        adjuvant.decided(participant)
        self.refused(participant, UnableToLockTreatment, said)

    def test_not_when_something_else_was_seen(self, inside, participant):
        adjuvant.decided(participant)
        seen = adjuvant.to_lock(participant)
        adjuvant.course(participant, "tace", 40)
        self.refused(
            participant, ChangedSinceShown, "opened this page: Strategy received", shown=seen
        )

    def test_not_by_whom_an_edit_overtook(self, inside, participant):
        row = adjuvant.decided(participant)
        seen = adjuvant.to_lock(participant)
        treatment_decisions.correct(
            record=row,
            choice=adjuvant.choice(rationale="Margin"),
            expected_version=1,
            reason="misread",
            by=casebook.member(inside, Role.PI),
            at=instant(DECIDED),
        )
        self.refused(participant, ChangedSinceShown, "Why this strategy", shown=seen)

    def test_not_by_a_nurse(self, inside, participant):
        adjuvant.decided(participant)
        nurse = casebook.member(inside)
        with pytest.raises(NotPermitted):
            adjuvant.locked(participant, by=nurse)

    def test_not_twice(self, inside, participant):
        adjuvant.locked(participant)
        with pytest.raises((RecordLocked, UnableToLock)):
            adjuvant.locked(participant)


class TestTheDatabase:
    @pytest.mark.parametrize(
        "statement",
        [
            "UPDATE enrollment_treatmentdecision SET strategy = 'surgery_systemic'",
            "UPDATE enrollment_treatmentdecision SET status = 'complete'",
            "UPDATE enrollment_treatmentdecision SET received = 'surgery_tace'",
            "DELETE FROM enrollment_treatmentdecision",
        ],
    )
    def test_a_locked_decision_cannot_be_changed_by_any_path(self, inside, participant, statement):
        adjuvant.locked(participant)
        with (
            people.setting_up(),
            pytest.raises(DatabaseError, match="it is locked"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)

    @pytest.mark.parametrize(
        "values",
        [
            {},
            {"received": "surgery_tace"},
            {"landmark_date": LANDMARK},
            {"landmark_date": LANDMARK, "received": "surgery_tace", "not_assessable": "death"},
        ],
    )
    def test_a_locked_decision_says_exactly_one_thing(self, inside, participant, values):
        row = adjuvant.decided(participant)
        with (
            people.setting_up(),
            pytest.raises(IntegrityError, match="locked_strategy_says_one_thing"),
            transaction.atomic(),
        ):
            TreatmentDecision.objects.filter(pk=row.pk).update(status="locked", **values)
