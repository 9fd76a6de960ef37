from itertools import combinations

import pytest

from trials.domain.rights import Right, rights_of
from trials.domain.roles import (
    EXCLUSIVE,
    ROLE_LABELS,
    SITE_ROLES,
    TREATING_ROLES,
    Role,
    conflicts,
)

GRANTABLE_PAIRS = [pair for pair in combinations(Role, 2) if frozenset(pair) not in EXCLUSIVE]


def test_there_are_thirteen_roles_each_with_a_label():
    assert len(Role) == 13
    assert set(ROLE_LABELS) == set(Role)
    assert len(set(ROLE_LABELS.values())) == 13


def test_these_are_held_at_one_site_and_all_others_over_the_trial():
    assert {
        Role.NURSE,
        Role.PI,
        Role.SUB_INVESTIGATOR,
        Role.MONITOR,
        Role.READER,
    } == SITE_ROLES


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (Role.STATISTICIAN, Role.UNBLINDED_STATISTICIAN),
        *[(Role.UNBLINDED_STATISTICIAN, site_role) for site_role in SITE_ROLES],
        *[(Role.DSMB, operating) for operating in set(Role) - {Role.DSMB}],
        (Role.MODEL_ENGINEER, Role.READER),
        (Role.SYSADMIN, Role.SPONSOR),
    ],
)
def test_duties_that_must_stay_apart_conflict_either_way_round(one, other):
    assert conflicts(one, {other}) == [other]
    assert conflicts(other, {one}) == [one]


def test_a_role_never_conflicts_with_itself():
    assert all(conflicts(role, {role}) == [] for role in Role)


def test_common_pairs_stay_possible():
    assert conflicts(Role.PI, {Role.SUB_INVESTIGATOR, Role.NURSE}) == []
    assert conflicts(Role.DATA_MANAGER, {Role.STATISTICIAN}) == []


def test_conflicts_come_in_the_order_of_the_roles():
    held = {Role.SPONSOR, Role.NURSE, Role.PI}
    assert conflicts(Role.DSMB, held) == [Role.NURSE, Role.PI, Role.SPONSOR]


SEALED = {
    Right.SEE_PREDICTION_BEFORE_LOCK,
    Right.SEE_CONCEALED_PREDICTION,
    Right.TAKE_SEALED_CUT,
}
BY_ARM = {
    Right.SEE_OUTCOME_BY_ARM,
    Right.READ_CLOSED_REPORT,
    Right.GENERATE_CLOSED_REPORT,
    Right.ANALYZE_BY_ARM,
    Right.TAKE_SEALED_CUT,
}
ENTERING = {Right.ENTER_DATA, Right.CORRECT_DATA, Right.RECORD_CLINICAL_EVENT}


@pytest.mark.parametrize("pair", GRANTABLE_PAIRS, ids="+".join)
def test_no_grantable_pair_treats_and_sees_a_sealed_prediction(pair):
    union = rights_of(pair[0]) | rights_of(pair[1])
    treats = bool(TREATING_ROLES & set(pair))
    assert not (treats and union & SEALED)


@pytest.mark.parametrize("pair", GRANTABLE_PAIRS, ids="+".join)
def test_no_grantable_pair_enters_outcomes_and_sees_them_by_arm(pair):
    union = rights_of(pair[0]) | rights_of(pair[1])
    assert not (union & ENTERING and union & BY_ARM)
