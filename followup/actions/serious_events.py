"""Note who was told of a serious event, and what the sponsor holds of it."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime

from django.utils.translation import gettext as _

from accounts.models import User
from audit.acts import act
from casebook.selectors.calendar import day_at
from followup.actions import adverse_events
from followup.actions.recording import UnableToRecord
from followup.domain.serious_reports import INITIAL, SPONSOR, Report, fault
from followup.domain.seriousness import NOT_RELATED, RELATED
from followup.models import AdverseEvent, SeriousReport, SponsorJudgment
from followup.permissions import REPORTERS, check_may_report
from followup.selectors.serious_events import judged_agents, known_of
from trials.domain.rights import Right
from trials.permissions import check_may
from trials.wording import worded


@dataclass(frozen=True, kw_only=True)
class Judgment:
    """`causality` says of each agent whether the sponsor blames it."""

    causality: Mapping[str, str] = field(default_factory=dict)
    expected: bool | None = None
    comment: str = ""


@act
def tell(
    *, event: AdverseEvent, report: Report, by: User, at: datetime
) -> AdverseEvent | SeriousReport:
    """The first word to the sponsor stops the clock of the site, and stands on the event."""
    if report.recipient == SPONSOR and report.stage == INITIAL:
        return adverse_events.tell_sponsor(record=event, told_at=report.told_at, by=by, at=at)
    check_named(report)
    check_may_report(by, event, recipient=report.recipient, on=day_at(event.activation, at))
    row = AdverseEvent.objects.select_for_update(of=("self",)).get(pk=event.pk)
    check_report(row, report, at=at)
    return SeriousReport.objects.create(
        activation=row.activation, event=row, **asdict(report), noted_by=by, noted_at=at
    )


def check_named(report: Report) -> None:
    if report.recipient not in REPORTERS or report.stage not in SeriousReport.Stage.values:
        raise UnableToRecord(_("Say who was told, and whether it was the first report."))


def check_report(event: AdverseEvent, report: Report, *, at: datetime) -> None:
    if not event.serious:
        raise UnableToRecord(
            _("Only a serious event is reported. Say on the event why it is serious.")
        )
    found = fault(report, known_of(event), at=at)
    if found is not None:
        raise UnableToRecord(worded(found))


@act
def strike(*, report: SeriousReport, reason: str, by: User, at: datetime) -> SeriousReport:
    """Strike out a report that was noted in error; it stays to be read, and counts no more."""
    on = day_at(report.activation, at)
    check_may_report(by, report.event, recipient=report.recipient, on=on)
    row = SeriousReport.objects.select_for_update(of=("self",)).get(pk=report.pk)
    if not reason.strip():
        raise UnableToRecord(_("Say why the report is struck out."))
    if row.struck_reason:
        raise UnableToRecord(_("The report is struck out already."))
    row.struck_reason = reason.strip()
    row.save()
    return row


@act
def judge(*, event: AdverseEvent, judgment: Judgment, by: User, at: datetime) -> SponsorJudgment:
    """The sponsor's judgment stands beside the investigator's, and never changes it."""
    on = day_at(event.activation, at)
    check_may(by, Right.HANDLE_SERIOUS_EVENT, activation=event.activation, on=on)
    check_judgment(event, judgment)
    return SponsorJudgment.objects.create(
        activation=event.activation,
        event=event,
        causality=dict(judgment.causality),
        expected=judgment.expected,
        comment=judgment.comment.strip(),
        noted_by=by,
        noted_at=at,
    )


def check_judgment(event: AdverseEvent, judgment: Judgment) -> None:
    if not event.serious:
        raise UnableToRecord(_("The sponsor judges serious events only."))
    if set(judgment.causality) - judged_agents(event):
        raise UnableToRecord(_("Causality is judged for the agents of the protocol only."))
    if set(judgment.causality.values()) - {RELATED, NOT_RELATED}:
        raise UnableToRecord(_("Say of each agent: related or not related."))
    if not judgment.causality and judgment.expected is None:
        raise UnableToRecord(_("Judge the cause of the event, whether it was expected, or both."))
