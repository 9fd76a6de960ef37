"""Which column means what, guessed by name and label; a person corrects it (`cohort_table`)."""

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

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
PERSON: tuple[tuple[str, ...], ...] = (
    ("name", "patient_name", "姓名"),
    ("birth_date", "date_of_birth", "dob", "出生日期"),
)


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


# What no column of a file can hold.
UNFIT = frozenset({ItemType.CALCULATED, ItemType.TABLE, ItemType.FILE})


def asked(form: Form) -> Iterator[Item]:
    return (item for item in form.items if item.type not in UNFIT)


def first_of(names: Sequence[str], by_name: Mapping[str, str]) -> str:
    return next((by_name[plain(name)] for name in names if plain(name) in by_name), "")


def plain(name: str) -> str:
    """Without case, spaces and signs: "Tumor size" is tumor_size."""
    return "".join(one for one in unicodedata.normalize("NFKC", name).casefold() if one.isalnum())
