from django.db import models

from audit.events import CurrentXactId, XidField
from casebook.models import Participant
from trials.models import ProtocolVersion, SiteActivation


class Outlook(models.Model):
    """What waits for one participant as the records say it, whatever the day and whoever asks:
    lines of `followup.domain.outlook`. So a list over thousands reads lines, not records.

    Only kept, never believed against the records: whoever is marked is read anew, and every night
    all are.
    """

    activation = models.ForeignKey(SiteActivation, on_delete=models.CASCADE, related_name="+")
    participant = models.OneToOneField(
        Participant, on_delete=models.CASCADE, related_name="outlook"
    )
    followed = models.BooleanField(help_text="Somebody visits them, or has begun to write.")
    consented = models.BooleanField(help_text="False: `version` is the one the site works by.")
    version = models.ForeignKey(
        ProtocolVersion, on_delete=models.CASCADE, null=True, related_name="+"
    )
    lines = models.JSONField(default=list)
    wakes_on = models.DateField(null=True, help_text="No line is work before; null: none is.")

    class Meta:
        ordering = ["participant"]

    def __str__(self) -> str:
        return f"{self.participant}: {len(self.lines)}"


class OutlookMark(models.Model):
    """A record of this participant was written since the outlook was. The database marks, in the
    writer's own transaction (`followup.outdated`), also where that sees no row of the site."""

    by_trigger = True

    activation = models.ForeignKey(SiteActivation, on_delete=models.CASCADE, related_name="+")
    participant = models.ForeignKey(
        Participant, on_delete=models.CASCADE, related_name="outlook_marks"
    )
    written_in = XidField(db_default=CurrentXactId(), editable=False)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.participant}"
