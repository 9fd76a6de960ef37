"""A share as an analysis: one line per group, exact limits, and everybody who is in no line."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from analysis.domain.estimates import Limits
from analysis.domain.groups import Side
from analysis.domain.proportions import ANSWER_OPEN, MEMBERSHIP_OPEN, OUTSIDE, Share
from analysis.domain.tables import Cell, Column, Label, Row, Table, Value
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
