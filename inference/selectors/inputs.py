"""What a release would read of a participant now, or why it cannot. No model is needed for that."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from audit.content import sha256_of
from casebook.models import Participant
from casebook.selectors.facts import facts_for
from inference.domain.package_contents import InputSchema, Socket, SocketKind, VolumeSocket
from inference.models import PredictorRelease, Series
from inference.selectors.series import first_complete_scan, scans_for
from trials.domain.partial_dates import PartialDate
from trials.domain.protocol.protocol import Protocol
from trials.domain.units import UnconvertibleUnit, UnknownUnit, convert
from trials.domain.values import Absent, Facts, Known

FORMAT = 1


@dataclass(frozen=True, kw_only=True)
class Assembled:
    """`input` is frozen with the attempt; `reasons` say why the release cannot run on it."""

    input: dict[str, Any]
    sources: dict[str, str]
    reasons: list[dict[str, str]] = field(default_factory=list)

    @property
    def sha256(self) -> str:
        return sha256_of(self.input)


class Unfit(Exception):
    """A fact that does not fit its socket: a code, and what more there is to say."""

    def __init__(self, code: str, **more: str) -> None:
        self.reason = {"code": code, **more}


def assemble(participant: Participant, release: PredictorRelease, protocol: Protocol) -> Assembled:
    schema, facts = release.inputs, facts_for(participant, protocol)
    values: dict[str, Any] = {}
    reasons: list[dict[str, str]] = []
    for socket in schema.sockets:
        try:
            values[socket.name] = value_for(socket, facts)
        except Unfit as unfit:
            values[socket.name] = None
            reasons.append({**unfit.reason, "name": socket.name})
    scan = scan_of(participant, schema.volume) if schema.volume else None
    if schema.volume and schema.volume.required and not scan:
        reasons.append({"code": "no_scan"})
    dated = day_of(schema, facts, scan)
    if schema.dated_by and dated is None:
        reasons.append({"code": "no_date", "name": schema.dated_by})
    content = {
        "format": FORMAT,
        "release": release.manifest_sha256,
        "values": values,
        "scan": scan,
        "dated": dated.isoformat() if dated else None,
    }
    return Assembled(input=content, sources=dict(sources_of(schema, facts)), reasons=reasons)


def value_for(socket: Socket, facts: Facts) -> Any:
    """Numbers as text in the socket's unit, so that no digit is lost; None where not known."""
    fact = facts.get(socket.name)
    if fact is None or isinstance(fact, Absent):
        if socket.required:
            raise Unfit("missing")
        return None
    return READERS[socket.kind](socket, fact)


def number(socket: Socket, fact: Known) -> str:
    if isinstance(fact.value, bool) or not isinstance(fact.value, int | Decimal):
        raise Unfit("no_number")
    value = Decimal(fact.value)
    if fact.unit and socket.unit:
        try:
            value = convert(value, unit=fact.unit, to=socket.unit, analyte=socket.name)
        except (UnknownUnit, UnconvertibleUnit):
            raise Unfit("unit", unit=fact.unit, wanted=socket.unit) from None
    elif bool(fact.unit) != bool(socket.unit):
        raise Unfit("unit", unit=fact.unit or "-", wanted=socket.unit or "-")
    assert socket.plausible is not None  # a number's socket has it
    low, high = socket.plausible
    if not Decimal(str(low)) <= value <= Decimal(str(high)):
        shown = f"{value.normalize():f}"
        raise Unfit("out_of_range", value=shown, low=f"{low:g}", high=f"{high:g}")
    return f"{value.normalize():f}"


def choice(socket: Socket, fact: Known) -> str:
    code = fact.value[0] if isinstance(fact.value, tuple) and fact.value else fact.value
    if code not in socket.codes:
        raise Unfit("code", value=str(code))
    return str(code)


def flag(socket: Socket, fact: Known) -> bool:
    if not isinstance(fact.value, bool):
        raise Unfit("code", value=str(fact.value))
    return fact.value


READERS = {SocketKind.NUMBER: number, SocketKind.CHOICE: choice, SocketKind.FLAG: flag}


def scan_of(participant: Participant, socket: VolumeSocket) -> dict[str, Any] | None:
    """The first whole scan with these phases, by the content of each series."""
    for scan in scans_for(participant):
        if str(scan.modality) == socket.modality and set(socket.phases) <= set(scan.phases):
            found = first_complete_scan(participant, scan)
            if found:
                return described({phase: found[phase] for phase in socket.phases})
    return None


def described(series: dict[str, Series]) -> dict[str, Any]:
    days = [one.acquired_on for one in series.values() if one.acquired_on]
    return {
        "phases": {phase: one.content_sha256 for phase, one in series.items()},
        "series_uids": [one.series_uid for one in series.values()],
        "acquired_on": min(days).isoformat(),
    }


def day_of(schema: InputSchema, facts: Facts, scan: dict[str, Any] | None) -> date | None:
    """Of the scan that was read, else as the records date it."""
    if scan:
        return date.fromisoformat(scan["acquired_on"])
    fact = facts.get(schema.dated_by or "")
    is_day = isinstance(fact, Known) and isinstance(fact.value, PartialDate)
    return fact.value.full if is_day else None  # type: ignore[union-attr]


def sources_of(schema: InputSchema, facts: Facts) -> Iterator[tuple[str, str]]:
    for socket in schema.sockets:
        fact = facts.get(socket.name)
        if fact is not None and fact.source is not None:
            yield socket.name, f"{fact.source.kind}:{fact.source.id}"
