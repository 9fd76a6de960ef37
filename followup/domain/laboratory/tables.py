"""A table of laboratory results, graded row by row."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from difflib import get_close_matches

from followup.domain.flat_tables import Column, Fault, Row, UnreadableCell, decimal, read
from followup.domain.laboratory.grading import grade
from followup.domain.laboratory.names import by_name, plain, rules_named, terms_by_name
from followup.domain.laboratory.results import Graded, Limits, Result
from followup.domain.laboratory.rules import Rule
from trials.domain.messages import Message
from trials.domain.messages import message as _

COLUMNS = (
    Column(name="participant", also=("subject", "usubjid", "受试者")),
    Column(name="term", also=("ctcae term", "term or analyte", "term / analyte", "术语")),
    Column(name="analyte", also=("test", "lbtest", "lbtestcd", "parameter", "检验项目")),
    Column(name="date", also=("lbdtc", "sample date", "日期")),
    Column(name="value", also=("result", "lborres", "结果"), required=True),
    Column(name="unit", also=("units", "lborresu", "单位")),
    Column(name="lower_limit", also=("lower", "lln", "lbornrlo", "下限")),
    Column(name="upper_limit", also=("upper", "uln", "lbornrhi", "上限")),
    Column(name="limits", also=("reference range", "normal range", "参考范围")),
    Column(name="baseline_value", also=("baseline", "base", "基线值")),
    Column(name="baseline_unit", also=("unit of baseline",)),
    Column(name="baseline_lower_limit", also=("baseline lower", "baseline lln", "基线下限")),
    Column(name="baseline_upper_limit", also=("baseline upper", "baseline uln", "基线上限")),
    Column(name="baseline_limits", also=("baseline reference range", "基线参考范围")),
    Column(name="on_anticoagulant", also=("anticoagulant", "on anticoagulation", "抗凝")),
)
NUMBER = r"(\d+(?:\.\d+)?)"
RANGE = re.compile(
    rf"\s*(?:{NUMBER}?\s*(?:-|–|—|~|～|to|至)\s*{NUMBER}|[<≤]=?\s*{NUMBER}|[>≥]=?\s*{NUMBER})\s*"
)
SIGNS = {"≤": "<=", "≥": ">=", "=<": "<=", "=>": ">=", "＜": "<", "＞": ">"}


@dataclass(frozen=True, kw_only=True)
class GradedRow:
    """Without a grade either `fault` or the `graded` says why."""

    row: Row
    graded: Graded | None = None
    is_normal: bool = False
    fault: Fault | None = None


def grade_table(text: str) -> tuple[GradedRow, ...]:
    return tuple(grade_row(row) for row in read(text, COLUMNS))


def grade_row(row: Row) -> GradedRow:
    try:
        row.day("date")
        result = result_of(row)
        found = [grade(result, rule=rule) for rule in rules_of(row)]
    except UnreadableCell as error:
        fault = Fault(row=row.number, column=error.column, message=error.message)
        return GradedRow(row=row, fault=fault)
    chosen = telling(found)
    is_normal = len(found) > 1 and chosen.grade == 0
    return GradedRow(row=row, graded=chosen, is_normal=is_normal)


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
    if analyte and plain(analyte) not in by_name():
        raise UnreadableCell("analyte", unknown(analyte, by_name()))
    found = rules_named(term, analyte)
    if not found:
        raise UnreadableCell("term", unknown(term, {**by_name(), **terms_by_name()}))
    return found if analyte else found[:1]


def names_in(row: Row) -> tuple[str, str]:
    """Either may stand in the column of the other, where a file has one column for both."""
    term, analyte = row.text("term"), row.text("analyte")
    if not analyte and plain(term) not in terms_by_name() and plain(term) in by_name():
        return "", term
    if not term and plain(analyte) not in by_name() and plain(analyte) in terms_by_name():
        return analyte, ""
    return term, analyte


def unknown(name: str, known: Mapping[str, object]) -> Message:
    close = get_close_matches(plain(name), known, n=3, cutoff=0.6)
    if close:
        return _(
            "“{name}” is not graded by numbers here. Did you mean: {close}?",
            name=name,
            close=", ".join(close),
        )
    return _("“{name}” is not graded by numbers here.", name=name)


def result_of(row: Row) -> Result:
    compare, value = value_of(row)
    limits = limits_of(row, "lower_limit", "upper_limit", "limits")
    before = limits_of(row, "baseline_lower_limit", "baseline_upper_limit", "baseline_limits")
    return Result(
        value=value,
        compare=compare,
        unit=row.text("unit"),
        limits=limits,
        baseline=not_negative(row, "baseline_value"),
        baseline_unit=row.text("baseline_unit"),
        baseline_limits=before,
        on_anticoagulant=row.answer("on_anticoagulant"),
    )


def value_of(row: Row) -> tuple[str, Decimal]:
    text = row.needed("value")
    for sign, meant in SIGNS.items():
        text = text.replace(sign, meant)
    number = text.lstrip("<>=")
    compare = text[: len(text) - len(number)]
    value = decimal("value", number)
    if value < 0:
        raise UnreadableCell("value", _("A laboratory value is not below zero."))
    return compare, value


def limits_of(row: Row, lower: str, upper: str, both: str) -> Limits:
    """In a column each, or as a range in one; where both stand, a column of its own counts."""
    low, high = range_in(row, both)
    given_low, given_high = not_negative(row, lower), not_negative(row, upper)
    limits = Limits(
        lower=low if given_low is None else given_low,
        upper=high if given_high is None else given_high,
    )
    if limits.upper is not None and limits.upper <= (limits.lower or 0):
        raise UnreadableCell(
            upper, _("The upper limit {limit} must lie above the lower one.", limit=limits.upper)
        )
    return limits


def range_in(row: Row, column: str) -> tuple[Decimal | None, Decimal | None]:
    """Read "7-40", "≤40" or ">90"."""
    text = row.text(column)
    if not text:
        return None, None
    found = RANGE.fullmatch(text)
    if found is None:
        raise UnreadableCell(
            column, _("“{text}” is not a range. Write it as 7-40, <40 or >90.", text=text)
        )
    low, high, at_most, at_least = (Decimal(one) if one else None for one in found.groups())
    return low if low is not None else at_least, high if high is not None else at_most


def not_negative(row: Row, column: str) -> Decimal | None:
    number = row.number_in(column)
    if number is not None and number < 0:
        raise UnreadableCell(column, _("A laboratory value is not below zero."))
    return number


def faults(graded: Sequence[GradedRow]) -> Iterator[Fault]:
    return (one.fault for one in graded if one.fault is not None)
