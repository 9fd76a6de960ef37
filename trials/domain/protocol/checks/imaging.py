"""Scans: the facts they fill exist, can hold what they are given, and belong to one scan alone."""

from collections.abc import Iterator

from trials.domain.protocol.checks.names import check_date_fact, check_fact, check_known
from trials.domain.protocol.forms import ItemType
from trials.domain.protocol.imaging import Scan
from trials.domain.protocol.problems import Fault, Path
from trials.domain.protocol.protocol import Protocol


def check_imaging(protocol: Protocol) -> Iterator[Fault]:
    filled: dict[str, str] = {}
    for index, scan in enumerate(protocol.imaging):
        path = ("imaging", index)
        yield from check_date_fact(scan.facts.date, protocol, (*path, "facts", "date"))
        yield from check_phases(scan, protocol, path)
        for key, name in (("date", scan.facts.date), ("phases", scan.facts.phases)):
            other = filled.setdefault(name, scan.id)
            if other != scan.id:
                line = f"'{name}' is filled by the scan '{other}' already"
                yield Fault((*path, "facts", key), line, "a fact of its own")


def check_phases(scan: Scan, protocol: Protocol, path: Path) -> Iterator[Fault]:
    name, where = scan.facts.phases, (*path, "facts", "phases")
    if name not in protocol.names:
        yield from check_fact(name, protocol, where)
    elif protocol.declaration(name).type is not ItemType.CHOICES:
        yield Fault(where, f"'{name}' cannot hold several phases", "a fact of type choices")
    else:
        codes = protocol.declaration(name).codes
        for number, phase in enumerate(scan.phases):
            yield from check_known(phase, codes, f"code of {name}", (*path, "phases", number))
