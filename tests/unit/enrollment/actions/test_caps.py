import pytest
from django.db import IntegrityError

from enrollment.actions import caps
from enrollment.actions.caps import UnableToSetCap
from enrollment.models import EnrollmentCap
from tests.factories import casebook, people
from tests.factories.casebook import seeing
from tests.factories.enrollment import enrolled_participant
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
