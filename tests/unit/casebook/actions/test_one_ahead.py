from threading import Event, get_ident

import pytest

from casebook.actions.one_ahead import OneAhead


class Broken(Exception):
    pass


def fails():
    raise Broken


def run(*parts, then=lambda: None):
    with OneAhead() as ahead:
        for statements in parts:
            ahead.start(*statements)
        then()


def test_statements_run_in_order_while_the_next_are_made_ready():
    may_go, done = Event(), []
    with OneAhead() as ahead:
        ahead.start(lambda: may_go.wait(10), lambda: done.append(get_ident()))
        assert done == []
        may_go.set()
        ahead.start(lambda: done.append(None))
        assert done[0] not in (None, get_ident())
    assert done[1:] == [None]


def test_a_fault_is_told_before_anything_else_is_started():
    done = []
    with pytest.raises(Broken):
        run([fails, lambda: done.append("after it")], [lambda: done.append("next")])
    assert done == []


def test_a_fault_of_the_last_one_is_told_at_the_end():
    with pytest.raises(Broken):
        run([fails])


def test_nobody_leaves_while_a_statement_runs_and_the_first_fault_counts():
    may_go, done = Event(), []

    def breaks():
        may_go.set()
        raise LookupError

    with pytest.raises(LookupError):
        run([lambda: may_go.wait(10), lambda: done.append("over"), fails], then=breaks)
    assert done == ["over"]
