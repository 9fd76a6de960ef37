import pytest
from hypothesis import given
from hypothesis import strategies as st

from casebook.domain.data_locks import (
    ALLOWED,
    IN_EFFECT,
    SECOND_PERSON,
    LockState,
    Scope,
    Step,
    after,
    diagram,
    first_state,
    right_to,
    right_to_lock,
)
from trials.domain.rights import Grant, Right, grant_of, roles_with

PROPOSED, STANDING, ASKED, RELEASED = LockState

# From, step -> to; what is not listed is refused.
TABLE = {
    (PROPOSED, Step.CONFIRM): STANDING,
    (PROPOSED, Step.DECLINE): RELEASED,
    (STANDING, Step.ASK_UNLOCK): ASKED,
    (ASKED, Step.APPROVE): RELEASED,
    (ASKED, Step.DECLINE): STANDING,
}
STEPS = st.lists(st.sampled_from(Step), max_size=12)


@pytest.mark.parametrize("state", LockState)
@pytest.mark.parametrize("step", Step)
def test_the_table_of_steps(state, step):
    assert after(state, step) is TABLE.get((state, step))


@given(st.sampled_from(Scope), STEPS)
def test_nothing_in_effect_is_released_without_being_asked_for_and_decided(scope, steps):
    state, taken = first_state(scope), []
    for step in steps:
        then = after(state, step)
        if then is None:
            continue
        if state in IN_EFFECT and then not in IN_EFFECT:
            assert (taken[-1], step) == (Step.ASK_UNLOCK, Step.APPROVE)
        state = then
        taken.append(step)


@given(STEPS)
def test_the_whole_trial_is_never_in_effect_before_the_second_person(steps):
    state = first_state(Scope.TRIAL)
    for step in steps:
        if step is Step.CONFIRM:
            break
        state = after(state, step) or state
    assert state not in IN_EFFECT


@pytest.mark.parametrize("scope", Scope)
def test_some_role_has_each_right_and_deciding_needs_a_second_person(scope):
    assert roles_with(right_to_lock(scope))
    for step in Step:
        right = right_to(step, scope)
        grants = [grant_of(right, role) for role in roles_with(right)]
        assert grants
        if step in SECOND_PERSON:
            assert all(Grant.SECOND_PERSON in grant for grant in grants)


def test_a_form_is_locked_by_one_and_the_trial_by_two():
    assert [first_state(one) for one in Scope] == [STANDING, STANDING, STANDING, PROPOSED]
    assert right_to_lock(Scope.TRIAL) is Right.LOCK_DATABASE


def test_the_diagram_has_every_arrow():
    assert diagram().count("-->") == sum(len(ways) for ways in ALLOWED.values()) + 3
