"""How many verdicts hang on a reading: what an ambiguity of the criteria really decides."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from enrollment.domain.assessment_records import VerdictsByReading
from enrollment.domain.eligibility import Verdict


@dataclass(frozen=True, kw_only=True)
class Judged:
    """One person's verdict under each reading, and which readings were the chosen ones."""

    verdicts: VerdictsByReading
    chosen: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class ReadingCount:
    """Of everybody judged by this ambiguity: who is let in under the reading, and whose verdict
    differs from the one that counts."""

    judged: int = 0
    eligible: int = 0
    differ: int = 0


Counts = Mapping[str, Mapping[str, ReadingCount]]


def count_readings(people: Iterable[Judged]) -> Counts:
    """By ambiguity and reading."""
    counts: dict[str, dict[str, ReadingCount]] = {}
    for one in people:
        for ambiguity, verdicts in one.verdicts.items():
            found = counts.setdefault(ambiguity, {})
            counting = verdicts.get(one.chosen.get(ambiguity, ""))
            for reading, verdict in verdicts.items():
                found[reading] = with_one_more(found.get(reading), verdict, counting)
    return counts


def with_one_more(
    before: ReadingCount | None, verdict: Verdict, counting: Verdict | None
) -> ReadingCount:
    so_far = before or ReadingCount()
    return ReadingCount(
        judged=so_far.judged + 1,
        eligible=so_far.eligible + (verdict is Verdict.ELIGIBLE),
        differ=so_far.differ + (verdict is not counting),
    )


@dataclass(frozen=True, kw_only=True)
class Open:
    """Somebody not enrolled: the verdict that counts, that under another reading, who signed."""

    now: Verdict
    then: Verdict
    is_signed: bool


@dataclass(frozen=True, kw_only=True)
class Moved:
    """How many open screenings go from one verdict to another; `signed` of them become void."""

    now: Verdict
    then: Verdict
    people: int
    signed: int


def moves(screenings: Iterable[Open]) -> list[Moved]:
    """In the order of the verdicts; nothing for those whose verdict stays."""
    changed = [one for one in screenings if one.now is not one.then]
    pairs = [(now, then) for now in Verdict for then in Verdict]
    found = {pair: [one for one in changed if (one.now, one.then) == pair] for pair in pairs}
    return [
        Moved(now=now, then=then, people=len(those), signed=sum(one.is_signed for one in those))
        for (now, then), those in found.items()
        if those
    ]
