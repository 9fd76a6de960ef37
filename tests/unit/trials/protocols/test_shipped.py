"""What holds for every protocol file the platform comes with."""

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest

from tests.factories.shipped_protocols import FOLDER, shipped, shipped_slugs
from trials.domain.condition_nodes import readings_in
from trials.domain.protocol.diff import diff, plain
from trials.domain.protocol.forms import ItemType, Phase
from trials.domain.protocol.loader import load_adopted
from trials.domain.protocol.problems import Path, written
from trials.domain.protocol.protocol import Protocol

CHINESE = re.compile("[\u4e00-\u9fff]")

# Said the same in both languages: names of drugs, scores, dates, codes.
SAME_IN_BOTH = {"HBV DNA", "RFS", "OS", "TTR", "TRAE", "Lev", "Lev + 5-FU", "144", "1+", "2+"}
SAME_IN_BOTH |= {"pCR", "DFS"}

every_file = pytest.mark.parametrize("slug", shipped_slugs())


def texts(tree: Any, path: Path = ()) -> Iterator[tuple[Path, dict[str, str]]]:
    if isinstance(tree, dict) and set(tree) == {"en", "zh"}:
        yield path, tree
    elif isinstance(tree, dict | list):
        steps = tree.items() if isinstance(tree, dict) else enumerate(tree)
        for step, part in steps:
            yield from texts(part, (*path, step))


def test_both_files_are_shipped():
    assert {"hcc-neo", "moertel"} <= set(shipped_slugs())


@every_file
def test_the_file_is_named_after_its_trial(slug):
    assert shipped(slug).trial.slug == slug


@every_file
def test_chinese_is_chinese_and_english_is_not(slug):
    tree = plain(shipped(slug))
    wrong = [
        f"{written(path, tree)}: {text['en']} / {text['zh']}"
        for path, text in texts(tree)
        if CHINESE.search(text["en"])
        or not (CHINESE.search(text["zh"]) or text["en"] in SAME_IN_BOTH or is_date(text["zh"]))
    ]
    assert wrong == []


def is_date(words: str) -> bool:
    return re.fullmatch(r"\d{4}-\d{2}(-\d{2})?", words) is not None


@every_file
def test_chinese_sentences_use_chinese_punctuation(slug):
    tree = plain(shipped(slug))
    western = [
        written(path, tree)
        for path, text in texts(tree)
        if re.search("[\u4e00-\u9fff][,;:?!]", text["zh"])
    ]
    assert western == []


@every_file
def test_no_question_is_asked_twice_before_enrollment(slug):
    protocol = shipped(slug)
    forms = [*protocol.forms_in(Phase.SCREENING), *protocol.forms_in(Phase.BASELINE)]
    labels = Counter(item.label.en for form in forms for item in form.items)
    # Each blood sample has its own day.
    assert [label for label, times in labels.items() if times > 1] in ([], ["Blood taken on"])


@every_file
def test_every_measured_value_has_a_unit_or_is_a_pure_number(slug):
    unitless = {"inr", "pivka", "tumor_count", "cycles_planned", "age", "nodes"}
    unitless |= {"age_at_surgery", "specimen_tumor_count"}
    unitless |= {"radiotherapy_fractions", "nodes_examined", "nodes_positive"}
    bare = {
        name
        for name, item in shipped(slug).items.items()
        if item.type in (ItemType.NUMBER, ItemType.INTEGER) and not item.unit and not item.codes
    }
    assert bare <= unitless


@every_file
def test_every_number_has_bounds(slug):
    unbounded = [
        name
        for name, item in shipped(slug).items.items()
        if item.type in (ItemType.NUMBER, ItemType.INTEGER)
        and item.range is None
        and not item.codes
    ]
    assert unbounded == []


@every_file
def test_every_form_has_its_visit_or_its_event(slug):
    protocol = shipped(slug)
    planned = {form for visit in protocol.visits for form in visit.forms}
    homeless = [
        form.id
        for form in protocol.forms
        if form.phase is not Phase.EVENT and form.id not in planned and protocol.schedule
    ]
    assert homeless == []


@every_file
def test_every_endpoint_is_analyzed(slug):
    protocol = shipped(slug)
    analyzed = {analysis.endpoint for analysis in protocol.analyses}
    assert analyzed == {endpoint.id for endpoint in protocol.endpoints}


@every_file
def test_every_reading_of_a_condition_is_on_the_criterion(slug):
    for criterion in shipped(slug).criteria:
        assert {node.reading for node in readings_in(criterion.when)} <= set(criterion.readings)


@every_file
def test_an_open_ambiguity_is_read_as_printed(slug):
    open_ones = [one for one in shipped(slug).ambiguities if one.status == "open"]
    assert open_ones
    assert {(one.chosen, *one.readings) for one in open_ones} == {("as_printed", "as_printed")}


@every_file
def test_the_file_is_the_same_read_as_adopted(slug):
    text = (FOLDER / f"{slug}.yaml").read_text(encoding="utf-8")
    adopted: Protocol = load_adopted(text, name=f"{slug}.yaml")
    assert diff(shipped(slug), adopted) == ()
