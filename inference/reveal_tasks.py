"""What no lock and no sealing has opened: after a new consent, perhaps, or by an older program; or
because it was sealed behind a database lock, or the data of a whole site were locked."""

from collections.abc import Callable

from celery import shared_task
from django.utils import timezone

from audit.acts import SystemActor, acting
from casebook.actions.closings import close_due
from casebook.models import Participant
from inference.actions.openings import open_due
from inference.actions.reveals import reveal_due
from inference.selectors.opened import to_open
from inference.selectors.sealed import behind_locked_data, overdue
from trials.models import SiteActivation, Trial

SWEEP = SystemActor("reveals")
ACTION = "inference.sweep_reveals"


@shared_task
def sweep_reveals(**_: object) -> None:
    everywhere = list(SiteActivation.objects.values_list("pk", flat=True))
    with acting(by=SWEEP, action=ACTION, activations=everywhere):
        trials = list(Trial.objects.all())
        behind = behind_locked_data(trials)
    each(behind, close_due, everywhere)
    with acting(by=SWEEP, action=ACTION, activations=everywhere):
        hidden = {row.participant_id for row in overdue(trials)}
        closed = to_open(trials)
    each(sorted(hidden), reveal_due, everywhere)
    each(closed, open_due, everywhere)


def each(participants: list[int], act: Callable[..., object], everywhere: list[int]) -> None:
    """One transaction for each: what fails for one stays undone for that one."""
    for participant in participants:
        with acting(by=SWEEP, action=ACTION, activations=everywhere):
            row = Participant.objects.get(pk=participant)
            act(participant=row, by=SWEEP, at=timezone.now())
