"""A table of laboratory results, graded row by row."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from difflib import get_close_matches
from functools import lru_cache

from followup.domain.flat_tables import Fault, Row, UnreadableCell, read
from followup.domain.laboratory.cells import limits_of, not_negative, value_and_unit
from followup.domain.laboratory.columns import COLUMNS
from followup.domain.laboratory.grading import grade
from followup.domain.laboratory.ladders import Ladder, ladder_of
from followup.domain.laboratory.measuring import measured
from followup.domain.laboratory.misfits import misfit
from followup.domain.laboratory.names import (
    analyte_named,
    by_name,
    plain,
    rules_named,
    term_named,
    terms_by_name,
)
from followup.domain.laboratory.results import Graded, Result
from followup.domain.laboratory.rules import Rule
from followup.domain.table_numbers import Comma
from trials.domain.messages import Message
from trials.domain.messages import message as _

# What decides the grade besides the value: not whose result it is, nor of which day.
CONDITIONS = tuple(one.name for one in COLUMNS if one.name not in ("participant", "date", "value"))
ONE = Decimal(1)


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What a row asks, whatever its value: `result` is of the value 1. There are no `ladders` where
    something is missing."""

    rules: tuple[Rule, ...]
    result: Result
    ladders: tuple[Ladder, ...]
    misfit: Message | None


@dataclass(frozen=True, kw_only=True)
class GradedRow:
    """Without a grade either `fault` or the `graded` says why. `noted` changes no grade."""

    row: Row
    graded: Graded | None = None
    is_normal: bool = False
    fault: Fault | None = None
    noted: tuple[Message, ...] = ()


def grade_table(text: str) -> tuple[GradedRow, ...]:
    rows = read(text, COLUMNS)
    again = repeated(rows)
    return tuple(grade_row(row, noted=again.get(row.number, ())) for row in rows)


def repeated(rows: Sequence[Row]) -> Mapping[int, tuple[Message, ...]]:
    """Rows on what another row says already, by their number."""
    first: dict[tuple[str, ...], Row] = {}
    found = {}
    for row in rows:
        what = tuple(row.text(one) for one in ("participant", "term", "analyte", "date"))
        before = first.setdefault(what, row) if what[0] and what[3] else row
        if before is not row:
            found[row.number] = (said_again(row, before),)
    return found


def said_again(row: Row, before: Row) -> Message:
    if row.cells == before.cells:
        return _("The same as row {row}.", row=before.number)
    return _("Of the same participant, test and day as row {row}.", row=before.number)


def grade_row(row: Row, *, noted: tuple[Message, ...] = ()) -> GradedRow:
    cell = row.cells.get
    asked = asked_by(tuple([cell(one, "") for one in CONDITIONS]), row.comma)
    try:
        if isinstance(asked, UnreadableCell):
            raise asked
        sign, value, unit = value_and_unit(row)
    except UnreadableCell as error:
        fault = Fault(row=row.number, column=error.column, message=error.message)
        return GradedRow(row=row, fault=fault, noted=noted)
    found, wrong = judged(asked, sign, value, unit)
    chosen = found[0] if len(found) == 1 else telling(found)
    return GradedRow(
        row=row,
        graded=chosen,
        is_normal=len(found) > 1 and chosen.grade == 0,
        noted=(*((wrong,) if wrong else ()), *noted, *day_noted(row)),
    )


@lru_cache(maxsize=65536)
def asked_by(texts: tuple[str, ...], comma: Comma) -> Asked | UnreadableCell:
    """Kept by what decides it: in a large table the same is asked many times."""
    row = Row(number=0, cells=dict(zip(CONDITIONS, texts, strict=True)), comma=comma)
    try:
        rules = rules_of(row)
        result = result_of(row, rules)
    except UnreadableCell as error:
        return error
    ladders = [ladder_of(rule, measured(result, rule)) for rule in rules]
    return Asked(
        rules=rules,
        result=result,
        ladders=() if None in ladders else tuple(filter(None, ladders)),
        misfit=misfit(rules[0].analyte, result.unit, result.limits),
    )


def judged(
    asked: Asked, sign: str, value: Decimal, unit: str
) -> tuple[Sequence[Graded], Message | None]:
    """By each rule; and what is wrong with the unit or the limits."""
    if asked.ladders and not sign and unit == asked.result.unit:
        return [ladder.graded(value) for ladder in asked.ladders], asked.misfit
    result = replace(asked.result, value=value, compare=sign, unit=unit)
    found = [grade(result, rule=rule) for rule in asked.rules]
    return found, misfit(asked.rules[0].analyte, unit, result.limits)


def day_noted(row: Row) -> tuple[Message, ...]:
    """No grade rests on the day."""
    try:
        row.day("date")
    except UnreadableCell as error:
        return (error.message,)
    return ()


def telling(found: Sequence[Graded]) -> Graded:
    """Of the rules of both directions: what reaches a grade, else what cannot be told."""
    reached = [one for one in found if one.grade]
    undecided = [one for one in found if one.grade is None]
    return (reached or undecided or list(found))[0]


def rules_of(row: Row) -> tuple[Rule, ...]:
    """By term, by analyte in both directions, or by both. A term that is graded on two analytes
    means the first: calcium is corrected for albumin unless the row says ionized."""
    term, analyte = names_in(row)
    if not term and not analyte:
        raise UnreadableCell("term", _("Name the CTCAE term or the analyte."))
    if analyte and analyte_named(analyte) is None:
        raise UnreadableCell("analyte", unknown(analyte, analytes_only=True))
    if term and term_named(term) is None:
        raise UnreadableCell("term", unknown(term, analytes_only=False))
    found = rules_named(term, analyte)
    if not found:
        raise UnreadableCell(
            "term", _("“{term}” is not graded by “{analyte}”.", term=term, analyte=analyte)
        )
    return found if analyte else found[:1]


def names_in(row: Row) -> tuple[str, str]:
    """Either may stand in the column of the other, where a file has one column for both; a code
    counts where the name says nothing."""
    term, analyte, code = row.text("term"), row.text("analyte"), row.text("test_code")
    if code and analyte_named(analyte) is None and analyte_named(code) is not None:
        analyte = code
    if not analyte and term_named(term) is None and analyte_named(term) is not None:
        return "", term
    if not term and analyte_named(analyte) is None and term_named(analyte) is not None:
        return analyte, ""
    return term, analyte or code


@lru_cache(maxsize=4096)
def unknown(name: str, *, analytes_only: bool) -> Message:
    known = by_name() if analytes_only else {**by_name(), **terms_by_name()}
    close = get_close_matches(plain(name)[:80], known, n=3, cutoff=0.6)
    if close:
        return _(
            "“{name}” is not graded by numbers here. Did you mean: {close}?",
            name=name,
            close=", ".join(close),
        )
    return _("“{name}” is not graded by numbers here.", name=name)


def result_of(row: Row, rules: Sequence[Rule]) -> Result:
    """All but the value."""
    asks = any(rule.asks_if_anticoagulated for rule in rules)
    return Result(
        value=ONE,
        unit=row.text("unit"),
        limits=limits_of(row, "lower_limit", "upper_limit", "limits"),
        baseline=not_negative(row, "baseline_value"),
        baseline_unit=row.text("baseline_unit"),
        baseline_limits=limits_of(
            row, "baseline_lower_limit", "baseline_upper_limit", "baseline_limits"
        ),
        on_anticoagulant=row.answer("on_anticoagulant") if asks else None,
    )


def faults(graded: Sequence[GradedRow]) -> Iterator[Fault]:
    return (one.fault for one in graded if one.fault is not None)
