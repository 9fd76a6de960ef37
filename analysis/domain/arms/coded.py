"""Arms under letters, as the board reads them in its closed session.

Labels, their order and, where there are two arms, the reference of a contrast change: who is in
which arm, and every number, stay. With more than two arms another reference would leave out
contrasts the plan asks for. Analyses of what one arm was given leave the plan.
"""

from collections.abc import Iterable, Mapping, Sequence
from string import ascii_uppercase

from trials.domain.protocol.analyses import Analysis, Method
from trials.domain.protocol.arms import Arm
from trials.domain.protocol.endpoints import AdverseEventProportion
from trials.domain.protocol.protocol import Protocol
from trials.domain.text import Text

ARM = "arm"
Letters = Mapping[str, str]


class NoLetter(LookupError):
    """An arm would stand in a closed report by its name."""


def coded(protocol: Protocol, letters: Letters) -> Protocol:
    """`letters` by arm."""
    if not protocol.arms:
        return protocol
    if missing := sorted({arm.id for arm in protocol.arms} - set(letters)):
        raise NoLetter(f"No letter is drawn for {', '.join(missing)}.")
    arms = sorted(protocol.arms, key=lambda arm: letters[arm.id])
    parts = {name: getattr(protocol, name) for name in Protocol.model_fields}
    parts["arms"] = tuple(lettered(arm, letters[arm.id]) for arm in arms)
    parts["analyses"] = tuple(
        with_reference(one, arms) for one in protocol.analyses if not tells(one, protocol)
    )
    if ARM in protocol.facts:
        codes = {arm.id: label_of(letters[arm.id]) for arm in arms}
        fact = protocol.facts[ARM].model_copy(update={"codes": codes})
        parts["facts"] = {**protocol.facts, ARM: fact}
    # Not model_copy: it would carry along the lookups cached for the names.
    return Protocol.model_construct(**parts)


def tells(analysis: Analysis, protocol: Protocol) -> bool:
    """It counts what an arm was given, or what that did: everybody knows which arm that is."""
    if isinstance(protocol.endpoint(analysis.endpoint), AdverseEventProportion):
        return True
    return Method.PRE_SURGICAL_ATTRITION in analysis.methods


def lettered(arm: Arm, letter: str) -> Arm:
    label = label_of(letter)
    return arm.model_copy(update={"label": label, "short_label": label})


def label_of(letter: str) -> Text:
    return Text(en=f"Arm {letter}", zh=f"{letter} 组")


def with_reference(analysis: Analysis, arms: Sequence[Arm]) -> Analysis:
    """Of two arms the first: one that is always the comparator would give both away."""
    if analysis.by != ARM or analysis.reference is None or len(arms) != 2:
        return analysis
    return analysis.model_copy(update={"reference": arms[0].id})


def free_letters(taken: Iterable[str]) -> list[str]:
    used = set(taken)
    return [letter for letter in ascii_uppercase if letter not in used]
