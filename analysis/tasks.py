"""Background work of the analysis app."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from analysis.actions import cuts, reports, runs
from analysis.models import DataCut, Report
from analysis.selectors.results import protocol_of_cut, results_of
from audit.patience import take_time
from jobs import actions as jobs
from jobs.models import Job
from jobs.registry import Effect, Result, job
from jobs.runner import RunningJob
from trials.domain.rights import Right
from trials.models import Trial
from trials.permissions import may_in_trial

CUT, REPORTS = "analysis.cut", "analysis.reports"
LANGUAGES = ("en", "zh-hans")


def ask_for_cut(*, trial: Trial, name: str, events_to: date, by: User, at: datetime) -> Job:
    """Refused at once where it can be known at once."""
    cuts.check_can_take(trial=trial, name=name, events_to=events_to, at=at)
    return jobs.submit(
        kind=CUT,
        key=f"{CUT}:{trial.pk}:{name}:{events_to}:{by.pk}",
        payload={"trial_id": trial.pk, "name": name, "events_to": str(events_to)},
        by=by,
        at=at,
    )


@job(CUT, title=_("Take a data cut"))
def take_cut(*, job: RunningJob, trial_id: int, name: str, events_to: str) -> Effect:
    trial = Trial.objects.get(pk=trial_id)
    assert isinstance(job.by, User)
    assert job.at is not None
    by, at, last_day = job.by, job.at, date.fromisoformat(events_to)

    def write() -> Result:
        job.progress(10, _("Freezing the records"))
        cuts.take(trial=trial, name=name, events_to=last_day, by=by, at=at)
        return {"url": reverse("analysis:cut", kwargs={"trial": trial.slug, "name": name})}

    return write


def ask_for_reports(*, cut: DataCut, by: User, at: datetime) -> Job:
    """One job per cut, person and program version."""
    return jobs.submit(
        kind=REPORTS,
        key=f"{REPORTS}:{cut.pk}:{by.pk}:{runs.code_version()[:16]}",
        payload={"cut_id": cut.pk},
        by=by,
        at=at,
    )


def draw_sessions(
    cut: DataCut, sessions: Sequence[str], job: RunningJob, by: User, at: datetime
) -> None:
    """The open one, or those that are closed: computed once, written in each language."""
    sealed = Report.Session.OPEN not in sessions
    job.progress(20, _("Computing"))
    take_time()
    results = results_of(cut, sealed=sealed)
    runs.run(cut=cut, sealed=sealed, by=by, at=at, results=results)
    for session in sessions:
        given: dict[str, Any] = {"cut": cut, "session": str(session), "by": by, "at": at}
        contents = reports.contents_for(**given, results=results)
        for language in LANGUAGES:
            job.progress(50, _("Drawing"))
            reports.make(**given, language=language, contents=contents)


def closed_sessions(cut: DataCut) -> list[str]:
    """By name as well where there are names to hide."""
    named = [str(Report.Session.NAMED)] if protocol_of_cut(cut).arms else []
    return [str(Report.Session.CLOSED), *named]


@job(REPORTS, title=_("Draw the reports of a data cut"))
def draw_reports(*, job: RunningJob, cut_id: int) -> Effect:
    """Open reports for whoever takes cuts; closed ones as well for whoever may see arms."""
    cut = DataCut.objects.select_related("trial").get(pk=cut_id)
    assert isinstance(job.by, User)
    assert job.at is not None
    by, at = job.by, job.at
    closed = may_in_trial(by, Right.GENERATE_CLOSED_REPORT, trial=cut.trial, on=at.date())

    def write() -> Result:
        draw_sessions(cut, [str(Report.Session.OPEN)], job, by, at)
        if closed:
            draw_sessions(cut, closed_sessions(cut), job, by, at)
        name = "analysis:board" if closed else "analysis:cut"
        kwargs = {"trial": cut.trial.slug} | ({} if closed else {"name": cut.name})
        return {"url": reverse(name, kwargs=kwargs)}

    return write
