"""What enrollment rested on and a correction took away."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from enrollment.domain.assessment_records import StoredAtom, finding_in
from enrollment.domain.eligibility import Assessment
from enrollment.domain.findings import AtomFinding, Finding


@dataclass(frozen=True, kw_only=True)
class Turned:
    """An atom that a correction judges otherwise; `is_breach`: it was met at enrollment."""

    before: AtomFinding
    now: AtomFinding
    is_breach: bool


def turned(before: Assessment, now: Assessment, signed: Sequence[StoredAtom]) -> Iterator[Turned]:
    """Only what this correction turns: what other records changed since is not its doing."""
    enrolled_with = {atom["id"]: finding_in(atom) for atom in signed}
    for old, new in zip(before.atoms, now.atoms, strict=True):
        if new.decides and old.finding is not new.finding:
            was_met = enrolled_with.get(new.criterion.id) is Finding.MET
            is_breach = was_met and new.finding is not Finding.MET
            yield Turned(before=old, now=new, is_breach=is_breach)
