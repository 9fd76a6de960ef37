from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trials.domain.protocol.problems import ProtocolError
from trials.domain.protocol.source import canonical, fingerprint, read

TEXT = """\
# A comment
trial:
  slug: small
  target: 144
codes:
  0: none
  true: odd
visits:
  - visit: M06
    window: [-14,
             14]
  - {visit: M12}
"""


def parsed(text):
    return read(text, name="small.yaml")


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("144", 144),
        ("0.5", Decimal("0.5")),
        ("0.50", Decimal("0.50")),
        ("1e3", Decimal("1000")),
        ("true", True),
        # YAML 1.2: these are words, and the codes of many a form.
        ("yes", "yes"),
        ("no", "no"),
        ("on", "on"),
        ("null", None),
        ("2026-03-05", date(2026, 3, 5)),
        ("'0'", "0"),
        ("text with spaces", "text with spaces"),
        (".inf", ".inf"),
        (".nan", ".nan"),
    ],
)
def test_scalars(written, value):
    found = parsed(f"key: {written}").data["key"]
    assert found == value
    assert type(found) is type(value)


def test_a_decimal_keeps_the_digits_written():
    assert str(parsed("key: 0.50").data["key"]) == "0.50"


def test_mapping_keys_are_text():
    assert parsed(TEXT).data["codes"] == {"0": "none", "true": "odd"}


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("trial",), 2),
        (("trial", "target"), 4),
        (("codes", "0"), 6),
        (("codes", "true"), 7),
        (("visits", 0), 9),
        (("visits", 0, "window"), 10),
        (("visits", 0, "window", 1), 11),
        (("visits", 1, "visit"), 12),
        # What is missing stands where it would have to be put.
        (("trial", "title", "en"), 2),
        (("visits", 1, "window"), 12),
        (("nowhere",), 1),
    ],
)
def test_every_key_has_its_line(path, line):
    assert parsed(TEXT).line_of(path) == line


def test_shared_parts_are_read_in_both_places():
    text = "one: &words\n  en: a\ntwo:\n  <<: *words\n  zh: b\n"
    document = parsed(text)
    assert document.data["two"] == {"en": "a", "zh": "b"}
    assert document.line_of(("two", "en")) == 2


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("trial: {slug: small\nforms: []\n", 2, "expected"),
        ("a: 1\nb: 2\na: 3\n", 3, "duplicate key"),
        ("a:\n\t- 1\n", 2, "token"),
        ("a: *missing\n", 1, "alias"),
    ],
)
def test_unreadable_text_names_its_line(text, line, said):
    with pytest.raises(ProtocolError) as refused:
        parsed(text)
    (problem,) = refused.value.problems
    assert (problem.file, problem.line) == ("small.yaml", line)
    assert said in problem.message


@pytest.mark.parametrize("text", ["", "# only a comment\n", "just words"])
def test_text_that_is_no_mapping_is_still_read(text):
    assert not isinstance(parsed(text).data, dict)


def test_the_editor_does_not_change_the_fingerprint():
    variants = ["a: 1\nb: 2\n", "a: 1\r\nb: 2\r\n", "\ufeffa: 1\nb: 2", "a: 1\rb: 2\n\n\n"]
    assert len({fingerprint(text) for text in variants}) == 1


@pytest.mark.parametrize("changed", ["a: 1\nb: 3\n", "a: 1\n\nb: 2\n", "a: 1 # note\nb: 2\n"])
def test_any_other_change_does(changed):
    assert fingerprint(changed) != fingerprint("a: 1\nb: 2\n")


def test_the_fingerprint_is_sha256_in_hexadecimal():
    digest = "37b128c59f1f5097f73f82691cb519f1f568667faab5ced1b4ab979d36837eae"
    assert fingerprint("a: 1") == digest


@given(st.text())
def test_canonical_text_is_its_own_canonical_text(text):
    assert canonical(canonical(text)) == canonical(text)
