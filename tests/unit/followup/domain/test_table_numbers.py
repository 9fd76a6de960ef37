from decimal import Decimal

import pytest

from followup.domain.table_numbers import Comma, NotANumber, comma_in, is_nothing, number_of

DECIMAL, GROUPS, UNTOLD = Comma


@pytest.mark.parametrize(
    ("text", "comma", "number"),
    [
        ("12.5", UNTOLD, "12.5"),
        (" １３０ ", UNTOLD, "130"),
        ("1.3E2", UNTOLD, "130"),
        ("-3", UNTOLD, "-3"),
        ("6,2", UNTOLD, "6.2"),
        ("6,2", GROUPS, "6.2"),
        (",5", DECIMAL, "0.5"),
        ("1,234", DECIMAL, "1.234"),
        ("1,234", GROUPS, "1234"),
        ("1,234.5", UNTOLD, "1234.5"),
        ("1,234,567", UNTOLD, "1234567"),
        ("45 000", UNTOLD, "45000"),
        ("45’000", UNTOLD, "45000"),
        ("1 234,5", DECIMAL, "1234.5"),
    ],
)
def test_numbers_as_they_are_written(text, comma, number):
    assert number_of(text, comma) == Decimal(number)


@pytest.mark.parametrize(
    ("text", "comma", "why"),
    [
        ("1,234", UNTOLD, "two ways: write 1234 or 1.234"),
        ("1,23,4", GROUPS, "not a number"),
        ("1,2.5", GROUPS, "not a number"),
        ("12 34", UNTOLD, "not a number"),
        ("Infinity", UNTOLD, "not a number"),
        ("NaN", UNTOLD, "not a number"),
        ("1e99999", UNTOLD, "not a number"),
        ("many", UNTOLD, "not a number"),
        ("", UNTOLD, "not a number"),
    ],
)
def test_what_is_no_number_or_two_is_refused(text, comma, why):
    with pytest.raises(NotANumber, match=why):
        number_of(text, comma)


@pytest.mark.parametrize(
    ("cells", "separator", "comma"),
    [
        (["1,234"], ",", GROUPS),
        (["1,234"], ";", UNTOLD),
        (["1,234", "6,2"], ";", DECIMAL),
        (["1,234", "0,125"], ";", DECIMAL),
        (["1,234", "1,234,567"], ";", GROUPS),
        (["6,2", "1,234.5"], ";", UNTOLD),
        (["< 6,2"], ",", DECIMAL),
        (["P1, seen"], ";", UNTOLD),
        ([], ";", UNTOLD),
    ],
)
def test_what_a_comma_means_is_told_by_the_whole_table(cells, separator, comma):
    assert comma_in(cells, separator=separator) is comma


@pytest.mark.parametrize("text", ["NA", "n/a", "Not done", "-", "未查", "NaN", " ND "])
def test_words_for_nothing(text):
    assert is_nothing(text)
    assert not is_nothing("0")
