"""Where in a protocol a change stands, in words: the labels of what is named, and of its parts."""

from collections.abc import Iterator, Mapping
from typing import Any

from trials.domain.messages import gettext_noop as _
from trials.domain.protocol.problems import name_of
from trials.domain.text import Text

# What people call the parts of the file; what is not here is called as in the file.
WORDS: Mapping[str, str] = {
    "version": _("Version"),
    "title": _("Title"),
    "short_title": _("Short title"),
    "label": _("Label"),
    "short_label": _("Short label"),
    "short": _("Short name"),
    "text": _("Wording"),
    "summary": _("Summary"),
    "definition": _("Definition"),
    "description": _("Description"),
    "rationale": _("Reason"),
    "note": _("Note"),
    "printed": _("Words of the source"),
    "printed_text": _("Words of the source"),
    "registry": _("Registry"),
    "target": _("Participants planned"),
    "when": _("Condition"),
    "shown_when": _("Shown when"),
    "knowable_at": _("Known"),
    "items": _("Questions"),
    "columns": _("Columns"),
    "rows": _("Rows"),
    "type": _("Kind of answer"),
    "required": _("Required"),
    "range": _("Allowed values"),
    "plausible": _("Likely values"),
    "hard": _("Possible values"),
    "unit": _("Unit"),
    "units_accepted": _("Units accepted"),
    "codes": _("Answers"),
    "missing": _("Reasons for no answer"),
    "min": _("At least"),
    "max": _("At most"),
    "at_least": _("At least"),
    "at_most": _("At most"),
    "visits": _("Visits"),
    "anchor": _("Counted from"),
    "window": _("Window"),
    "forms": _("Forms"),
    "days": _("Days"),
    "weeks": _("Weeks"),
    "months": _("Months"),
    "origin": _("Counted from"),
    "events": _("Events"),
    "competing": _("Competing"),
    "censor_at": _("Observation ends"),
    "horizon_months": _("Horizon"),
    "sensitivity": _("Sensitivity"),
    "sets": _("Analysis sets"),
    "methods": _("Methods"),
    "covariates": _("Covariates"),
    "agents": _("Agents"),
    "scopes": _("Consent boxes"),
    "covers": _("Covers"),
    "readings": _("Readings"),
    "chosen": _("Chosen reading"),
    "status": _("Status"),
    "decided_by": _("Decided by"),
    "decided_on": _("Decided on"),
    "open_to_analysis": _("Open to analysis"),
    "open_to_sites": _("Open to the sites"),
}
LABELED = ("label", "title", "short_title")
# Criteria are known by their ids, which the pages print.
BY_ID = {"criteria"}
LANGUAGES = {"en", "zh"}

Step = str | Text


def place_of(steps: tuple[str, ...], *trees: Any) -> tuple[Step, ...]:
    """The steps after the section, in words; `trees` are the versions, what stands in the first
    that knows it counts. A word of WORDS is still to be translated."""
    return tuple(walk(steps, [tree for tree in trees if tree is not None]))


def walk(steps: tuple[str, ...], trees: list[Any]) -> Iterator[Step]:
    section, *rest = steps
    inside = below(trees, section)
    for step in rest:
        is_field = not is_collection(inside)
        inside = below(inside, step)
        if step in LANGUAGES:
            continue
        label = None if section in BY_ID else label_of(inside)
        if label is not None and not (is_field and step in WORDS):
            yield label
        else:
            yield WORDS.get(step, step) if is_field else step


def is_collection(trees: list[Any]) -> bool:
    """A list of named entries, or a mapping whose keys are names rather than parts."""
    first = next(iter(trees), None)
    if isinstance(first, list):
        return True
    return isinstance(first, Mapping) and all(map(is_entry, first.values())) and bool(first)


def is_entry(value: Any) -> bool:
    return isinstance(value, Mapping) and (label_of([value]) is not None or is_text(value))


def below(trees: list[Any], step: str) -> list[Any]:
    return [found for tree in trees if (found := child(tree, step)) is not None]


def child(tree: Any, step: str) -> Any:
    if isinstance(tree, Mapping):
        return tree.get(step)
    if isinstance(tree, list):
        return next((entry for entry in tree if name_of(entry) == step), None)
    return None


def label_of(trees: list[Any]) -> Text | None:
    for tree in trees:
        if isinstance(tree, Mapping):
            for key in LABELED:
                if is_text(tree.get(key)):
                    return Text(**tree[key])
    return None


def is_text(value: Any) -> bool:
    return isinstance(value, Mapping) and set(value) == LANGUAGES
