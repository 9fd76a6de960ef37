"""The forms of an event's page: which of them this person may send, and the act each does."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from django import forms

from accounts.models import User
from casebook.permissions import can_enter
from casebook.selectors.protocols import protocol_behind
from followup.actions import grade_changes, serious_events
from followup.forms.dates import on_the_wall
from followup.forms.grade_changes import GradeForm, UngradeForm
from followup.forms.serious_events import JudgmentForm, ReportForm, StrikeForm, reports_to_strike
from followup.models import AdverseEvent, SeriousReport
from followup.permissions import recipients_for
from followup.selectors.serious_events import latest_judgment
from trials.domain.rights import Right
from trials.permissions import may

Forms = dict[str, forms.Form]


def forms_for(
    event: AdverseEvent, posted: Mapping[str, Any], *, user: User, today: date, now: datetime
) -> Forms:
    """By what each does; `posted` fills the one it was sent from."""

    def sent(do: str) -> Any:
        return posted if posted.get("do") == do else None

    found: Forms = {}
    if can_enter(user, activation=event.activation, on=today, right=Right.CORRECT_DATA):
        found["grade"] = GradeForm(sent("grade"), event=event)
        if event.grades:
            found["ungrade"] = UngradeForm(sent("ungrade"), event=event)
    if not event.serious:
        return found
    recipients = recipients_for(user, event, on=today)
    if recipients:
        found["report"] = report_form(event, recipients, sent("report"), now=now)
    to_strike = reports_to_strike(event, recipients)
    if to_strike:
        found["strike"] = StrikeForm(sent("strike"), reports=to_strike)
    if may(user, Right.HANDLE_SERIOUS_EVENT, activation=event.activation, on=today):
        found["judgment"] = JudgmentForm(
            sent("judgment"),
            protocol=protocol_behind(event),
            initial=JudgmentForm.initial_of(latest_judgment(event)),
        )
    return found


def report_form(
    event: AdverseEvent, recipients: list[str], posted: Any, *, now: datetime
) -> ReportForm:
    zone = event.activation.site.time_zone
    initial = on_the_wall(now, "told", zone)
    return ReportForm(posted, recipients=recipients, zone=zone, initial=initial)


def grade(event: AdverseEvent, form: GradeForm, **who: Any) -> None:
    version = form.cleaned_data["version"]
    grade_changes.change(record=event, change=form.change(), expected_version=version, **who)


def ungrade(event: AdverseEvent, form: UngradeForm, **who: Any) -> None:
    given = form.cleaned_data
    grade_changes.take_back(
        record=event, reason=given["reason"], expected_version=given["version"], **who
    )


def tell(event: AdverseEvent, form: ReportForm, **who: Any) -> None:
    serious_events.tell(event=event, report=form.report(), **who)


def strike(event: AdverseEvent, form: StrikeForm, **who: Any) -> None:
    report = SeriousReport.objects.get(event=event, pk=form.cleaned_data["report"])
    serious_events.strike(report=report, reason=form.cleaned_data["reason"], **who)


def judge(event: AdverseEvent, form: JudgmentForm, **who: Any) -> None:
    serious_events.judge(event=event, judgment=form.judgment(), **who)


ACTS: dict[str, Callable[..., None]] = {
    "grade": grade,
    "ungrade": ungrade,
    "report": tell,
    "strike": strike,
    "judgment": judge,
}
