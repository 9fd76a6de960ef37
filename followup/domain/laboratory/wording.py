"""A bound of the table in words: "> 3 × ULN, baseline normal"."""

from collections.abc import Mapping
from decimal import Decimal
from functools import lru_cache

from followup.domain.laboratory.rules import Against, Direction, Rule, Scale, When
from trials.domain.messages import Message
from trials.domain.messages import message as _

WHEN_WORDS: Mapping[When, Message] = {
    When.NORMAL: _("{bound}, baseline normal"),
    When.ABNORMAL: _("{bound}, baseline abnormal"),
    When.ON_ANTICOAGULANT: _("{bound}, on an anticoagulant"),
    When.NO_ANTICOAGULANT: _("{bound}, on no anticoagulant"),
}


@lru_cache(maxsize=4096)
def bound_in_words(scale: Scale, grade: int, rule: Rule, unit: str | None) -> Message:
    bound = bare(scale, grade, rule.direction, unit)
    if scale.when is When.ALWAYS:
        return bound
    return Message(WHEN_WORDS[scale.when].template, {"bound": bound})


def bare(scale: Scale, grade: int, direction: Direction, unit: str | None) -> Message:
    sign = sign_of(direction, inclusive=grade in scale.at)
    number = tidy(scale.bounds[unit or ""][grade])
    if scale.against is Against.BASELINE:
        return _("{sign} {number} × baseline", sign=sign, number=number)
    if scale.against is Against.FALL:
        return _("{sign} {number} % below baseline", sign=mirrored(sign), number=number)
    if scale.against is Against.RISE:
        return _("{sign} {number} {unit} above baseline", sign=sign, number=number, unit=unit)
    if scale.against is Against.LIMIT:
        limit = "ULN" if direction is Direction.HIGH else "LLN"
        return _("{sign} {number} × {limit}", sign=sign, number=number, limit=limit)
    if unit == "1":
        return _("{sign} {number}", sign=sign, number=number)
    return _("{sign} {number} {unit}", sign=sign, number=number, unit=unit)


def sign_of(direction: Direction, *, inclusive: bool) -> str:
    if direction is Direction.HIGH:
        return "≥" if inclusive else ">"
    return "≤" if inclusive else "<"


def mirrored(sign: str) -> str:
    """How far it fell, not where it stands."""
    return {"<": ">", "≤": "≥"}[sign]


def tidy(number: Decimal) -> str:
    return f"{number.normalize():f}"
