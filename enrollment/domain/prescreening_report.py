"""A pre-screening as plain data: what the command prints and the API answers."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from enrollment.domain.findings import AtomFinding
from enrollment.domain.near_days import JUDGED_ON
from enrollment.domain.prescreening import Prescreening
from trials.domain.derivations import Incomplete
from trials.domain.messages import Message
from trials.domain.partial_dates import PartialDate
from trials.domain.protocol.protocol import Protocol
from trials.domain.text import Text
from trials.domain.values import Absent, Facts, Known, Value

Data = dict[str, Any]
# A sentence in the language of whoever reads it.
Say = Callable[[Message], str]


def as_data(found: Prescreening, *, protocol: Protocol, on: date, say: Say) -> Data:
    """`verdict`: eligible, ineligible, pending; of an atom: met, not_met, unknown."""
    judged = found.assessment
    return {
        "trial": protocol.trial.slug,
        "protocol_version": protocol.trial.version,
        "judged_on": on.isoformat(),
        "verdict": judged.verdict.value,
        "missing": list(judged.missing),
        "readings": {
            ambiguity: {
                "chosen": protocol.chosen_readings[ambiguity],
                "verdicts": {reading: verdict.value for reading, verdict in verdicts.items()},
            }
            for ambiguity, verdicts in judged.verdict_by_reading.items()
        },
        "doubted": [
            {"name": one.item, "message": say(one.message), "mend": say(one.mend)}
            for one in found.doubted
        ],
        "not_asked": list(found.not_asked),
        "atoms": [atom_as_data(atom, say=say) for atom in judged.atoms],
    }


def atom_as_data(atom: AtomFinding, *, say: Say) -> Data:
    one = atom.criterion
    return {
        "id": one.id,
        "kind": one.kind.value,
        "text": in_both(one.text),
        "knowable_at": one.knowable_at.value,
        "decides": atom.decides,
        "verdict": atom.finding.value,
        "used": values(atom.used),
        "inputs": {name: values(facts) for name, facts in atom.inputs.items()},
        "missing": list(atom.missing),
        "imprecise": list(atom.imprecise),
        "why": [say(line) for line in atom.explanation],
        **turning_as_data(atom, say=say),
        "readings": {
            ambiguity: {reading: finding.value for reading, finding in findings.items()}
            for ambiguity, findings in atom.by_reading.items()
        },
    }


def turning_as_data(atom: AtomFinding, *, say: Say) -> Data:
    """Of an atom that is not met: with what else it would be; from or until which day as it is."""
    near = atom.near
    return {
        "would_flip": say(atom.flip) if atom.flip else None,
        "met_from": near.met_from.isoformat() if near.met_from else None,
        "met_until": near.met_until.isoformat() if near.met_until else None,
    }


def in_both(text: Text) -> Data:
    return {"en": text.en, "zh": text.zh}


def values(facts: Facts) -> Data:
    return {
        name: value_of(fact)
        for name, fact in facts.items()
        if name != JUDGED_ON and not isinstance(fact, Incomplete)
    }


def value_of(fact: Known | Absent) -> Data:
    if isinstance(fact, Absent):
        return {"missing": fact.reason}
    day = fact.date.iso() if fact.date else None
    return {"value": plain(fact.value), "unit": fact.unit, "date": day}


def plain(value: Value) -> Any:
    """A decimal as a JSON number where that is exact, otherwise in its digits."""
    if isinstance(value, Decimal):
        number = int(value) if value == value.to_integral_value() else float(value)
        return number if Decimal(repr(number)) == value else str(value)
    if isinstance(value, PartialDate):
        return value.iso()
    return list(value) if isinstance(value, tuple) else value
