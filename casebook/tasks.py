"""What the casebook does by itself: every night all facts are worked out again and compared."""

from datetime import datetime

from celery import shared_task
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from audit.acts import SystemActor, current
from audit.patience import ask_at_length, take_time
from casebook.actions import backtests
from casebook.actions.recompute import differences
from casebook.actions.rule_following import due_of, follow_rules, standing_of
from casebook.models import Backtest, Participant
from casebook.selectors.backtests import counts_of
from jobs import actions as jobs
from jobs.models import Job
from jobs.registry import Effect, Result, job
from jobs.runner import RunningJob
from trials.models import SiteActivation, Trial

NIGHT = SystemActor("night")
KIND = "casebook.recompute_facts"
RULES = "casebook.follow_rules"
BACKTEST = "casebook.backtest"
# The rest is counted: one broken path breaks thousands of facts in the same way.
SHOWN = 100


@job(KIND, title=_("Work out all facts again"), queue="sweeps")
def recompute_facts(*, job: RunningJob) -> Effect:
    found = []
    participants = Participant.objects.order_by("pk")
    total = participants.count()
    for number, participant in enumerate(participants.iterator(), start=1):
        found += differences(participant)
        job.progress(100 * number // total)
    result: Result = {
        "participants": total,
        "differences": len(found),
        "first": [one.as_json() for one in found[:SHOWN]],
    }
    return lambda: result


@job(RULES, title=_("Ask what the rules of the protocols ask"), queue="sweeps")
def follow_all_rules(*, job: RunningJob) -> Effect:
    """A participant with a lock is left alone: nothing is asked of a closed record. Only those of
    whom there is something to ask are written to: reading takes minutes, and whoever saves a form
    meanwhile would wait for it."""
    found, at = [], timezone.now()
    people = Participant.objects.select_related("activation__site", "activation__trial")
    total = people.count()
    for number, row in enumerate(people.order_by("pk").iterator(), start=1):
        if due_of(row, standing_of(row), at=at):
            found.append(row)
        job.progress(100 * number // total)

    def effect() -> Result:
        asked = sum(follow_rules(row, by=None, at=at) for row in found)
        return {"participants": total, "asked": asked}

    return effect


def ask_for_backtest(*, trial: Trial, source: str, by: User, at: datetime) -> Job:
    found = backtests.ask(trial=trial, source=source, by=by, at=at)
    return jobs.submit(
        kind=BACKTEST,
        key=f"{BACKTEST}:{found.pk}",
        payload={"backtest_id": found.pk},
        by=by,
        at=at,
    )


@job(BACKTEST, title=_("Count rules over history"))
def count_backtest(*, job: RunningJob, backtest_id: int) -> Effect:
    """As far as whoever asked reaches; nobody is asked anything."""
    found = Backtest.objects.select_related("trial").get(pk=backtest_id)
    context = current()
    assert isinstance(job.by, User)
    assert job.at is not None
    assert context is not None
    by, at = job.by, job.at
    take_time()
    ask_at_length()
    counts = counts_of(found, context.activations, tell=job.progress)

    def write() -> Result:
        backtests.note(backtest=found, counts=counts, by=by, at=at)
        page = reverse("casebook:rules", args=[found.trial.slug])
        return {"url": f"{page}?count={found.pk}"}

    return write


@shared_task
def nightly_rules(**_: object) -> None:
    at = timezone.now()
    everywhere = list(SiteActivation.objects.values_list("pk", flat=True))
    key = f"{RULES} {at:%Y-%m-%d}"
    jobs.submit(kind=RULES, key=key, payload={}, activations=everywhere, by=NIGHT, at=at)


@shared_task
def nightly_recompute(**_: object) -> None:
    at = timezone.now()
    everywhere = list(SiteActivation.objects.values_list("pk", flat=True))
    jobs.submit(
        kind=KIND,
        key=f"{KIND} {at:%Y-%m-%d}",
        payload={},
        activations=everywhere,
        by=NIGHT,
        at=at,
    )
