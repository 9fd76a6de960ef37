import pytest

from tests.unit.trials.domain.protocol.two_arms import TEXT, spoiled, two_arms
from trials.domain.protocol.diff import Change, ChangeKind, diff, read_in
from trials.domain.protocol.loader import load


def changes(*edits):
    text = TEXT
    for old, new in edits:
        assert old in text
        text = text.replace(old, new, 1)
    return diff(two_arms(), load(text, name="amended.yaml"))


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ('version: "1.0"', 'version: "1.1"', "changed trial.version: 1.0 -> 1.1"),
        (
            "between: [0, 1]",
            "between: [0, 2]",
            "changed criteria[I1a].when.between: [0, 1] -> [0, 2]",
        ),
        (
            "within: {days: 30",
            "within: {days: 28",
            "changed criteria[I2a].when.days_30.within.days: 30 -> 28",
        ),
        ("max: 1500", "max: 900", "changed forms[liver].items[bilirubin].range.max: 1500 -> 900"),
        (
            "ECOG 0 or 1, zh",
            "ECOG 0 to 1, zh",
            "changed criteria[I1a].text.en: ECOG 0 or 1 -> ECOG 0 to 1",
        ),
        (
            "chosen: calendar",
            "chosen: days_30",
            "changed ambiguities[month].chosen: calendar -> days_30",
        ),
        (
            "window: [-14, 14]",
            "window: [-7, 7]",
            "changed schedule.visits[M03].window: [-14, 14] -> [-7, 7]",
        ),
        (
            "partial: month",
            "partial: year",
            "changed forms[liver].items[scan].partial: month -> year",
        ),
        (
            "neoadjuvant: true",
            "neoadjuvant: false",
            "changed agents[drug].neoadjuvant: true -> false",
        ),
        (
            "        missing: [not_done]\n",
            "",
            "changed forms[liver].items[bilirubin].missing: [not_done] -> []",
        ),
        ("    horizon_months: 36\n", "", "removed endpoints[os].horizon_months"),
        ("  registry: null", "  registry: NCT1", "added trial.registry"),
    ],
)
def test_one_change_is_one_line(old, new, line):
    assert [str(change) for change in changes((old, new))] == [line]


def test_no_change_is_no_line():
    assert diff(two_arms(), two_arms()) == ()


def test_comments_and_order_of_keys_are_no_change():
    assert (
        changes(
            (
                "  - id: I1a\n    kind: inclusion\n",
                "  # amended\n  - kind: inclusion\n    id: I1a\n",
            )
        )
        == ()
    )


def test_an_entry_put_in_between_leaves_the_others_alone():
    visit = (
        "    - {visit: M04, label: {en: Four, zh: 四}, "
        "anchor: surgery, months: 4, window: [0, 3]}\n"
    )
    (change,) = changes(("    - visit: M06\n", f"{visit}    - visit: M06\n"))
    assert (change.kind, change.key) == (ChangeKind.ADDED, "schedule.visits[M04]")
    assert "label: Four / 四" in change.new
    assert change.section == "schedule"


def test_an_entry_taken_out():
    removed = changes(
        ("      - id: fit\n        type: yes_no\n        label: {en: Fit, zh: 适合}\n", ""),
        ("    strata: [fit]\n", ""),
    )
    assert [str(change) for change in removed] == [
        "removed forms[liver].items[fit]",
        "changed analyses[os_by_arm].strata: [fit] -> []",
    ]


def test_a_renamed_entry_is_gone_and_new():
    renamed = changes(("  - id: I1a", "  - id: I1b"))
    assert [(change.kind, change.key) for change in renamed] == [
        ("removed", "criteria[I1a]"),
        ("added", "criteria[I1b]"),
    ]


def test_entries_in_another_order():
    text = TEXT
    start, middle, end = (
        text.index(mark) for mark in ("  - id: os\n", "  - id: harm\n", "\ndisclosure")
    )
    swapped = (
        text[:start] + text[middle:end] + "\n" + text[start:middle].rstrip() + "\n" + text[end:]
    )
    (change,) = diff(two_arms(), load(swapped, name="swapped.yaml"))
    assert change == Change(kind=ChangeKind.MOVED, key="endpoints", old="os, harm", new="harm, os")
    assert str(change) == "moved endpoints: os, harm -> harm, os"


def test_both_directions_tell_the_same_story():
    amended = load(spoiled("between: [0, 1]", "between: [0, 2]"), name="amended.yaml")
    (there,), (back,) = diff(two_arms(), amended), diff(amended, two_arms())
    assert (there.old, there.new) == (back.new, back.old)


def test_a_text_changed_in_both_languages_is_read_once():
    found = changes(("ECOG 0 or 1, zh", "ECOG 0 to 1, zh"))
    assert [change.key for change in read_in(found, "en")] == ["criteria[I1a].text.en"]


def test_a_text_changed_in_the_other_language_only_is_still_listed():
    only = [Change(kind=ChangeKind.CHANGED, key="arms[a].label.zh", old="甲", new="乙")]
    assert read_in(only, "en") == only


def test_the_steps_lead_from_the_section_to_the_field():
    change = Change(kind=ChangeKind.CHANGED, key="forms[liver].items[bilirubin].range.max")
    assert change.steps == ("forms", "liver", "items", "bilirubin", "range", "max")
    assert change.section == "forms"
