"""Who was told of a serious event, when, and whether that can be so."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from trials.domain.messages import Message
from trials.domain.messages import message as _

SPONSOR, AUTHORITY, ETHICS = "sponsor", "authority", "ethics"
INITIAL, FOLLOW_UP = "initial", "follow_up"


@dataclass(frozen=True, kw_only=True)
class Report:
    """`content`: what a follow-up adds. `turned_urgent`: it told the sponsor for the first time of
    the death or of the threat to life, from which the 7 days are counted."""

    recipient: str
    stage: str
    told_at: datetime
    reference: str = ""
    content: str = ""
    turned_urgent: bool = False


@dataclass(frozen=True, kw_only=True)
class Known:
    """What stands about the event already; `told`: the reports not struck out."""

    site_aware_at: datetime
    sponsor_aware_at: datetime | None
    is_urgent: bool
    told: Collection[Report] = ()


def fault(report: Report, known: Known, *, at: datetime) -> Message | None:
    """Why the report cannot be so; None where it can."""
    return (
        fault_of_time(report, known, at)
        or fault_of_order(report, known)
        or fault_of_content(report, known)
    )


def fault_of_time(report: Report, known: Known, at: datetime) -> Message | None:
    if report.told_at > at:
        return _("The report lies in the future. Check day and time.")
    if report.told_at < known.site_aware_at:
        return _("The site itself did not know yet. Check day and time.")
    if report.recipient != ETHICS and known.sponsor_aware_at is None:
        return _("The sponsor has not been told yet. Record that first.")
    aware = known.sponsor_aware_at
    if report.recipient != ETHICS and aware is not None and report.told_at < aware:
        return _("The sponsor did not know yet. Check day and time.")
    return None


def fault_of_order(report: Report, known: Known) -> Message | None:
    if report.recipient == SPONSOR:
        if report.stage == INITIAL:
            return _("The sponsor has been told of this event already.")
        return None
    first = [
        one.told_at
        for one in known.told
        if one.recipient == report.recipient and one.stage == INITIAL
    ]
    if report.stage == INITIAL and first:
        return _("They have an initial report already. Record a follow-up, or strike that one out.")
    if report.stage == FOLLOW_UP and not any(one <= report.told_at for one in first):
        return _("They have no initial report before this one. Record that first.")
    return None


def fault_of_content(report: Report, known: Known) -> Message | None:
    if report.recipient == SPONSOR and not report.content.strip():
        return _("Say what is new: the days are counted again from it.")
    if not report.turned_urgent:
        return None
    if report.recipient != SPONSOR:
        return _("Only the sponsor can learn of the death or threat for the first time.")
    if not known.is_urgent:
        return _(
            "The event is recorded neither as fatal nor as life-threatening. Correct the event."
        )
    return None
