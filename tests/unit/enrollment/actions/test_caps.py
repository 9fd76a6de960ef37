import pytest
from django.db import IntegrityError

from enrollment.actions import caps
from enrollment.actions.allocations import UnableToAllocate
from enrollment.actions.caps import UnableToSetCap
from enrollment.models import ArmCap, EnrollmentCap
from tests.factories import casebook, people
from tests.factories.casebook import seeing
from tests.factories.enrollment import allocated, enrolled_participant
from trials.domain.roles import Role
from trials.permissions import NotPermitted

pytestmark = pytest.mark.django_db


def set_cap(site, cap, role=Role.SPONSOR):
    by = casebook.member(site, role)
    with seeing(site, by=by):
        return caps.set_cap(trial=site.trial, cap=cap, by=by, at=people.NOW)


def test_a_cap_counts_those_already_enrolled(site):
    enrolled_participant(site)
    assert (set_cap(site, 144).enrolled, set_cap(site, 10).cap) == (1, 10)


def test_a_cap_below_those_enrolled_is_refused(site):
    enrolled_participant(site)
    with pytest.raises(UnableToSetCap, match="1 are enrolled already"):
        set_cap(site, 0)


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
        return caps.set_arm_cap(trial=site.trial, arm=arm, cap=cap, by=by, at=people.NOW)


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
    with pytest.raises(UnableToSetCap, match="2 are allocated to neoadjuvant already"):
        set_arm_cap(site, 1)


def test_an_arm_cap_names_an_arm_and_is_the_sponsors_to_set(site):
    with pytest.raises(UnableToSetCap, match="Choose an arm"):
        set_arm_cap(site, 1, arm="placebo")
    with pytest.raises(NotPermitted):
        set_arm_cap(site, 1, role=Role.PI)
    row = set_arm_cap(site, 1)
    with people.setting_up(), pytest.raises(IntegrityError):
        ArmCap.objects.filter(pk=row.pk).update(allocated=2)
