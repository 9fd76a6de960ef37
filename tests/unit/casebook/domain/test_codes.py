from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casebook.domain.codes import (
    ALPHABET,
    InvalidCode,
    ParticipantCode,
    add,
    check_character,
    negative,
    times_weight,
    total,
    trial_letters,
)

letters = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=2, max_size=2)
sites = st.text(ALPHABET, min_size=1, max_size=8)
codes = st.builds(ParticipantCode, trial=letters, site=sites, number=st.integers(0, 999_999)).map(
    str
)


def is_valid(text):
    try:
        ParticipantCode.read(text)
    except InvalidCode:
        return False
    return True


def test_a_code_names_trial_site_and_number():
    code = ParticipantCode(trial="HN", site="01", number=7)
    assert str(code) == "HN01-0007-8"
    assert ParticipantCode.read("HN01-0007-8") == code


def test_lower_case_and_spaces_are_forgiven():
    assert ParticipantCode.read(" hn01 -0007-8 ").number == 7


@pytest.mark.parametrize(
    "text", ["", "HN01-0007", "HN01-7-8", "HN01/0007/8", "N01-0007-8", "中01-0007-8"]
)
def test_another_shape_is_refused_with_an_example(text):
    with pytest.raises(InvalidCode) as refusal:
        ParticipantCode.read(text)
    assert str(refusal.value).endswith("Write it like HN01-0007-8.")


def test_a_wrong_check_character_is_refused_with_advice():
    with pytest.raises(InvalidCode) as refusal:
        ParticipantCode.read("HN01-0008-8")
    assert str(refusal.value) == (
        "“HN01-0008-8” is not a participant code: a character is wrong, or two are swapped. "
        "Compare it with the label."
    )


@pytest.mark.parametrize(
    "parts",
    [
        {"trial": "H", "site": "01", "number": 7},
        {"trial": "HN", "site": "a1", "number": 7},
        {"trial": "HN", "site": "", "number": 7},
        {"trial": "HN", "site": "01", "number": 1_000_000},
        {"trial": "HN", "site": "0-1", "number": 7},
    ],
)
def test_parts_that_make_no_code_are_refused(parts):
    with pytest.raises(InvalidCode, match="cannot begin a participant code"):
        ParticipantCode(**parts)


@pytest.mark.parametrize(
    ("slug", "expected"),
    [("hcc-neo", "HN"), ("hcc-adj", "HA"), ("crlm", "CR"), ("rectal", "RE"), ("moertel", "MO")],
)
def test_codes_begin_with_the_letters_of_the_trial(slug, expected):
    assert trial_letters(slug) == expected


@given(codes)
def test_every_code_made_is_read(code):
    assert str(ParticipantCode.read(code)) == code


@given(codes, st.data())
def test_every_single_wrong_character_is_caught(code, data):
    place = data.draw(st.sampled_from([i for i, one in enumerate(code) if one != "-"]))
    wrong = data.draw(st.sampled_from(ALPHABET.replace(code[place], "")))
    assert not is_valid(code[:place] + wrong + code[place + 1 :])


@given(codes, st.data())
def test_every_swap_of_neighbors_is_caught_across_hyphens_too(code, data):
    plain = code.replace("-", "")
    place = data.draw(st.integers(0, len(plain) - 2))
    one, other = plain[place], plain[place + 1]
    swapped = plain[:place] + other + one + plain[place + 2 :]
    assert one == other or total(swapped) != 0


@pytest.mark.parametrize("before", ["", "H", "HN0", "HN01000"])
def test_no_pair_of_characters_may_trade_places_whatever_stands_before(before):
    for one in ALPHABET:
        for other in ALPHABET.replace(one, ""):
            assert total(before + one + other) != total(before + other + one)


@given(st.integers(0, 35), st.integers(0, 35), st.integers(0, 35))
def test_the_characters_form_the_ring_the_check_relies_on(one, two, three):
    assert add(one, two) == add(two, one)
    assert add(add(one, two), three) == add(one, add(two, three))
    assert add(one, negative(one)) == 0
    assert times_weight(add(one, two)) == add(times_weight(one), times_weight(two))


def test_neither_the_weight_nor_the_weight_less_one_divides_zero():
    assert len({times_weight(value) for value in range(36)}) == 36
    assert len({add(times_weight(value), negative(value)) for value in range(36)}) == 36


def test_check_characters_use_the_whole_alphabet():
    assert {check_character(f"HN01-{number:04}") for number in range(400)} == set(ALPHABET)


@given(codes, st.data())
def test_every_swap_across_one_character_is_caught_too(code, data):
    plain = code.replace("-", "")
    place = data.draw(st.integers(0, len(plain) - 3))
    one, middle, other = plain[place : place + 3]
    swapped = plain[:place] + other + middle + one + plain[place + 3 :]
    assert one == other or total(swapped) != 0


@given(codes, st.data())
def test_a_doubled_character_read_as_another_pair_is_caught_too(code, data):
    plain = code.replace("-", "")
    place = data.draw(st.integers(0, len(plain) - 2))
    one, other = data.draw(st.lists(st.sampled_from(ALPHABET), min_size=2, max_size=2, unique=True))
    first = total(plain[:place] + one + one + plain[place + 2 :])
    second = total(plain[:place] + other + other + plain[place + 2 :])
    assert first != second


def test_codes_of_one_site_differ_in_more_than_their_number():
    made = [str(ParticipantCode(trial="HN", site="01", number=number)) for number in range(1, 200)]
    assert len(set(made)) == len(made)
    for earlier, later in pairwise(made):
        assert earlier[-1] != later[-1]
