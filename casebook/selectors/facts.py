"""What is held true of a participant now."""

from collections.abc import Iterable

from casebook.domain.fact_values import from_json
from casebook.models import Fact, Participant
from trials.domain.partial_dates import PartialDate
from trials.domain.values import Absent, Facts, Known, Source


def facts_of(participant: Participant, *, occasion: str = "") -> Facts:
    """Standing facts by name. Those of a visit are kept apart under its code.

    Where several sources give one name, the one that came last counts.
    """
    standing = Fact.objects.filter(participant=participant, occasion=occasion).standing()
    return as_facts(standing.order_by("pk"))


def as_facts(rows: Iterable[Fact]) -> dict[str, Known | Absent]:
    return {row.name: as_known(row) for row in rows}


def as_known(row: Fact) -> Known | Absent:
    source = Source(kind=row.source_kind, id=row.source_id, hash=row.source_hash)
    if row.missing:
        return Absent(reason=row.missing, source=source)
    return Known(
        value=from_json(row.value),
        unit=row.unit or None,
        date=PartialDate.parse(row.date) if row.date else None,
        source=source,
    )
