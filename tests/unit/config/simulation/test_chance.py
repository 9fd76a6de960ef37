from datetime import date

import pytest

from config.simulation.chance import Chance

FIRST, LAST = date(2026, 1, 30), date(2026, 2, 2)


def draws(chance):
    return [
        chance.happens(0.5),
        chance.normal(10, 2),
        chance.skewed(10, 2),
        chance.wait(300),
        chance.day(FIRST, LAST),
        chance.weighed({"a": 1, "b": 3}),
        chance.one_of("xyz"),
    ]


def test_the_same_words_give_the_same_draws():
    assert draws(Chance("hcc-neo", 1, 7)) == draws(Chance("hcc-neo", 1, 7))


def test_another_number_gives_others():
    assert draws(Chance("hcc-neo", 1, 7)) != draws(Chance("hcc-neo", 1, 8))


def test_what_is_drawn_apart_does_not_depend_on_what_was_drawn_before():
    used, fresh = Chance("x"), Chance("x")
    used.whole(1, 6)
    assert draws(used.apart("scan")) == draws(fresh.apart("scan"))


def test_the_numbers_drawn_today_are_those_of_every_machine():
    chance = Chance("fixed")
    assert [chance.whole(1, 1000) for _ in range(2)] == [937, 108]


def test_days_and_whole_numbers_reach_both_ends():
    chance = Chance("ends")
    assert {chance.day(FIRST, LAST) for _ in range(200)} == {
        date(2026, 1, 30),
        date(2026, 1, 31),
        date(2026, 2, 1),
        date(2026, 2, 2),
    }
    assert {chance.whole(1, 3) for _ in range(100)} == {1, 2, 3}


def test_an_impossible_weight_is_never_drawn():
    chance = Chance("never")
    assert {chance.weighed({"a": 0, "b": 1}) for _ in range(50)} == {"b"}


def test_half_of_the_skewed_lie_below_the_median():
    chance = Chance("median")
    below = sum(chance.skewed(20, 5) < 20 for _ in range(4000))
    assert below / 4000 == pytest.approx(0.5, abs=0.03)
