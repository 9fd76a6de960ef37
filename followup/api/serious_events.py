"""One event with its clocks, its reports and both judgments, and the acts of its page."""

from datetime import datetime
from typing import Any

from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema, extend_schema_view

from accounts.models import User
from casebook.scope import participant_or_404
from casebook.selectors.calendar import day_at
from followup.actions import grade_changes, serious_events
from followup.actions.grade_changes import course_of
from followup.api.records import answer
from followup.api.safety_inputs import (
    GradeInput,
    JudgmentInput,
    ReportInput,
    StrikeReportInput,
    TakeBackInput,
)
from followup.domain.clocks import Clock
from followup.domain.grade_course import as_stored
from followup.domain.serious_reports import Report
from followup.domain.treatment_windows import Graded
from followup.models import AdverseEvent, SeriousReport, SponsorJudgment
from followup.permissions import check_may_read_event, check_reports_at_all
from followup.selectors.serious_events import WITH_ALL, clocks_of
from trials.api.acts import ActView, ReachView, ReadView
from trials.domain.rights import Right
from trials.selectors.delegations import Reach


class OfEvent(ReachView):
    """Whoever may not read the event may do nothing to it."""

    def target(self, reach: Reach, *, trial: str, code: str, pk: int) -> AdverseEvent:
        row = participant_or_404(reach, trial, code)
        rows = AdverseEvent.objects.select_related(*WITH_ALL, "activation__trial")
        event: AdverseEvent = get_object_or_404(rows, participant=row, pk=pk)
        check_may_read_event(self.request.user, event, on=day_at(event.activation, timezone.now()))
        return event

    def answer(self, result: AdverseEvent) -> dict[str, Any]:
        """As it stands now, whatever was read of it before the act."""
        return told(AdverseEvent.objects.select_related(*WITH_ALL).get(pk=result.pk))


def told(event: AdverseEvent) -> dict[str, Any]:
    now = timezone.now()
    return {
        **answer(event),
        "grades": as_stored(course_of(event)),
        "clocks": [clock_of(one, now) for one in clocks_of(event)],
        "reports": [report_of(one) for one in event.seriousreports.all()],
        "judgments": [judgment_of(one) for one in event.sponsorjudgments.all()],
    }


def clock_of(clock: Clock, now: datetime) -> dict[str, Any]:
    return {
        "rule": clock.rule.value,
        "started_at": clock.started_at,
        "due_at": clock.due_at,
        "done_at": clock.done_at,
        "state": clock.state(now).value,
    }


def report_of(row: SeriousReport) -> dict[str, Any]:
    return {"id": row.pk, **row.as_values(), "noted_by": str(row.noted_by)}


def judgment_of(row: SponsorJudgment) -> dict[str, Any]:
    return {
        "causality": row.causality,
        "expected": row.expected,
        "comment": row.comment,
        "noted_by": str(row.noted_by),
        "noted_at": row.noted_at,
    }


@extend_schema_view(get=extend_schema(operation_id="event", responses=OpenApiTypes.OBJECT))
class OneEvent(OfEvent, ReadView):
    """The right to read it is asked where it is found."""


class EventAct(OfEvent, ActView):
    success = 200


@extend_schema(request=ReportInput, responses={201: OpenApiTypes.OBJECT})
class Tell(EventAct):
    serializer_class = ReportInput
    success = 201

    def check_may_act(self, target: AdverseEvent, *, by: User) -> None:
        check_reports_at_all(by, target, on=day_at(target.activation, timezone.now()))

    def fields(self, validated: dict[str, Any], *, at: datetime) -> dict[str, Any]:
        return {"report": ReportInput.as_value(validated)}

    def act(self, event: AdverseEvent, *, report: Report, by: User, at: datetime) -> AdverseEvent:
        serious_events.tell(event=event, report=report, by=by, at=at)
        return event


@extend_schema(request=StrikeReportInput, responses={200: OpenApiTypes.OBJECT})
class StrikeReport(EventAct):
    serializer_class = StrikeReportInput

    def check_may_act(self, target: AdverseEvent, *, by: User) -> None:
        check_reports_at_all(by, target, on=day_at(target.activation, timezone.now()))

    def act(
        self, event: AdverseEvent, *, report: int, reason: str, by: User, at: datetime
    ) -> AdverseEvent:
        row = get_object_or_404(SeriousReport, event=event, pk=report)
        serious_events.strike(report=row, reason=reason, by=by, at=at)
        return event


@extend_schema(request=JudgmentInput, responses={201: OpenApiTypes.OBJECT})
class Judge(EventAct):
    serializer_class = JudgmentInput
    success = 201
    right = Right.HANDLE_SERIOUS_EVENT

    def fields(self, validated: dict[str, Any], *, at: datetime) -> dict[str, Any]:
        return {"judgment": JudgmentInput.as_value(validated)}

    def act(
        self,
        event: AdverseEvent,
        *,
        judgment: serious_events.Judgment,
        by: User,
        at: datetime,
    ) -> AdverseEvent:
        serious_events.judge(event=event, judgment=judgment, by=by, at=at)
        return event


@extend_schema(request=GradeInput, responses={200: OpenApiTypes.OBJECT})
class ChangeGrade(EventAct):
    serializer_class = GradeInput
    right = Right.CORRECT_DATA

    def fields(self, validated: dict[str, Any], *, at: datetime) -> dict[str, Any]:
        version = validated["expected_version"]
        return {"change": GradeInput.as_value(validated), "expected_version": version}

    def act(
        self, event: AdverseEvent, *, change: Graded, expected_version: int, by: User, at: datetime
    ) -> AdverseEvent:
        return grade_changes.change(
            record=event, change=change, expected_version=expected_version, by=by, at=at
        )


@extend_schema(request=TakeBackInput, responses={200: OpenApiTypes.OBJECT})
class TakeBackGrade(EventAct):
    serializer_class = TakeBackInput
    right = Right.CORRECT_DATA

    def act(
        self, event: AdverseEvent, *, expected_version: int, reason: str, by: User, at: datetime
    ) -> AdverseEvent:
        return grade_changes.take_back(
            record=event, expected_version=expected_version, reason=reason, by=by, at=at
        )
