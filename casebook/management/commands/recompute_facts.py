from typing import Any

from django.core.management.base import BaseCommand, CommandError

from audit.acts import SystemActor, acting
from casebook.actions.recompute import Difference, differences
from casebook.models import Participant
from trials.models import SiteActivation

COMMAND = SystemActor("recompute-facts")


class Command(BaseCommand):
    help = "Work out all facts again from their records and list those that differ."

    def handle(self, *args: Any, **options: Any) -> None:
        everywhere = SiteActivation.objects.values_list("pk", flat=True)
        with acting(by=COMMAND, action="casebook.recompute_facts", activations=everywhere):
            participants = list(Participant.objects.select_related("activation__trial"))
            found = [(one, wrong) for one in participants for wrong in differences(one)]
        for participant, wrong in found:
            self.stdout.write(line(participant, wrong))
        if found:
            raise CommandError(f"{len(found)} facts differ from their records.")
        self.stdout.write(f"{len(participants)} participants: facts and records agree.")


def line(participant: Participant, wrong: Difference) -> str:
    where = f" at {wrong.occasion}" if wrong.occasion else ""
    source = f"{wrong.source_kind} {wrong.source_id}"
    return f"{participant.code}: {wrong.name}{where} is {wrong.fault.value} ({source})"
