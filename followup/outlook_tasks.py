"""Every minute what was written is read for the worklist; every night everything is compared."""

from celery import shared_task
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from audit.acts import SystemActor, acting
from followup.actions import outlooks
from followup.models import Outlook
from jobs import actions as jobs
from jobs.registry import Effect, Result, job
from jobs.runner import RunningJob
from trials.models import SiteActivation

NIGHT, MINUTE = SystemActor("night"), SystemActor("minute")
KIND = "followup.check_outlooks"
# The rest is counted: one broken path breaks hundreds in the same way.
SHOWN = 100


@shared_task
def refresh_outlooks(**_: object) -> None:
    with acting(by=MINUTE, action="followup.refresh_outlooks", activations=everywhere()):
        outlooks.refresh(by=MINUTE, at=timezone.now())


@job(KIND, title=_("Compare the worklist with the records"), queue="sweeps")
def check_outlooks(*, job: RunningJob) -> Effect:
    at = timezone.now()
    kept = list(Outlook.objects.order_by("participant").values_list("participant", flat=True))
    wrong = list(outlooks.disagreeing(kept, at=at))

    def write() -> Result:
        mended = outlooks.mend(pks=wrong, by=NIGHT, at=at)
        return {"participants": len(kept), "differences": len(mended), "first": mended[:SHOWN]}

    return write


@shared_task
def nightly_check(**_: object) -> None:
    at = timezone.now()
    key = f"{KIND} {at:%Y-%m-%d}"
    jobs.submit(kind=KIND, key=key, payload={}, activations=everywhere(), by=NIGHT, at=at)


def everywhere() -> list[int]:
    return list(SiteActivation.objects.values_list("pk", flat=True))
