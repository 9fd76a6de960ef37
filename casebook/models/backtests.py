from django.conf import settings
from django.db import models

from trials.models import Trial


class Backtest(models.Model):
    """How often each rule of a protocol file would have fired over the history, as one person asked
    for it and as far as they reach. `source` is empty where the version in force was counted.

    `counts` names participants by number, so that a page shows whom its reader reaches.
    """

    trial = models.ForeignKey(Trial, on_delete=models.PROTECT, related_name="+")
    source = models.TextField(blank=True)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    asked_at = models.DateTimeField()
    counts = models.JSONField(default=dict, help_text="Rule -> how it fares, and how it fared.")
    counted_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-asked_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.trial} {self.asked_at:%Y-%m-%d}"
