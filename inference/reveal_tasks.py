"""What no lock and no sealing has opened: after a new consent, perhaps, or an older program."""

from celery import shared_task
from django.utils import timezone

from audit.acts import SystemActor, acting
from casebook.models import Participant
from inference.actions.reveals import reveal_due
from inference.selectors.sealed import overdue
from trials.models import SiteActivation, Trial

SWEEP = SystemActor("reveals")
ACTION = "inference.sweep_reveals"


@shared_task
def sweep_reveals(**_: object) -> None:
    everywhere = list(SiteActivation.objects.values_list("pk", flat=True))
    with acting(by=SWEEP, action=ACTION, activations=everywhere):
        waiting = {row.participant_id for row in overdue(Trial.objects.all())}
    for participant in sorted(waiting):
        with acting(by=SWEEP, action=ACTION, activations=everywhere):
            row = Participant.objects.get(pk=participant)
            reveal_due(participant=row, by=SWEEP, at=timezone.now())
