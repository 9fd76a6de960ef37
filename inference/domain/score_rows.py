"""The rows of a file of scores computed elsewhere. No message repeats a score: messages are shown,
and the score is concealed."""

import csv
import io
import re
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass, field
from datetime import datetime

from inference.domain import score_outputs
from inference.domain.score_outputs import Cells
from trials.domain.messages import Message
from trials.domain.messages import message as _

PARTICIPANT, MODEL, VERSION = "participant", "model", "version"
RUN, WHEN, WHO, INPUT = "run_id", "computed_at", "computed_by", "input_sha256"
SHA256 = re.compile(r"[0-9a-f]{64}")
LONGEST = 100


def columns_for(codes: Sequence[str]) -> tuple[str, ...]:
    """Of a file for a release that chooses among these codes, or that says a number."""
    said = score_outputs.columns_for(codes)
    return (PARTICIPANT, *said, MODEL, VERSION, RUN, WHEN, WHO, INPUT)


COLUMNS = columns_for(())


@dataclass(frozen=True, kw_only=True)
class ScoreRow:
    """`row` counts as a spreadsheet does: the header is row 1. `said`: the cells of the output."""

    row: int
    participant: str
    said: Cells = field(repr=False)
    run_id: str
    computed_at: datetime
    computed_by: str
    input_sha256: str


@dataclass(frozen=True, kw_only=True)
class Claim:
    """Of whom a row says something, from which input and when; whatever else is wrong with it."""

    row: int
    participant: str
    input_sha256: str
    computed_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class ScoreProblem:
    row: int
    column: str
    message: Message

    def __str__(self) -> str:
        return f"row {self.row}, column {self.column}: {self.message}"


@dataclass(frozen=True, kw_only=True)
class Expected:
    """What the file must be of, and when it is read."""

    model: str
    version: str
    now: datetime
    codes: tuple[str, ...] = ()

    @property
    def outputs(self) -> tuple[str, ...]:
        return score_outputs.columns_for(self.codes)

    @property
    def columns(self) -> tuple[str, ...]:
        return columns_for(self.codes)


@dataclass(frozen=True, kw_only=True)
class Scores:
    """`claims`: of every row that names somebody, so that all is told at once what stops it."""

    rows: list[ScoreRow]
    claims: list[Claim]
    problems: list[ScoreProblem]


def read(text: str, expected: Expected) -> Scores:
    """Every row that can be read, and every problem of the others."""
    lines = csv.DictReader(io.StringIO(text), restkey="", restval="")
    found = Scores(
        rows=[], claims=[], problems=list(header_problems(lines.fieldnames or (), expected))
    )
    is_whole = not found.problems
    seen: dict[tuple[str, str], int] = {}
    for number, line in enumerate(lines, start=2):
        cells = {name: (line[name] or "").strip() for name in expected.columns if name in line}
        wrong = list(problems_in(cells, number, expected))
        bad = {one.column for one in wrong} | set(expected.columns) - set(cells)
        if not bad & {PARTICIPANT, INPUT}:
            first = seen.setdefault((cells[PARTICIPANT], cells[INPUT]), number)
            wrong += [problem(number, INPUT, twice(first))] if first != number else []
        found.problems.extend(wrong)
        if PARTICIPANT not in bad:
            found.claims.append(claim_of(cells, number, bad))
        if is_whole and not wrong:
            found.rows.append(row_of(cells, number, expected))
    if is_whole and not seen and not found.problems:
        found.problems.append(problem(2, PARTICIPANT, _("the file has no row")))
    return found


def header_problems(header: Sequence[str], expected: Expected) -> Iterator[ScoreProblem]:
    for name in expected.columns:
        if name not in header:
            yield problem(1, name, _("the column is missing"))


def problems_in(cells: Cells, row: int, expected: Expected) -> Iterator[ScoreProblem]:
    wrong = list(problems_of_each(cells, row, expected))
    yield from wrong
    outputs = set(expected.outputs)
    if outputs <= cells.keys() and not outputs & {one.column for one in wrong}:
        for column, rule in score_outputs.together(cells, expected.codes):
            yield problem(row, column, rule)


def problems_of_each(cells: Cells, row: int, expected: Expected) -> Iterator[ScoreProblem]:
    wanted = {MODEL: expected.model, VERSION: expected.version}
    for column in cells:
        rule = empty(cells[column]) or rule_for(column, cells[column], expected)
        if rule is None and column in wanted and cells[column] != wanted[column]:
            rule = _("must be {wanted}, the release chosen", wanted=wanted[column])
        if rule is None and column == WHEN and instant(cells[column]) > expected.now:
            rule = _("lies in the future")
        if rule is not None:
            yield problem(row, column, rule)


def claim_of(cells: Cells, number: int, bad: Set[str]) -> Claim:
    return Claim(
        row=number,
        participant=cells[PARTICIPANT],
        input_sha256="" if INPUT in bad else cells[INPUT],
        computed_at=None if WHEN in bad else instant(cells[WHEN]),
    )


def rule_for(column: str, cell: str, expected: Expected) -> Message | None:
    if column in expected.outputs:
        return score_outputs.rule(column, cell, expected.codes)
    return RULES.get(column, fits)(cell)


def row_of(cells: Cells, number: int, expected: Expected) -> ScoreRow:
    return ScoreRow(
        row=number,
        participant=cells[PARTICIPANT],
        said={name: cells[name] for name in expected.outputs},
        run_id=cells[RUN],
        computed_at=instant(cells[WHEN]),
        computed_by=cells[WHO],
        input_sha256=cells[INPUT],
    )


def empty(cell: str) -> Message | None:
    return None if cell else _("is empty")


def fits(cell: str) -> Message | None:
    too_long = _("is longer than {most} characters", most=LONGEST)
    return too_long if len(cell) > LONGEST else None


def hash_rule(cell: str) -> Message | None:
    if SHA256.fullmatch(cell):
        return None
    return _("must be a SHA-256 hash: 64 characters of 0 to 9 and a to f")


def instant_rule(cell: str) -> Message | None:
    try:
        if instant(cell).tzinfo is not None:
            return None
    except ValueError:
        pass
    return _("must be a day and time with its zone, such as 2026-03-02T14:05:00+08:00")


def instant(cell: str) -> datetime:
    return datetime.fromisoformat(cell)


def twice(first: int) -> Message:
    return _("the same participant and input stand in row {row} already", row=first)


def nobody() -> Message:
    return _("nobody of this trial has the code; check its last sign")


def sealed_before() -> Message:
    return _("a score from this input is sealed already and is never replaced")


def refused(said: str) -> Message:
    return Message("{said}", {"said": said})


def problem(row: int, column: str, message: Message) -> ScoreProblem:
    return ScoreProblem(row=row, column=column, message=message)


RULES = {INPUT: hash_rule, WHEN: instant_rule}
