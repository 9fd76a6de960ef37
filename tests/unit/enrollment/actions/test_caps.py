from datetime import timedelta

import pytest
from django.db import IntegrityError

from audit.acts import acting
from casebook.models import Participant
from enrollment.actions import caps
from enrollment.actions.allocations import UnableToAllocate
from enrollment.actions.caps import UnableToSetCap
from enrollment.models import ArmCap, EnrollmentCap
from enrollment.selectors.caps import places_in
from tests.factories import casebook, people, protocols
from tests.factories.casebook import seeing
from tests.factories.enrollment import allocated, enrolled_participant
from trials.domain.roles import Role
from trials.permissions import NotPermitted

pytestmark = pytest.mark.django_db
WHY = "The sample size was planned anew."


def set_cap(site, cap, role=Role.SPONSOR):
    by = casebook.member(site, role)
    with seeing(site, by=by):
        return caps.set_cap(trial=site.trial, cap=cap, reason=WHY, by=by, at=people.NOW)


def test_a_cap_counts_those_already_enrolled(site):
    enrolled_participant(site)
    assert (set_cap(site, 144).enrolled, set_cap(site, 10).cap) == (1, 10)


def test_a_cap_below_those_enrolled_is_refused(site):
    for _ in range(2):
        enrolled_participant(site)
    with pytest.raises(UnableToSetCap, match=r"Enrolled already: 2.*Give 2 or more"):
        set_cap(site, 1)


def test_a_cap_is_a_number_of_people(site):
    for cap in (0, -1, 1_000_001):
        with pytest.raises(UnableToSetCap, match=f"from 1 to 1000000, not {cap}"):
            set_cap(site, cap)
        with pytest.raises(UnableToSetCap, match=f"from 1 to 1000000, not {cap}"):
            set_arm_cap(site, cap)


def test_a_cap_says_why_and_keeps_who_set_which(site):
    by = casebook.member(site, Role.SPONSOR)
    with seeing(site, by=by), pytest.raises(UnableToSetCap, match="Say why"):
        caps.set_for(trial=site.trial, arm="", cap=9, reason="  ", by=by, at=people.NOW)
    set_cap(site, 5)
    # Places are taken, under the setting of their time.
    for _ in range(2):
        enrolled_participant(site)
    with seeing(site, by=by):
        later = people.NOW + timedelta(days=1)
        caps.set_for(trial=site.trial, arm="", cap=9, reason=" A new site. ", by=by, at=later)
        (whole, *_arms) = places_in(site.trial, by_arm=True)
    assert (whole.settings[0].by, whole.settings[0].at) == (by.printed_name, later)
    assert [(one.cap, one.reason) for one in whole.settings] == [(9, "A new site."), (5, WHY)]


def test_archived_records_take_no_place(site):
    row = enrolled_participant(site)
    allocated(row)
    with acting(by=casebook.member(site), action="tests.archive", activations=[site.pk]):
        Participant.objects.filter(pk=row.pk).update(origin=Participant.Origin.RETROSPECTIVE)
    assert set_cap(site, 1).enrolled == 0
    assert set_arm_cap(site, 1).allocated == 0


def test_a_trial_without_arms_takes_a_cap_of_the_whole(site):
    place = protocols.open_site("rectal")
    with pytest.raises(
        UnableToSetCap, match=r"rectal has no arms\. Set the cap of the whole trial"
    ):
        set_arm_cap(place, 3)


@pytest.mark.parametrize("role", [Role.PI, Role.DATA_MANAGER, Role.STATISTICIAN])
def test_the_cap_is_the_sponsors_to_set(site, role):
    with pytest.raises(NotPermitted):
        set_cap(site, 10, role)


def test_the_database_counts_no_further_than_the_cap(site):
    row = set_cap(site, 1)
    with people.setting_up(), pytest.raises(IntegrityError):
        EnrollmentCap.objects.filter(pk=row.pk).update(enrolled=2)


def set_arm_cap(site, cap, arm="neoadjuvant", role=Role.SPONSOR):
    by = casebook.member(site, role)
    with seeing(site, by=by):
        return caps.set_arm_cap(
            trial=site.trial, arm=arm, cap=cap, reason=WHY, by=by, at=people.NOW
        )


def test_an_arm_is_full_at_its_cap_and_the_other_stays_open(site):
    rows = [enrolled_participant(site) for _ in range(3)]
    allocated(rows[0])
    assert set_arm_cap(site, 1).allocated == 1
    with pytest.raises(UnableToAllocate, match="neoadjuvant of hcc-neo is full: 1 are allocated"):
        allocated(rows[1])
    allocated(rows[1], arm="surgery_alone")
    set_arm_cap(site, 2)
    allocated(rows[2])
    assert ArmCap.objects.get().allocated == 2
    with pytest.raises(UnableToSetCap, match=r"Allocated to neoadjuvant already: 2.*Give 2 or"):
        set_arm_cap(site, 1)


def test_an_arm_cap_names_an_arm_and_is_the_sponsors_to_set(site):
    with pytest.raises(UnableToSetCap, match="Choose an arm"):
        set_arm_cap(site, 1, arm="placebo")
    with pytest.raises(NotPermitted):
        set_arm_cap(site, 1, role=Role.PI)
    row = set_arm_cap(site, 1)
    with people.setting_up(), pytest.raises(IntegrityError):
        ArmCap.objects.filter(pk=row.pk).update(allocated=2)
