"""What happens when many come at once, and when the history cannot be written; commits are real."""

from datetime import date

import pytest
from django.db import transaction

from casebook.selectors.facts import facts_of
from enrollment.actions import caps
from enrollment.actions.allocations import UnableToAllocate
from enrollment.models import ArmCap, EligibilityDecision, Enrollment, EnrollmentCap
from enrollment.policies import UnableToEnroll
from tests.databases import SUPERUSER, race, signed_in
from tests.factories import casebook, enrollment, people, protocols
from tests.factories.casebook import seeing
from trials.domain.roles import Role

CAP, RACERS = 10, 40


@pytest.fixture
def site(committed_db):
    return protocols.open_site()


def test_forty_come_for_ten_places_and_thirty_are_told(committed_db):
    site = protocols.open_site("small-trial")  # who agreed meets all of its criteria: it has none
    rows = [casebook.consented_participant(site) for _ in range(RACERS)]
    for row in rows:
        enrollment.decided(row)
    investigator = casebook.member(site, Role.SUB_INVESTIGATOR)
    with people.setting_up():
        EnrollmentCap.objects.create(trial=site.trial, cap=CAP)

    results = race(RACERS, lambda number: enrollment.enrolled(rows[number], by=investigator))

    told = [one for one in results if isinstance(one, UnableToEnroll)]
    assert {str(one) for one in told} == {
        "small-trial is full: 10 are enrolled. Nobody more can be enrolled unless the sponsor "
        "raises the cap."
    }
    assert len(told) == RACERS - CAP
    with seeing(site):
        assert Enrollment.objects.count() == CAP
        assert sum("enrolled" in facts_of(row) for row in rows) == CAP
    assert EnrollmentCap.objects.get().enrolled == CAP


def test_an_arm_fills_to_its_cap_and_the_others_are_told(site):
    rows = [enrollment.enrolled_participant(site) for _ in range(6)]
    investigator = casebook.member(site, Role.SUB_INVESTIGATOR)
    with people.setting_up():
        ArmCap.objects.create(trial=site.trial, arm="neoadjuvant", cap=2)
    results = race(6, lambda number: enrollment.allocated(rows[number], by=investigator))
    told = [str(one) for one in results if isinstance(one, UnableToAllocate)]
    full = "neoadjuvant of hcc-neo is full: 2 are allocated. Choose another arm."
    assert told == [full] * 4
    assert ArmCap.objects.get().allocated == 2


def test_a_first_cap_counts_whoever_came_at_the_same_moment(site):
    rows = [enrollment.enrolled_participant(site) for _ in range(2)]
    for row in (waiting := [enrollment.screened_participant(site) for _ in range(2)]):
        enrollment.decided(row)
    sponsor = casebook.member(site, Role.SPONSOR)
    investigator = casebook.member(site, Role.SUB_INVESTIGATOR)

    def act(number):
        if number < 2:
            return enrollment.allocated(rows[number], by=investigator)
        if number < 4:
            return enrollment.enrolled(waiting[number - 2], by=investigator)
        with seeing(site, by=sponsor):
            arm = "neoadjuvant" if number == 4 else ""
            return caps.set_for(
                trial=site.trial, arm=arm, cap=9, reason="More beds.", by=sponsor, at=people.NOW
            )

    race(6, act)
    assert EnrollmentCap.objects.get().enrolled == 4
    assert ArmCap.objects.get().allocated == 2


def test_of_many_who_enroll_one_participant_one_does(site):
    row = enrollment.screened_participant(site)
    enrollment.decided(row)
    investigator = casebook.member(site, Role.SUB_INVESTIGATOR)
    results = race(6, lambda _: enrollment.enrolled(row, by=investigator))
    told = [str(one) for one in results if isinstance(one, UnableToEnroll)]
    assert told == [f"{row.code} is enrolled already."] * 5


def test_nobody_at_the_site_waits_until_a_registration_has_ended(site):
    """A demonstration or an import registers in one long act, while nurses save their forms."""
    row = casebook.consented_participant(site)
    with transaction.atomic():
        casebook.participant(site)
        (saved,) = race(1, lambda _: casebook.visit_done(row, "SCR", date(2026, 1, 8)))
    assert str(saved) == f"{row} SCR"


def refuse_inserts(database, table):
    """As when the disk is full, just there."""
    with signed_in(SUPERUSER, database, autocommit=True) as cursor:
        cursor.execute(
            "CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION 'disk full'; END $$"
        )
        cursor.execute(
            f"CREATE TRIGGER full_disk BEFORE INSERT ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION full_disk()"
        )


def test_without_its_history_entry_nobody_is_enrolled_and_no_place_is_taken(site, committed_db):
    row = enrollment.screened_participant(site)
    enrollment.decided(row)
    with people.setting_up():
        EnrollmentCap.objects.create(trial=site.trial, cap=CAP)
    refuse_inserts(committed_db, "enrollment_enrollmentevent")
    with pytest.raises(Exception, match="disk full"):
        enrollment.enrolled(row)
    with seeing(site):
        assert not Enrollment.objects.exists()
        assert "enrolled" not in facts_of(row)
    assert EnrollmentCap.objects.get().enrolled == 0


def test_without_its_history_entry_a_decision_leaves_no_signature(site, committed_db):
    row = enrollment.screened_participant(site)
    refuse_inserts(committed_db, "enrollment_eligibilitydecisionevent")
    with pytest.raises(Exception, match="disk full"):
        enrollment.decided(row)
    with seeing(site):
        assert not EligibilityDecision.objects.exists()
    assert not enrollment.signatures().exists()
