from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trials.domain.yaml_text import UnreadableYaml, read_yaml, write_yaml

# Words that YAML 1.1 or 1.2 could take for something else.
TRICKY = st.sampled_from(
    ["no", "Yes", "on", "null", "~", "", "1:30", "01", "1e3", "0x1F", "-", "<<", "2026-03-05"]
)
WORDS = TRICKY | st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Co", "Cn"]))
SCALARS = WORDS | st.none() | st.booleans() | st.integers() | st.dates()
DATA = st.recursive(
    SCALARS, lambda inner: st.lists(inner) | st.dictionaries(WORDS, inner), max_leaves=12
)


def value_of(written):
    return read_yaml(f"key: {written}")[0]["key"]


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("7", 7),
        ("-7", -7),
        ("01", "01"),
        ("1_000", "1_000"),
        ("0x1F", "0x1F"),
        ("1:30", "1:30"),
        ("0.10", Decimal("0.10")),
        ("1e-3", Decimal("0.001")),
        ("True", True),
        ("off", "off"),
        ("", None),
        ("!!str 5", "5"),
        ("2026-02-28", date(2026, 2, 28)),
        ("2026-02-30", "2026-02-30"),
    ],
)
def test_meaning_of_a_scalar(written, value):
    found = value_of(written)
    assert (type(found), str(found)) == (type(value), str(value))


@given(DATA)
def test_what_is_written_is_read_back(data):
    assert read_yaml(write_yaml(data))[0] == data


@given(st.decimals(allow_nan=False, allow_infinity=False))
def test_a_decimal_is_read_back_to_the_digit(number):
    text = write_yaml({"key": number})
    assert Decimal(str(read_yaml(text)[0]["key"])) == number


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("a: 1\nb: &me\n  c: *me\n", 2, "alias hold itself"),
        ("a: 1\nb: !secret x\n", 2, "tag !secret"),
        ("a: 1\n? [b]\n: 2\n", 2, "a key has to be"),
        ("a:\n  <<: word\n", 2, "only mappings"),
        ("a: 1\n---\nb: 2\n", 2, "single document"),
        ("a: \x07\n", 1, "not allowed"),
        ("a: &me\n  b: 1\n  <<: *me\n", 1, "merges itself"),
        ("a:\n  b: !!int word\n", 2, "does not fit its tag int"),
        ("a:\n  b: !!bool maybe\n", 2, "does not fit its tag bool"),
        (f"a:\n  b: {'9' * 5000}\n", 2, "out of all measure"),
        ("a:\n  b: 1e99999999999999999999\n", 2, "out of all measure"),
        ("a:\n  b: " + "[" * 100_000, 2, "nested more than 40 deep"),
    ],
)
def test_more_than_plain_data_is_refused(text, line, said):
    with pytest.raises(UnreadableYaml) as refused:
        read_yaml(text)
    assert said in refused.value.message
    assert refused.value.line == line


def test_aliases_that_multiply_are_refused():
    rows = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    rows += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 9)]
    with pytest.raises(UnreadableYaml, match="too long"):
        read_yaml("\n".join(rows))


def test_merges_that_multiply_are_read_once_each():
    rows = ["a0: &a0 {x: 1}"]
    rows += [f"a{n}: &a{n} {{<<: [{', '.join([f'*a{n - 1}'] * 10)}]}}" for n in range(1, 30)]
    assert read_yaml("\n".join(rows))[0]["a29"] == {"x": 1}
