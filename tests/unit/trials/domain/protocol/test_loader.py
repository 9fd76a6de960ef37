"""Whoever writes a protocol is told the file, the line, the key, and what belongs there."""

import json
from datetime import date
from decimal import Decimal

import pytest
from jsonschema import Draft202012Validator

from tests.factories.shipped_protocols import shipped_slugs
from tests.unit.trials.domain.protocol.two_arms import (
    TEXT,
    Spoiling,
    problems_in,
    spoiled,
    two_arms,
)
from trials.domain.protocol.endpoints import AdverseEventProportion, TimeToEvent
from trials.domain.protocol.loader import json_schema, load, load_adopted
from trials.domain.protocol.problems import ProtocolError
from trials.domain.protocol.protocol import Protocol
from trials.domain.protocol.source import read

OS = "endpoints[os]"

MISSHAPEN = [
    Spoiling(
        old="    plausible: [2, 600]",
        new="    plausable: [2, 600]",
        at="plausable",
        key="forms[liver].items[bilirubin].plausable",
        says="unknown key 'plausable'",
        expects="'plausible'",
    ),
    Spoiling(
        old="allocation: by_decision",
        new="alocation: by_decision\nallocation: by_decision",
        at="alocation",
        key="alocation",
        says="unknown key 'alocation'",
        expects="'allocation'",
    ),
    Spoiling(
        old="    when: {fact: ecog, between: [0, 1]}",
        new="    when: {fact: ecog, betwen: [0, 1], between: [0, 1]}",
        at="betwen",
        key="criteria[I1a].when.betwen",
        says="unknown key 'betwen'",
        expects="'between'",
    ),
    Spoiling(
        old="      when: {fact: arm, is: new}",
        new="      when: {fact: arm, is: new}\n      colour: red",
        at="colour: red",
        key="schedule.visits[M03].colour",
        says="unknown key 'colour'",
        expects="one of visit, label, anchor",
    ),
    Spoiling(
        old="    min_grade: 3",
        new="    min_grade: 3\n    min_grad: 3",
        at="min_grad: 3",
        key="endpoints[harm].min_grad",
        says="unknown key 'min_grad'",
        expects="'min_grade'",
    ),
    Spoiling(
        old="    censor_at: last_contact\n",
        new="",
        at="- id: os",
        key=f"{OS}.censor_at",
        says="the key 'censor_at' is missing",
        expects="the fact at which observation ends",
    ),
    Spoiling(
        old="    text: {en: ECOG 0 or 1, zh: ECOG 0 或 1}",
        new="    text: {en: ECOG 0 or 1}",
        at="text: {en: ECOG 0 or 1}",
        key="criteria[I1a].text.zh",
        says="the key 'zh' is missing",
        expects="in Chinese",
    ),
    Spoiling(
        old="    printed: null\n",
        new="",
        at="- id: I2a",
        key="criteria[I2a].printed",
        says="the key 'printed' is missing",
        expects="the words of the source",
    ),
    Spoiling(
        old="    phase: screening",
        new="    phase: screning",
        at="phase: screning",
        key="forms[liver].phase",
        says="cannot take 'screning'",
        expects="'screening'",
    ),
    Spoiling(
        old="  target: 10",
        new="  target: many",
        at="target: many",
        key="trial.target",
        says="cannot take 'many'",
        expects="integer",
    ),
    Spoiling(
        old="  - id: I1a",
        new="  - id: I 1a",
        at="id: I 1a",
        key="criteria[I 1a].id",
        says="cannot take 'I 1a'",
        expects="a name or code of the form",
    ),
    Spoiling(
        old="{not: {fact: scan, before: 1990-01-01}}",
        new="{fact_scan: before 1990}",
        at="fact_scan",
        key="forms[liver].checks[scan_after_1990].expect",
        says="a mapping of fact_scan is not a condition",
        expects="one of all, any, not, reading, fact",
    ),
    Spoiling(
        old="    when: {fact: ecog, between: [0, 1]}",
        new="    when: {fact: ecog}",
        at="{fact: ecog}",
        key="criteria[I1a].when",
        says="give exactly one of is, one_of",
    ),
    Spoiling(
        old="    when: {fact: ecog, between: [0, 1]}",
        new="    when: {fact: ecog, at_most: [1]}",
        at="at_most: [1]",
        key="criteria[I1a].when.at_most",
        says="cannot take a list of 1",
        expects="{fact: name}",
    ),
    Spoiling(
        old="calendar: {fact: scan, within: {months: 1, before: {fact: enrolled}}}",
        new="calendar: {all: [{fact: scan, before: {fact: enrolled, plus: {hours: 1}}}]}",
        at="hours: 1",
        key="criteria[I2a].when.calendar.all[0].before.plus.hours",
        says="unknown key 'hours'",
        expects="one of days, weeks, months",
    ),
    Spoiling(
        old="      - id: fit\n        type: yes_no",
        new="      - id: fit\n        shown_when: {not: {fact: a, atmos: 1}}\n        type: yes_no",
        at="atmos",
        key="forms[liver].items[fit].shown_when.not.atmos",
        says="unknown key 'atmos'",
        expects="'at_most'",
    ),
    Spoiling(
        old="      arterial: {en: Arterial, zh: 动脉期}",
        new="      art phase: {en: Arterial, zh: 动脉期}",
        at="art phase",
        key="forms[liver].items[phases].codes.art phase",
        says="cannot take 'art phase'",
        expects="a name or code of the form",
    ),
    Spoiling(
        old="    kind: adverse_event_proportion",
        new="    kind: adverse_events",
        at="id: harm",
        key="endpoints[harm]",
        says="of no known kind",
        expects="'time_to_event', 'adverse_event_proportion'",
    ),
    Spoiling(
        old="    kind: time_to_event\n",
        new="",
        at="id: os",
        key=OS,
        says="names no kind",
        expects="'time_to_event', 'adverse_event_proportion'",
    ),
    Spoiling(
        old="      months: 6\n",
        new="      months: 6\n      days: 3\n",
        at="visit: M06",
        key="schedule.visits[M06]",
        says="give exactly one of days, weeks, months",
    ),
    Spoiling(
        old="    range: {min: 0.1, max: 1500}",
        new="    range: {min: 10, max: 1}",
        at="range:",
        key="forms[liver].items[bilirubin].range",
        says="min is greater than max",
    ),
    Spoiling(
        old="    status: decided\n",
        new="    status: open\n",
        at="id: month",
        key="ambiguities[month]",
        says="an open one neither",
    ),
    Spoiling(
        old="allocation: by_decision\n",
        new="",
        at="trial:",
        key="allocation",
        says="the key 'allocation' is missing",
    ),
]


@pytest.mark.parametrize("spoiling", MISSHAPEN, ids=lambda one: f"{one.key} {one.says}")
def test_a_misshapen_file_names_the_place(spoiling):
    spoiling.check()


def test_every_problem_is_listed():
    text = spoiled("  target: 10", "  target: many").replace("phase: screening", "phase: now")
    text = text.replace("    censor_at: last_contact\n", "").replace("min_grade", "mingrade")
    problems = problems_in(text)
    assert [problem.key for problem in problems] == [
        "trial.target",
        "forms[liver].phase",
        "endpoints[os].censor_at",
        "endpoints[harm].min_grade",
        "endpoints[harm].mingrade",
    ]
    assert len({problem.line for problem in problems}) >= 4


def test_unreadable_yaml_is_one_problem():
    (problem,) = problems_in(spoiled("consent:\n", "consent\n"))
    assert "not readable as YAML" in problem.message


@pytest.mark.parametrize("text", ["", "[]", "only words", "42"])
def test_a_file_that_is_no_mapping_is_refused(text):
    (problem,) = problems_in(text)
    assert (problem.line, problem.expected) == (1, "keys with their values")


def test_the_refusal_reads_like_a_list():
    with pytest.raises(ProtocolError) as refused:
        load(spoiled("plausible: [2, 600]", "plausable: [2, 600]"), name="two_arms.yaml")
    line = TEXT.splitlines().index("        plausible: [2, 600]") + 1
    assert str(refused.value) == (
        f"two_arms.yaml:{line}: forms[liver].items[bilirubin].plausable: "
        "unknown key 'plausable'. Expected 'plausible'."
    )


def test_a_good_file_becomes_typed_values():
    protocol = two_arms()
    bilirubin = protocol.items["bilirubin"]
    assert bilirubin.range.min == Decimal("0.1")
    assert bilirubin.plausible == (2, 600)
    assert protocol.items["ecog"].codes["0"].en == "Active"
    assert [type(one) for one in protocol.endpoints] == [TimeToEvent, AdverseEventProportion]
    assert protocol.ambiguity("month").decided_on == date(2026, 1, 5)


def test_an_adopted_text_is_read_as_it_was():
    assert load_adopted(TEXT, name="two_arms.yaml") == two_arms()


def test_the_same_text_gives_equal_protocols():
    assert two_arms() == two_arms()


def test_what_was_loaded_can_be_written_and_loaded_again():
    written = two_arms().model_dump(by_alias=True)
    assert Protocol.model_validate(written) == two_arms()


SCHEMA = json_schema()


def test_the_exported_schema_is_a_schema():
    Draft202012Validator.check_schema(SCHEMA)
    assert json.loads(json.dumps(SCHEMA)) == SCHEMA


def as_json(text):
    return json.loads(json.dumps(read(text, name="two_arms.yaml").data, default=plain_scalar))


def plain_scalar(value):
    return float(value) if isinstance(value, Decimal) else value.isoformat()


def test_the_exported_schema_accepts_what_the_loader_accepts():
    Draft202012Validator(SCHEMA).validate(as_json(TEXT))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("plausible: [2, 600]", "plausable: [2, 600]"),
        ("    censor_at: last_contact\n", ""),
        ("phase: screening", "phase: now"),
        ("{fact: ecog, between: [0, 1]}", "{fact: ecog, betwen: [0, 1]}"),
        ("days_30: {fact: scan, within: {days: 30,", "days_30: {fact: scan, within: {hours: 30,"),
    ],
)
def test_the_exported_schema_refuses_what_the_loader_refuses(old, new):
    assert not Draft202012Validator(SCHEMA).is_valid(as_json(spoiled(old, new)))


@pytest.mark.parametrize("slug", shipped_slugs())
def test_the_exported_schema_accepts_the_shipped_files(slug):
    from tests.factories.shipped_protocols import FOLDER

    text = (FOLDER / f"{slug}.yaml").read_text(encoding="utf-8")
    Draft202012Validator(SCHEMA).validate(as_json(text))
