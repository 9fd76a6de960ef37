import pytest

from tests.factories import people
from trials.delegating import check_may_give, may_end, may_see_people, roles_given_by
from trials.domain.roles import SITE_ROLES, Role
from trials.permissions import NotPermitted
from trials.selectors.delegations import reach_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def here():
    return people.activation(people.trial("hcc"), people.site("SHA"))


@pytest.fixture
def there(here):
    return people.activation(here.trial, people.site("BEI"))


def given(role: Role, here, at) -> frozenset[Role]:
    user = people.delegated(role, here).user
    reach = reach_of(user, on=people.TODAY)
    return roles_given_by(reach, trial=here.trial, activation=at)


def test_an_investigator_names_the_team_of_the_own_site_only(here, there):
    team = {Role.NURSE, Role.SUB_INVESTIGATOR, Role.READER}
    assert given(Role.PI, here, here) == team
    assert given(Role.PI, here, there) == set()
    assert given(Role.PI, here, None) == set()


def test_the_sponsor_gives_every_role_anywhere_in_the_trial(here, there):
    for at in (here, there, None):
        assert given(Role.SPONSOR, here, at) == set(Role)


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.PI, Role.SPONSOR}))
def test_nobody_else_gives_roles(here, role):
    assert given(role, here, here) == given(role, here, None) == set()


def test_the_sponsor_of_another_trial_gives_nothing_here(here):
    other = people.activation(people.trial("other"), here.site)
    assert given(Role.SPONSOR, other, here) == set()


def test_nobody_gives_a_role_to_themselves(here):
    sponsor = people.delegated(Role.SPONSOR, here).user
    with pytest.raises(NotPermitted, match="themselves"):
        check_may_give(
            sponsor,
            role=Role.NURSE,
            to=sponsor,
            trial=here.trial,
            activation=here,
            on=people.TODAY,
        )


def test_the_refusal_names_who_can(here):
    pi = people.delegated(Role.PI, here).user
    with pytest.raises(NotPermitted, match=r"Sponsor.*Monitor is not yours to give"):
        check_may_give(
            pi,
            role=Role.MONITOR,
            to=people.user(),
            trial=here.trial,
            activation=here,
            on=people.TODAY,
        )


def test_who_may_give_may_end(here, there):
    pi = people.delegated(Role.PI, here).user
    own, other = people.delegated(Role.NURSE, here), people.delegated(Role.NURSE, there)
    reach = reach_of(pi, on=people.TODAY)
    assert may_end(pi, own, reach=reach)
    assert not may_end(pi, other, reach=reach)
    assert not may_end(pi, pi.delegations.get(), reach=reach)


@pytest.mark.parametrize("role", sorted(Role))
def test_who_reads_the_log(here, role):
    readers = {
        Role.PI,
        Role.SUB_INVESTIGATOR,
        Role.DATA_MANAGER,
        Role.MONITOR,
        Role.SPONSOR,
        Role.AUDITOR,
        Role.SYSADMIN,
    }
    user = people.delegated(role, here).user
    assert may_see_people(user, trial=here.trial, on=people.TODAY) is (role in readers)


def test_site_roles_are_those_held_at_a_site():
    assert {Role.NURSE, Role.PI, Role.SUB_INVESTIGATOR, Role.MONITOR, Role.READER} == SITE_ROLES
