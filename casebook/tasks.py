"""What the casebook does by itself: every night all facts are worked out again and compared."""

from celery import shared_task
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from audit.acts import SystemActor
from casebook.actions.recompute import differences
from casebook.models import Participant
from jobs import actions as jobs
from jobs.registry import Effect, Result, job
from jobs.runner import RunningJob
from trials.models import SiteActivation

NIGHT = SystemActor("night")
KIND = "casebook.recompute_facts"
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
