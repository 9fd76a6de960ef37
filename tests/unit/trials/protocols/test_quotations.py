"""What a protocol file says the source prints, the source prints."""

from pathlib import Path

import pytest

from tests.factories.shipped_protocols import shipped
from tests.unit.trials.protocols.quotations import places, unquoted_in
from trials.domain.protocol.diff import plain

REPOSITORY = Path(__file__).parents[4]
SOURCES = REPOSITORY.parent / "shared" / "protocol-sources"
SOURCE_OF = {
    "crlm": "000_e8438d7f488aab13.txt",
    "hcc-neo": "001_3bd875a38a280119.txt",
    "hcc-adj": "002_2416c5626b68a1a3.txt",
    "rectal": "003_52d3121680c8e2af.txt",
}

# Headings, background, and sentences of the registry about itself: nothing a trial could be run by.
HEADINGS = Path(__file__).parent / "headings"


def source_lines(slug: str) -> list[str]:
    file = SOURCES / SOURCE_OF[slug]
    if not file.exists():
        pytest.skip(f"the source text {file.name} is not on this machine: quotations not compared")
    return file.read_text(encoding="utf-8").splitlines()


def quoted(slug: str) -> dict[str, str]:
    return places(plain(shipped(slug)))


@pytest.mark.parametrize("slug", SOURCE_OF)
def test_each_quotation_stands_in_one_line_of_the_source(slug):
    lines = source_lines(slug)
    invented = [
        f"{place}: {words}"
        for place, words in quoted(slug).items()
        if not any(words in line for line in lines)
    ]
    assert invented == []


@pytest.mark.parametrize("slug", SOURCE_OF)
def test_each_sentence_of_the_source_is_quoted_or_says_nothing_to_run_by(slug):
    """By sentences: one source is printed as a single line, which any quotation would cover."""
    words = set(quoted(slug).values())
    unquoted = [one for line in source_lines(slug) for one in unquoted_in(line, words)]
    headings = (HEADINGS / f"{slug}.txt").read_text(encoding="utf-8").split("\n")[:-1]
    assert [one for one in unquoted if not any(heads(one, heading) for heading in headings)] == []
    needless = [one for one in headings if not any(heads(found, one) for found in unquoted)]
    assert needless == []


def heads(sentence: str, heading: str) -> bool:
    """A whole one, or a beginning long enough to be of that sentence alone."""
    return sentence == heading or (len(heading) > 20 and sentence.startswith(heading))


def test_a_sentence_is_quoted_where_any_of_its_words_are():
    line = "  - Aged 18-75 (e.g. by passport). Grade by CTCAE 5.0. Then surgery."
    assert unquoted_in(line, {"18-75", "Then surgery."}) == ["Grade by CTCAE 5.0."]
    assert unquoted_in(line, {line}) == []
    assert unquoted_in("", {"x"}) == []


@pytest.mark.parametrize("slug", SOURCE_OF)
def test_every_atom_and_every_printed_endpoint_quotes_its_source(slug):
    protocol = shipped(slug)
    assert all(criterion.printed for criterion in protocol.criteria)
    assert all(one.printed is bool(one.printed_text) for one in protocol.endpoints)


def test_quotations_are_found_wherever_they_stand():
    tree = {
        "criteria": [{"id": "I1a", "printed": "aged 18-75"}, {"id": "I1b", "printed": None}],
        "ambiguities": [{"id": "month", "printed": ["one", "two"]}],
        "endpoints": [{"id": "os", "printed": True, "printed_text": "three"}],
    }
    assert places(tree) == {
        "criteria[I1a].printed": "aged 18-75",
        "ambiguities[month].printed[0]": "one",
        "ambiguities[month].printed[1]": "two",
        "endpoints[os].printed_text": "three",
    }
