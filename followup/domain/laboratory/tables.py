"""A table of laboratory results, graded row by row."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from difflib import get_close_matches

from followup.domain.flat_tables import Column, Fault, Row, UnreadableCell, decimal, read
from followup.domain.laboratory.grading import grade
from followup.domain.laboratory.names import by_name, plain, rules_named
from followup.domain.laboratory.results import Graded, Limits, Result
from followup.domain.laboratory.rules import Rule, rules
from trials.domain.messages import Message
from trials.domain.messages import message as _

COLUMNS = (
    Column(name="participant", also=("subject", "usubjid", "受试者")),
    Column(name="term", also=("ctcae term", "术语")),
    Column(name="analyte", also=("test", "lbtest", "lbtestcd", "parameter", "检验项目")),
    Column(name="date", also=("lbdtc", "sample date", "日期")),
    Column(name="value", also=("result", "lborres", "结果"), required=True),
    Column(name="unit", also=("units", "lborresu", "单位")),
    Column(name="lower_limit", also=("lower", "lln", "lbornrlo", "下限")),
    Column(name="upper_limit", also=("upper", "uln", "lbornrhi", "上限")),
    Column(name="baseline_value", also=("baseline", "base", "基线值")),
    Column(name="baseline_unit", also=("unit of baseline",)),
    Column(name="baseline_lower_limit", also=("baseline lower", "baseline lln", "基线下限")),
    Column(name="baseline_upper_limit", also=("baseline upper", "baseline uln", "基线上限")),
    Column(name="on_anticoagulant", also=("anticoagulant", "on anticoagulation", "抗凝")),
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
    term, analyte = row.text("term"), row.text("analyte")
    if not term and not analyte:
        raise UnreadableCell("term", _("Name the CTCAE term or the analyte."))
    if analyte and plain(analyte) not in by_name():
        raise UnreadableCell("analyte", unknown(analyte, by_name()))
    found = rules_named(term, analyte)
    if not found:
        terms = {plain(rule.term): rule for rule in rules()}
        raise UnreadableCell("term", unknown(term, terms))
    return found if analyte else found[:1]


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
    limits = limits_of(row, "lower_limit", "upper_limit")
    before = limits_of(row, "baseline_lower_limit", "baseline_upper_limit")
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


def limits_of(row: Row, lower: str, upper: str) -> Limits:
    limits = Limits(lower=not_negative(row, lower), upper=not_negative(row, upper))
    if limits.upper is not None and limits.upper <= (limits.lower or 0):
        raise UnreadableCell(
            upper, _("The upper limit {limit} must lie above the lower one.", limit=limits.upper)
        )
    return limits


def not_negative(row: Row, column: str) -> Decimal | None:
    number = row.number_in(column)
    if number is not None and number < 0:
        raise UnreadableCell(column, _("A laboratory value is not below zero."))
    return number


def faults(graded: Sequence[GradedRow]) -> Iterator[Fault]:
    return (one.fault for one in graded if one.fault is not None)
