"""Which column means what: guessed by name and label, shown as a table, corrected by a person.

A mapping is handled here as plain data, as its file has it; the file's reader checks it afterwards.
"""

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from trials.domain.messages import message as _
from trials.domain.protocol.forms import Form, Item, ItemType
from trials.domain.protocol.protocol import Protocol
from trials.domain.protocol.trial import Direction

Data = dict[str, Any]
# What files call the things that no form asks for.
CALLED: Mapping[str, tuple[str, ...]] = {
    "number": ("record", "number", "id", "no", "编号", "病案号", "序号"),
    "site": ("center", "centre", "site", "hospital", "中心", "医院"),
    "sex": ("sex", "gender", "性别"),
    "age": ("age", "年龄"),
    "death": ("death_date", "date_of_death", "death", "死亡日期"),
    "last_contact": ("last_contact", "last_follow_up", "lastfu", "末次随访日期", "末次随访"),
}
LABELS = {
    "number": _("Number of the record"),
    "site": _("Site code"),
    "sex": _("Sex"),
    "age": _("Age"),
    "death": _("Date of death"),
    "last_contact": _("Last contact"),
}
PERSON: tuple[tuple[str, ...], ...] = (
    ("name", "patient_name", "姓名"),
    ("birth_date", "date_of_birth", "dob", "出生日期"),
)


@dataclass(frozen=True, kw_only=True)
class Target:
    """One thing that a column may hold. `key` is its path in the mapping."""

    key: str
    group: object
    label: object
    column: str = ""
    codes: str = ""
    fixed: str = ""


def guess(header: Sequence[str], protocol: Protocol, *, source: str) -> Data:
    """Only what was found stands in it; the rest waits in the table."""
    by_name = {plain(name): name for name in reversed(header)}
    part = next(
        (one.id for one in protocol.parts if one.direction is Direction.RETROSPECTIVE), None
    )
    found: Data = {
        "trial": protocol.trial.slug,
        "source": source,
        **({"part": part} if part else {}),
    }
    for thing, names in CALLED.items():
        column = first_of(names, by_name)
        if column:
            found[thing] = column if thing == "number" else {"column": column}
    people = [column for names in PERSON if (column := first_of(names, by_name))]
    if len(people) == len(PERSON):
        found["person"] = people
    found["forms"] = [
        {"form": form.id, "items": items}
        for form in protocol.forms
        if (items := dict(guessed_items(form, by_name)))
    ]
    return found


def guessed_items(form: Form, by_name: dict[str, str]) -> Iterator[tuple[str, Data]]:
    """A column answers one question: the first that it fits."""
    for item in asked(form):
        column = first_of((item.id, item.label.en, item.label.zh), by_name)
        if column:
            del by_name[plain(column)]
            yield item.id, {"column": column}


def asked(form: Form) -> Iterator[Item]:
    return (item for item in form.items if item.type is not ItemType.CALCULATED)


def first_of(names: Sequence[str], by_name: Mapping[str, str]) -> str:
    return next((by_name[plain(name)] for name in names if plain(name) in by_name), "")


def plain(name: str) -> str:
    """Without case, spaces and signs: "Tumor size" is tumor_size."""
    return "".join(one for one in unicodedata.normalize("NFKC", name).casefold() if one.isalnum())


def targets(data: Data, protocol: Protocol) -> Iterator[Target]:
    """What the table lists: what no form asks for, every question, then whatever else is mapped."""
    for thing, label in LABELS.items():
        yield target(thing, _("The record"), label, data.get(thing))
    for form in protocol.forms:
        said = said_of(form.id, data)
        for item in asked(form):
            yield target(f"{form.id}.{item.id}", form.label, item.label, said.get(item.id))


def target(key: str, group: object, label: object, said: Any) -> Target:
    leaf: Data = {"column": said} if isinstance(said, str) else said or {}
    return Target(
        key=key,
        group=group,
        label=label,
        column=leaf.get("column") or leaf.get("days") or "",
        codes="; ".join(f"{code}={value}" for code, value in leaf.get("codes", {}).items()),
        fixed=str(leaf.get("value", "")),
    )


def said_of(form_id: str, data: Data) -> Data:
    forms = data.get("forms", [])
    return next((one["items"] for one in forms if one["form"] == form_id), {})


def corrected(data: Data, chosen: Mapping[str, tuple[str, str]], protocol: Protocol) -> Data:
    """The mapping with these columns and codes, by the keys of the table. Units, blanks, scans and
    treatments stay as they were."""
    mended = deepcopy(data)
    for thing in LABELS:
        put(mended, thing, chosen.get(thing, ("", "")))
    forms = {one["form"]: one for one in mended.get("forms", [])}
    for form in protocol.forms:
        said = forms.setdefault(form.id, {"form": form.id, "items": {}})["items"]
        for item in asked(form):
            put(said, item.id, chosen.get(f"{form.id}.{item.id}", ("", "")))
    mended["forms"] = [one for one in forms.values() if one["items"]]
    return mended


def put(said: Data, name: str, chosen: tuple[str, str]) -> None:
    column, codes = chosen
    before = said.get(name)
    if not column:
        if not (isinstance(before, dict) and "value" in before):
            said.pop(name, None)
    elif name == "number":
        said[name] = column
    else:
        kept = dict(before) if isinstance(before, dict) else {}
        kept.pop("value", None)
        kept["days" if "days" in kept else "column"] = column
        kept.pop("codes", None)
        said[name] = {**kept, **({"codes": read_codes(codes)} if codes.strip() else {})}


def read_codes(text: str) -> dict[str, str]:
    """F=female; M=male"""
    pairs = (pair.partition("=") for pair in text.replace("；", ";").split(";") if pair.strip())
    return {code.strip(): value.strip() for code, _is, value in pairs}
