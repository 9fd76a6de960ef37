import pytest

from followup.domain.agreement import kappa


def test_kappa_of_the_textbook():
    """Twenty both yes, five and ten apart, fifteen both no: 0.4 (Cohen 1960)."""
    judged = [("y", "y")] * 20 + [("y", "n")] * 5 + [("n", "y")] * 10 + [("n", "n")] * 15
    assert kappa(judged) == pytest.approx(0.4)


def test_who_never_agree_are_below_chance():
    assert kappa([("y", "n"), ("n", "y")]) == pytest.approx(-1)


def test_where_chance_alone_would_make_them_agree_there_is_none():
    assert kappa([("y", "y")]) is None
    assert kappa([]) is None
