"""A share as an analysis: one line per group, exact limits, and everybody who is in no line."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from analysis.domain.blocks import EMPTY, estimated, limited
from analysis.domain.estimates import Limits, NotEstimable
from analysis.domain.groups import Side
from analysis.domain.proportions import ANSWER_OPEN, MEMBERSHIP_OPEN, OUTSIDE, Share
from analysis.domain.tables import Cell, Column, Label, Row, Table, Value
from analysis.domain.two_proportions import Counted, two_proportions
from trials.domain.messages import message as _
from trials.domain.protocol.analyses import Analysis
from trials.domain.protocol.endpoints import AdverseEventProportion, Proportion

LEFT_OUT: Mapping[str, Label] = {
    OUTSIDE: _("Not asked of them"),
    MEMBERSHIP_OPEN: _("Not known whether it is asked"),
    ANSWER_OPEN: _("Answer not known yet"),
}


@dataclass(frozen=True, kw_only=True)
class Line:
    """One denominator, under its name."""

    key: str
    label: Label
    share: Share


@dataclass(frozen=True, kw_only=True)
class ShareResult:
    analysis: Analysis
    endpoint: Proportion | AdverseEventProportion
    members_label: Label
    asked: int
    lines: tuple[Line, ...]

    @property
    def numbers(self) -> dict[str, Any]:
        return {
            "analysis": self.analysis.id,
            "endpoint": self.endpoint.id,
            "asked": self.asked,
            "lines": {line.key: line_numbers(line.share) for line in self.lines},
        }


def line_numbers(share: Share) -> dict[str, Any]:
    limits = share.limits()
    found: dict[str, Any] = {
        "yes": len(share.yes),
        "of": share.denominator,
        "share": share.value,
        "left_out": {why: len(who) for why, who in share.left_out.items()},
    }
    if isinstance(limits, Limits):
        return found | {"lower": limits.lower, "upper": limits.upper}
    return found | {"not_estimable": limits.reason.value}


def lines_of(share: Share, sides: Sequence[Side]) -> tuple[Line, ...]:
    return tuple(
        Line(key=side.key, label=side.label, share=share.among(side.participants)) for side in sides
    )


def share_table(result: ShareResult) -> Table:
    reasons = [why for why in LEFT_OUT if any(why in one.share.left_out for one in result.lines)]
    return Table(
        key=f"{result.analysis.id}_share",
        title=result.analysis.title,
        stub=_("Group"),
        columns=(
            Column(key="yes", label=result.endpoint.short),
            Column(key="of", label=_("Of")),
            Column(key="share", label=_("Share")),
            Column(key="lower", label=_("95 % CI, lower")),
            Column(key="upper", label=_("95 % CI, upper")),
            *(Column(key=why, label=LEFT_OUT[why], group=_("Not counted")) for why in reasons),
        ),
        rows=tuple(share_row(line, reasons) for line in result.lines),
        denominators={line.key: line.share.denominator for line in result.lines},
        footnotes=(_("Exact limits by Clopper and Pearson."),),
    )


def share_row(line: Line, reasons: Sequence[str]) -> Row:
    share, limits = line.share, line.share.limits()
    ends: tuple[Value, Value] = (
        (limits.lower, limits.upper) if isinstance(limits, Limits) else (limits.detail, None)
    )
    return Row(
        key=line.key,
        label=line.label,
        cells=(
            Cell.count(share.yes),
            Cell.count((*share.yes, *share.no)),
            Cell(value=share.value),
            *(Cell(value=end) for end in ends),
            *(Cell.count(share.left_out.get(why, ())) for why in reasons),
        ),
    )


def contrast_table(result: ShareResult) -> Table | None:
    """Each group with the reference; None where nobody is compared."""
    reference = next((line for line in result.lines if line.key == result.analysis.reference), None)
    if reference is None:
        return None
    return Table(
        key=f"{result.analysis.id}_contrast",
        title=_("{endpoint}: difference of the shares", endpoint=result.endpoint.short),
        stub=_("Contrast"),
        columns=(
            Column(key="difference", label=_("Difference")),
            Column(key="lower", label=_("95 % CI, lower")),
            Column(key="upper", label=_("95 % CI, upper")),
            Column(key="odds_ratio", label=_("Odds ratio")),
            Column(key="odds_lower", label=_("95 % CI, lower"), group=_("Odds ratio")),
            Column(key="odds_upper", label=_("95 % CI, upper"), group=_("Odds ratio")),
            Column(key="p", label=_("p")),
        ),
        rows=tuple(contrast_row(line, reference) for line in result.lines if line is not reference),
        footnotes=(_("Newcombe's limits; exact conditional odds ratio; p by Fisher. Unadjusted."),),
    )


def contrast_row(line: Line, reference: Line) -> Row:
    found = two_proportions(
        *(Counted(yes=len(one.share.yes), of=one.share.denominator) for one in (line, reference))
    )
    if isinstance(found, NotEstimable):
        cells = (*estimated(found), *(EMPTY for _column in range(4)))
    else:
        odds = found.odds_ratio
        cells = (
            *limited(found.difference, found.limits),
            *(
                estimated(odds)
                if isinstance(odds, NotEstimable)
                else limited(odds.value, odds.limits)
            ),
            Cell(value=found.fisher_p),
        )
    label = _("{first} less {second}", first=line.label, second=reference.label)
    return Row(key=line.key, label=label, cells=cells)
