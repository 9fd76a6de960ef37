from django.conf import settings
from django.db import models

from trials.models import Trial


class DataCut(models.Model):
    """What was known of a trial at one instant, frozen: the files are the record.

    `known_at` is the tick whose database snapshot was read; `events_to` hides every clinical
    event dated later. Two cuts with the same `sha256` hold the same bytes.
    """

    append_only = True

    trial = models.ForeignKey(Trial, on_delete=models.PROTECT, related_name="cuts")
    name = models.CharField(max_length=60)
    known_at = models.DateTimeField()
    events_to = models.DateField()
    sha256 = models.CharField(max_length=64)
    sealed_sha256 = models.CharField(max_length=64)
    folder = models.CharField(max_length=200, help_text="Below the files folder of this Concord.")
    manifest = models.JSONField(help_text="Snapshot, highest event ids, columns, rows, hashes.")
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    taken_at = models.DateTimeField()

    class Meta:
        ordering = ["trial", "-taken_at"]
        constraints = [
            models.UniqueConstraint(fields=["trial", "name"], name="cut_name_once_per_trial")
        ]

    def __str__(self) -> str:
        return f"{self.trial.slug} {self.name}"
