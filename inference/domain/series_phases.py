"""Which contrast phase a series shows. Where the header does not say, it stays unknown.

A wrong phase would be worse than none: the predictor would read the liver at another moment.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from inference.domain.series import Series


class Phase(StrEnum):
    NON_CONTRAST = "non_contrast"
    ARTERIAL = "arterial"
    PORTAL_VENOUS = "portal_venous"
    DELAYED = "delayed"


class Ground(StrEnum):
    """Why a phase was recognized, or why none was."""

    WORDS = "words"
    TIMING = "timing"
    BEFORE_AGENT = "before_agent"
    NOT_DYNAMIC = "not_dynamic"
    TWO_PHASES = "two_phases"
    CONTRADICTION = "contradiction"
    SILENT = "silent"


@dataclass(frozen=True, kw_only=True)
class PhaseRule:
    """`certain`: seconds after injection at which it can be no other phase; `possible`: at which
    a series that calls itself so may lie. The bounds are those of LI-RADS, with some grace."""

    words: str
    certain: tuple[float, float] | None = None
    possible: tuple[float, float] | None = None


RULES: Mapping[Phase, PhaseRule] = {
    Phase.NON_CONTRAST: PhaseRule(
        words=r"\b(pre|precontrast|plain|unenhanced|native|nativ|non ?contrast|noncon"
        r"|without contrast|non ?enhanced)\b|平扫|增强前",
    ),
    Phase.ARTERIAL: PhaseRule(
        words=r"\b(art|arterial|arteriell|hap)\b|动脉期?",
        certain=(20, 45),
        possible=(10, 60),
    ),
    Phase.PORTAL_VENOUS: PhaseRule(
        words=r"\b(portal|pv|pvp|ven|venous|portovenous|portalvenous)\b|门静脉期?|门脉期?|静脉期",
        certain=(60, 90),
        possible=(45, 120),
    ),
    Phase.DELAYED: PhaseRule(
        words=r"\b(delay|delayed|del|equilibrium|late phase)\b|延迟期?|平衡期",
        certain=(150, 600),
        possible=(100, 1200),
    ),
}
# Made from other images, or of another kind than the dynamic ones.
NOT_DYNAMIC = re.compile(
    r"\b(sub|subtraction|subtracted|mip|mpr|reformat|dwi|adc|t2|t2w|haste|mrcp|loc|localizer"
    r"|scout|survey|hbp|hepatobiliary)\b|减影|弥散|定位|肝胆期"
)


@dataclass(frozen=True, kw_only=True)
class Recognition:
    phase: Phase | None
    ground: Ground
    values: Mapping[str, object] = field(default_factory=dict)


def recognize(series: Series, others: Sequence[Series] = ()) -> Recognition:
    """`others` came with it: an image without agent precedes the same images with it."""
    text = plain(series.description)
    strange = NOT_DYNAMIC.search(text)
    if strange:
        return Recognition(phase=None, ground=Ground.NOT_DYNAMIC, values={"word": strange.group()})
    named = [phase for phase, rule in RULES.items() if re.search(rule.words, text)]
    if len(named) > 1:
        return Recognition(phase=None, ground=Ground.TWO_PHASES, values={"phases": tuple(named)})
    return by_name(named[0], series) if named else by_header(series, others)


def plain(description: str) -> str:
    folded = unicodedata.normalize("NFKC", description).casefold()
    return re.sub(r"[\W_]+", " ", folded).strip()


def by_name(phase: Phase, series: Series) -> Recognition:
    seconds = series.seconds_after_contrast
    if seconds is not None and not is_possible(phase, seconds):
        return Recognition(
            phase=None,
            ground=Ground.CONTRADICTION,
            values={"phase": phase, "seconds": round(seconds)},
        )
    return Recognition(phase=phase, ground=Ground.WORDS, values={"phase": phase})


def is_possible(phase: Phase, seconds: float) -> bool:
    """Before the injection a series shows no phase but the plain one."""
    possible = RULES[phase].possible
    return seconds <= 0 if possible is None else possible[0] <= seconds <= possible[1]


def by_header(series: Series, others: Sequence[Series]) -> Recognition:
    seconds = series.seconds_after_contrast
    if seconds is not None and series.has_agent:
        for phase, rule in RULES.items():
            if rule.certain and rule.certain[0] <= seconds <= rule.certain[1]:
                values = {"phase": phase, "seconds": round(seconds)}
                return Recognition(phase=phase, ground=Ground.TIMING, values=values)
    if precedes_agent(series, others):
        return Recognition(phase=Phase.NON_CONTRAST, ground=Ground.BEFORE_AGENT)
    return Recognition(phase=None, ground=Ground.SILENT)


def precedes_agent(series: Series, others: Sequence[Series]) -> bool:
    """The same sequence of the same study was run again, with agent, after it."""
    begun = series.first.acquired_seconds
    if series.has_agent or begun is None or not series.first.sequence:
        return False
    return any(
        other.has_agent
        and other.study_uid == series.study_uid
        and other.first.sequence == series.first.sequence
        and other.first.acquired_seconds is not None
        and other.first.acquired_seconds > begun
        for other in others
    )
