"""The assessment as rows: what was found, where, and what is missing."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from enrollment.domain.eligibility import Assessment
from enrollment.domain.findings import FINDING_LABELS, AtomFinding, Finding
from enrollment.domain.near_days import JUDGED_ON
from enrollment.views.sources import OnThisPage, Place, Places
from enrollment.wording import said
from trials.domain.condition_words import MISSING_LABELS, has_unit
from trials.domain.derivations import Incomplete
from trials.domain.protocol.criteria import KnowableAt
from trials.domain.protocol.protocol import Protocol
from trials.domain.values import Absent, Facts, Known
from trials.wording import worded

# The words the criterion row knows.
FINDINGS = {Finding.MET: "met", Finding.NOT_MET: "not_met", Finding.UNKNOWN: "cannot_tell"}


@dataclass(frozen=True, kw_only=True)
class Value:
    label: str
    shown: str
    date: str
    source: Place
    # What a computed value was computed from.
    inputs: str = ""


@dataclass(frozen=True, kw_only=True)
class Reading:
    """Another way to read the text, under which the finding would be another one."""

    title: str
    text: str
    finding: str


@dataclass(frozen=True, kw_only=True)
class Row:
    atom: AtomFinding
    values: tuple[Value, ...]
    missing: tuple[Place, ...]
    readings: tuple[Reading, ...]

    @property
    def flip(self) -> str:
        return worded(self.atom.flip)

    @property
    def near(self) -> str:
        """On which day it would be met with what is recorded."""
        near = self.atom.near
        if near.met_from:
            return _("from %(day)s") % {"day": near.met_from}
        return _("until %(day)s") % {"day": near.met_until} if near.met_until else ""

    @property
    def text(self) -> str:
        return worded(self.atom.criterion.text)

    @property
    def finding(self) -> str:
        return FINDINGS[self.atom.finding]

    @property
    def why(self) -> str:
        """Why it fails, or why what is recorded does not settle it."""
        is_said = self.atom.finding is Finding.NOT_MET or self.atom.imprecise
        return said(self.atom.explanation) if is_said else ""

    @property
    def hint(self) -> str:
        return worded(self.atom.criterion.missing_hint) if self.missing else ""

    @property
    def later(self) -> str:
        moment = self.atom.criterion.knowable_at
        return {
            KnowableAt.SURGERY: _("known after surgery"),
            KnowableAt.DAY_90: _("known after day 90"),
            KnowableAt.END: _("known at the end"),
        }.get(moment, "")


def groups(
    assessment: Assessment, protocol: Protocol, places: Places | OnThisPage
) -> list[dict[str, Any]]:
    """What settles it first, else what is unanswered; what nobody can know yet, last."""
    later = tuple(atom for atom in assessment.atoms if not atom.decides)
    parts = (
        ("failed", _("Not met"), assessment.failed),
        ("open", _("Cannot tell yet"), assessment.open),
        ("met", _("Met"), assessment.deciding(Finding.MET)),
        ("later", _("Judged later"), later),
    )
    return [
        {"id": name, "heading": heading, "rows": list(rows(atoms, protocol, places))}
        for name, heading, atoms in parts
        if atoms
    ]


def rows(
    atoms: Iterable[AtomFinding], protocol: Protocol, places: Places | OnThisPage
) -> Iterator[Row]:
    for atom in atoms:
        yield Row(
            atom=atom,
            values=tuple(values_of(atom, protocol, places)),
            missing=tuple(places.of_missing(name) for name in atom.missing),
            readings=tuple(readings_of(atom, protocol)),
        )


def values_of(
    atom: AtomFinding, protocol: Protocol, places: Places | OnThisPage
) -> Iterator[Value]:
    for name, known in atom.used.items():
        # What cannot be derived yet says so by what is missing.
        if name != JUDGED_ON and not isinstance(known, Incomplete):
            yield Value(
                label=worded(protocol.label(name)),
                shown=value_shown(protocol, name, known),
                date=known.date.iso() if isinstance(known, Known) and known.date else "",
                source=places.of_source(known.source, name),
                inputs=inputs_shown(atom.inputs.get(name, {}), protocol),
            )


def inputs_shown(inputs: Facts, protocol: Protocol) -> str:
    """ "Bilirubin 12 umol/L (2026-03-01); INR 1.1" """
    return "; ".join(
        f"{worded(protocol.label(name))} {value_shown(protocol, name, known)}{dated(known)}"
        for name, known in inputs.items()
    )


def dated(known: Known | Absent) -> str:
    return f" ({known.date.iso()})" if isinstance(known, Known) and known.date else ""


def value_shown(protocol: Protocol, name: str, known: Known | Absent) -> str:
    if isinstance(known, Absent):
        return f"({_(MISSING_LABELS.get(known.reason, known.reason))})"
    many = known.value if isinstance(known.value, tuple) else (known.value,)
    text = ", ".join(worded(protocol.word(name, one)) for one in many)
    return f"{text} {known.unit}" if has_unit(known.unit) else text


def readings_of(atom: AtomFinding, protocol: Protocol) -> Iterator[Reading]:
    for ambiguity_id, findings in atom.by_reading.items():
        ambiguity = protocol.ambiguity(ambiguity_id)
        for reading, finding in findings.items():
            if finding is not atom.finding:
                yield Reading(
                    title=worded(ambiguity.title),
                    text=worded(ambiguity.readings[reading]),
                    finding=_(FINDING_LABELS[atom.criterion.kind, finding]),
                )
