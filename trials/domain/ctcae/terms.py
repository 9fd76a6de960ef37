"""The terms of CTCAE v5.0: which exist, in which class, at which grades."""

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from trials.domain.messages import message as _

VERSION = "5.0"

OTHER_IN_CHINESE = "其他（请注明）"


class UnknownTerm(LookupError):
    """A name that CTCAE v5.0 does not have."""

    def __init__(self, name: str) -> None:
        self.message = _("“{name}” is not a term of CTCAE v5.0.", name=name)
        super().__init__(str(self.message))


@dataclass(frozen=True, kw_only=True)
class Name:
    """A Chinese name with the everyday words for the same thing, in both languages."""

    chinese: str
    also_english: tuple[str, ...] = ()
    also_chinese: tuple[str, ...] = ()
    reviewed: bool = False


@dataclass(frozen=True, kw_only=True)
class Term:
    """`name` is the code that rows store."""

    name: str
    organ_class: str
    grades: tuple[int, ...]
    needs_text: bool
    translation: Name | None = None

    def label(self, language: str = "en") -> str:
        if language.lower().startswith("zh") and self.translation is not None:
            return self.translation.chinese
        return self.name

    def is_unreviewed(self, language: str = "en") -> bool:
        """Whether the label is a Chinese name that no clinician has confirmed yet."""
        is_chinese = language.lower().startswith("zh") and self.translation is not None
        return is_chinese and not (self.translation and self.translation.reviewed)

    def spellings(self, language: str) -> tuple[str, ...]:
        """What the term may be called in a language, its proper name first."""
        if language.lower().startswith("zh"):
            return (
                (self.translation.chinese, *self.translation.also_chinese)
                if self.translation
                else ()
            )
        return (self.name, *(self.translation.also_english if self.translation else ()))


def term(name: str) -> Term:
    try:
        return by_name()[name]
    except KeyError as error:
        raise UnknownTerm(name) from error


def grades_of(name: str) -> tuple[int, ...]:
    return term(name).grades


def needs_text(name: str) -> bool:
    return term(name).needs_text


def class_label(organ_class: str, language: str = "en") -> str:
    is_chinese = language.lower().startswith("zh")
    return names("class")[organ_class].chinese if is_chinese else organ_class


@cache
def all_terms() -> tuple[Term, ...]:
    return tuple(
        Term(
            name=row["term"],
            organ_class=row["class"],
            grades=tuple(int(grade) for grade in row["grades"].split()),
            needs_text=row["needs_text"] == "yes",
            translation=translation_of(row),
        )
        for row in rows("terms_v5.csv")
    )


@cache
def by_name() -> Mapping[str, Term]:
    return {one.name: one for one in all_terms()}


def translation_of(row: Mapping[str, str]) -> Name | None:
    if row["needs_text"] == "yes":
        of_class = names("class")[row["class"]]
        return Name(chinese=f"{of_class.chinese} - {OTHER_IN_CHINESE}", reviewed=of_class.reviewed)
    return names("term").get(row["term"])


@cache
def names(kind: str) -> Mapping[str, Name]:
    return {
        row["english"]: Name(
            chinese=row["chinese"],
            also_english=several(row["also_english"]),
            also_chinese=several(row["also_chinese"]),
            reviewed=row["reviewed"] == "yes",
        )
        for row in rows("names_zh.csv")
        if row["kind"] == kind
    }


def several(cell: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in cell.split(";") if part.strip())


def rows(file: str) -> Iterator[dict[str, str]]:
    text = (files(__package__) / file).read_text(encoding="utf-8")
    return csv.DictReader(text.splitlines())
