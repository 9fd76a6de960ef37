"""What is held true of a participant now."""

from collections.abc import Iterable

from casebook.domain.fact_values import from_json
from casebook.models import Fact, Participant
from trials.domain.derivations import with_derived
from trials.domain.partial_dates import PartialDate
from trials.domain.protocol.protocol import Protocol
from trials.domain.values import Absent, Facts, Known, Source


def facts_of(participant: Participant, *names: str, occasion: str = "") -> Facts:
    """Standing facts by name, only these where any are named. Those of a visit are kept apart under
    its code.

    Where several sources give one name, the latest by date counts, then the last recorded.
    """
    standing = Fact.objects.filter(participant=participant, occasion=occasion).standing()
    wanted = standing.filter(name__in=names) if names else standing
    return as_facts(wanted.order_by("date", "pk"))


def facts_at(participant: Participant, visit: str) -> Facts:
    """Standing facts, those of this visit over the general ones."""
    standing = Fact.objects.filter(participant=participant, occasion__in={"", visit}).standing()
    return as_facts(standing.order_by("occasion", "pk"))


def facts_for(participant: Participant, protocol: Protocol) -> Facts:
    """Standing facts and what is derived from them."""
    return with_derived(protocol.facts, facts_of(participant))


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
