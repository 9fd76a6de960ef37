"""What two cuts of a trial differ in: participants in and out, events new, values corrected."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Row = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Correction:
    """A value that another one stands for now; an empty one was taken back."""

    participant: int
    name: str
    before: str
    after: str


@dataclass(frozen=True, kw_only=True)
class CutChanges:
    """By code of the participant; `came` and `left` are participants, `tables` counts rows."""

    came: tuple[str, ...]
    left: tuple[str, ...]
    new_events: tuple[str, ...]
    corrected: tuple[Correction, ...]
    tables: Mapping[str, tuple[int, int, bool]]


def people_of(rows: Iterable[Row]) -> dict[int, str]:
    return {row["id"]: row["code"] for row in rows}


def standing(rows: Iterable[Row]) -> dict[tuple[int, str, str], Row]:
    """The fact that counts for each participant, name and occasion."""
    kept = (row for row in rows if row["superseded_by_id"] is None and not row["retracted"])
    return {(row["participant_id"], row["name"], row["occasion"]): row for row in kept}


def said(row: Row | None) -> str:
    return "" if row is None else row["missing"] or row["value"] or ""


def corrections(before: Sequence[Row], after: Sequence[Row]) -> Iterable[Correction]:
    """Of what was known at the first cut; a fact that moves on, such as the last contact, is
    superseded too and is told by a later date."""
    old, new = standing(before), standing(after)
    for key in sorted(old):
        if said(old[key]) != said(new.get(key)):
            yield Correction(
                participant=key[0], name=key[1], before=said(old[key]), after=said(new.get(key))
            )


def new_rows(before: Iterable[Row], after: Iterable[Row]) -> list[Row]:
    known = {row["id"] for row in before}
    return [row for row in after if row["id"] not in known]


def table_changes(
    before: Mapping[str, Row], after: Mapping[str, Row]
) -> dict[str, tuple[int, int, bool]]:
    """Rows before, rows after, and whether anything in it differs; from the manifests alone."""
    nothing: Row = {"rows": 0, "sha256": ""}
    return {
        name: (one["rows"], other["rows"], one["sha256"] != other["sha256"])
        for name in sorted({*before, *after})
        for one, other in [(before.get(name, nothing), after.get(name, nothing))]
    }
