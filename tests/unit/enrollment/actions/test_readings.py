"""Child-Pugh 7: out under the strict reading that ships, in under the printed score."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from casebook.models import Lock
from enrollment.actions import readings
from enrollment.actions.readings import UnableToChangeReading
from enrollment.models import Enrollment
from enrollment.policies import why_not_enroll
from enrollment.selectors.assessments import assessment_of
from enrollment.selectors.decisions import latest_decision, standing_against
from enrollment.selectors.exclusions import cases_of
from enrollment.selectors.readings import moves_under, reading_counts
from enrollment.selectors.screening import lines_of
from tests.factories import casebook, enrollment, people
from tests.factories.casebook import instant, seeing
from tests.factories.enrollment import (
    JUDGED,
    approved_reading,
    decided,
    enrolled,
    proposed_reading,
    screened_participant,
)
from tests.factories.protocols import text_of
from trials.actions.protocols import UnableToAdopt, adopt
from trials.domain.roles import Role
from trials.models import ReadingChange
from trials.permissions import NotPermitted
from trials.selectors.readings import content_of, latest_as_read, protocol_as_read

pytestmark = pytest.mark.django_db


@pytest.fixture
def sponsor(site):
    return casebook.member(site, Role.SPONSOR)


def approve(change, site, by, shown=None):
    with seeing(site, by=by):
        signing = people.signing(by, shown or content_of(change))
        return readings.approve_reading(change=change, signing=signing, by=by, at=instant(JUDGED))


def decline(change, site, by, reason="Not now"):
    with seeing(site, by=by):
        readings.decline_reading(change=change, reason=reason, by=by, at=people.NOW)


def chosen(site):
    return latest_as_read(site.trial).chosen_readings["child_pugh"]


def test_from_the_approval_on_another_reading_counts_for_open_screenings(site):
    at_seven = screened_participant(site, bilirubin=40, albumin=34)
    decided(at_seven)
    inside = enrollment.enrolled_participant(site)
    change = proposed_reading(site)
    with seeing(site):
        assert chosen(site) == "strict"
        found = moves_under(
            site.trial, [site.pk], ambiguity="child_pugh", reading="printed_score", today=JUDGED
        )
        assert [(one.now, one.then, one.people, one.signed) for one in found] == [
            ("ineligible", "eligible", 1, 1)
        ]
        assert assessment_of(at_seven, on=JUDGED).verdict == "ineligible"
    approved_reading(change, site)
    with seeing(site):
        assert chosen(site) == "printed_score"
        now = assessment_of(at_seven, on=JUDGED)
        assert now.verdict == "eligible"
        standing = standing_against(latest_decision(at_seven), now)
        assert standing.is_void
        assert standing.changed_ids == "I5a"
        assert "signature is void" in why_not_enroll(at_seven, on=JUDGED)
        (line,) = lines_of([at_seven], today=JUDGED)
        assert (line.status, line.is_void, line.reason) == ("screening", True, "")
        counts = reading_counts(site.trial, [site.pk], today=JUDGED)["child_pugh"]
        # The enrolled one counts by the reading of that day; both readings let them in.
        assert (counts["strict"].eligible, counts["printed_score"].eligible) == (1, 2)
        assert (counts["strict"].differ, counts["printed_score"].differ) == (1, 0)
        assert assessment_of(inside, on=JUDGED).verdict == "eligible"
    decided(at_seven)
    enrolled(at_seven)
    with seeing(site):
        assert Enrollment.objects.get(participant=at_seven).readings == {
            "child_pugh": "printed_score"
        }


def test_who_is_enrolled_stays_judged_by_the_readings_of_that_day(site):
    """Enrolled with 7 under the printed score; a later return to strict is no breach of theirs."""
    approved_reading(proposed_reading(site), site)
    at_seven = screened_participant(site, bilirubin=40, albumin=34)
    decided(at_seven)
    enrolled(at_seven)
    back = proposed_reading(site, "strict", reason="Safety")
    approved_reading(back, site)
    with seeing(site):
        assert chosen(site) == "strict"
        assert assessment_of(at_seven, on=JUDGED).verdict == "eligible"
        stored = Enrollment.objects.get(participant=at_seven)
        assert stored.readings == {"child_pugh": "printed_score"}
        assert not standing_against(stored.decision, assessment_of(at_seven, on=JUDGED)).is_void
    enrollment.correct(at_seven, "screening_laboratory", bilirubin=41)
    with seeing(site):
        assert not at_seven.deviations.exists()
        version = stored.protocol_version
        before = protocol_as_read(version, at=instant(JUDGED) - timedelta(minutes=1))
        assert before.chosen_readings["child_pugh"] == "strict"


def test_a_later_exclusion_that_is_no_longer_applied_stays_for_who_is_enrolled(site):
    row = enrollment.enrolled_participant(site)
    with seeing(site):
        known = {case.criterion for case in cases_of(row)}
    change = proposed_reading(site, "not_applied", ambiguity="postoperative_exclusions")
    approved_reading(change, site)
    other = enrollment.enrolled_participant(site)
    with seeing(site):
        assert {case.criterion for case in cases_of(row)} == known != set()
        assert cases_of(other) == []


def test_two_people_are_needed_each_with_the_right(site, sponsor):
    nurse, pi = (casebook.member(site, role) for role in (Role.NURSE, Role.PI))
    for person in (nurse, sponsor):
        with pytest.raises(NotPermitted):
            proposed_reading(site, by=person)
    change = proposed_reading(site)
    for person in (nurse, pi):
        with pytest.raises(NotPermitted):
            approve(change, site, person)
    assert ReadingChange.objects.get().is_waiting


def test_the_same_person_with_both_roles_is_refused_by_the_act_and_by_the_database(site, sponsor):
    people.delegated(Role.PI, site, sponsor)
    change = proposed_reading(site, by=sponsor)
    with pytest.raises(UnableToChangeReading, match="Another person"):
        approve(change, site, sponsor)
    with people.setting_up(), pytest.raises(IntegrityError), transaction.atomic():
        ReadingChange.objects.filter(pk=change.pk).update(
            approved_by=sponsor, approved_at=people.NOW
        )
    assert chosen(site) == "strict"


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"reading": "strict"}, "does not count yet: A score of 7 or less"),
        ({"reading": "whatever"}, "does not count yet"),
        ({"ambiguity": "no_such"}, "has no ambiguity"),
        ({"ambiguity": "rfs_time_zero", "reading": "enrollment"}, "Adopt an amended version"),
        ({"reason": "  "}, "Say why"),
    ],
)
def test_what_cannot_be_proposed(site, changes, why):
    with pytest.raises(UnableToChangeReading, match=why):
        proposed_reading(site, **changes)
    assert not ReadingChange.objects.exists()


def test_one_proposal_at_a_time_and_each_decided_once(site, sponsor):
    change = proposed_reading(site)
    with pytest.raises(UnableToChangeReading, match="is decided first"):
        proposed_reading(site)
    stranger = casebook.member(site, Role.DATA_MANAGER)
    with pytest.raises(NotPermitted):
        decline(change, site, stranger)
    with pytest.raises(UnableToChangeReading, match="Say why"):
        decline(change, site, sponsor, reason=" ")
    decline(change, site, sponsor)
    with pytest.raises(UnableToChangeReading, match="decided already"):
        decline(change, site, change.proposed_by)
    with pytest.raises(UnableToChangeReading, match="decided already"):
        approve(change, site, sponsor)
    assert chosen(site) == "strict"
    second = proposed_reading(site)
    decline(second, site, second.proposed_by)
    second.refresh_from_db()
    assert (second.is_waiting, second.declined_reason) == (False, "Not now")


def test_what_was_shown_is_what_is_signed_and_what_stands_in_between_is_noticed(site, sponsor):
    change = proposed_reading(site)
    other = proposed_reading(site, "not_applied", ambiguity="postoperative_exclusions")
    with pytest.raises(Exception, match="Changed since you opened"):
        approve(change, site, sponsor, shown=content_of(other))
    with people.setting_up():
        ReadingChange.objects.filter(pk=other.pk).update(before="not_applied", reading="applied")
    other.refresh_from_db()
    with pytest.raises(UnableToChangeReading, match="Another reading counts now"):
        approve(other, site, sponsor)


def test_no_reading_is_changed_once_the_database_is_locked(site, sponsor):
    row = enrollment.enrolled_participant(site)
    change = proposed_reading(site)
    with seeing(site), people.setting_up():
        signature = latest_decision(row).signature
        signature.pk = None
        signature.save()
        Lock.objects.create(
            activation=site,
            participant=row,
            kind=Lock.Kind.DATABASE,
            record_kind="participant",
            record_id=str(row.pk),
            record_sha256="0" * 64,
            signature=signature,
            locked_by=sponsor,
        )
    with pytest.raises(UnableToChangeReading, match="database was locked"):
        approve(change, site, sponsor)


def test_a_new_text_does_not_take_an_approved_reading_back_unseen(site):
    approved_reading(proposed_reading(site), site)
    source = text_of("hcc-neo").replace('version: "1.0"', 'version: "1.1"', 1)
    by = casebook.member(site, Role.SPONSOR)
    with pytest.raises(UnableToAdopt, match="sponsor approved printed_score since"):
        adopt(source=source, name="hcc-neo.yaml", by=by, at=people.NOW)
    source = source.replace("    chosen: strict", "    chosen: printed_score", 1)
    assert adopt(source=source, name="hcc-neo.yaml", by=by, at=people.NOW).version == "1.1"
