from django.conf import settings
from django.db import models

from audit.guarded import Guarded
from trials.models import Trial


class Digest(Guarded):
    """A letter of the morning to one person about one trial: written down before it is sent, so
    that nobody gets it twice."""

    append_only = True

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    trial = models.ForeignKey(Trial, on_delete=models.PROTECT, related_name="+")
    day = models.DateField()
    tasks = models.PositiveIntegerField()
    noted_at = models.DateTimeField()

    class Meta:
        ordering = ["-day", "user"]
        constraints = [
            models.UniqueConstraint(fields=["user", "trial", "day"], name="one_digest_a_day")
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.trial.slug} {self.day}"
