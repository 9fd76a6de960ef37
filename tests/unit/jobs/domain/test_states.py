import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobs.domain.states import (
    ALLOWED,
    ENDED,
    REVIVABLE,
    ImpossibleStep,
    State,
    check_step,
    mermaid,
)

states = st.sampled_from(State)


def reachable(start: State) -> set[State]:
    seen, ahead = set(), [start]
    while ahead:
        state = ahead.pop()
        ahead += [after for after in ALLOWED[state] if after not in seen]
        seen |= set(ALLOWED[state])
    return seen


def test_table_speaks_of_every_state():
    assert set(ALLOWED) == set(State)


@given(before=states, after=states)
def test_step_is_refused_exactly_when_the_table_lacks_it(before, after):
    if after in ALLOWED[before]:
        check_step(before, after)
    else:
        with pytest.raises(ImpossibleStep, match=f"{before} cannot become {after}"):
            check_step(before, after)


@given(state=states)
def test_no_job_becomes_what_it_is(state):
    assert state not in ALLOWED[state]


def test_done_is_for_ever():
    assert reachable(State.DONE) == set()


@given(state=states.filter(lambda state: state is not State.DONE))
def test_every_other_job_can_still_be_done(state):
    assert State.DONE in reachable(state)


def test_a_job_ends_only_as_done_failed_or_canceled():
    assert {State.DONE, State.FAILED, State.CANCELED} == ENDED


def test_failed_and_canceled_can_be_asked_for_again_but_done_cannot():
    assert {State.FAILED, State.CANCELED} == REVIVABLE


def test_a_job_runs_only_after_it_waited():
    assert [before for before in State if State.RUNNING in ALLOWED[before]] == [State.WAITING]


def test_diagram_has_one_arrow_for_each_way():
    lines = mermaid().splitlines()
    assert lines[0] == "stateDiagram-v2"
    assert "    [*] --> waiting: submitted" in lines
    for before, ways in ALLOWED.items():
        for after, why in ways.items():
            assert f"    {before} --> {after}: {why}" in lines
    ways = sum(len(ways) for ways in ALLOWED.values())
    assert len(lines) == 2 + ways + len(ENDED)


def test_diagram_is_a_text_file_with_a_last_line_break():
    assert mermaid().endswith("--> [*]\n")
