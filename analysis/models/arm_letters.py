from django.conf import settings
from django.db import models

from trials.models import Trial


class ArmLetter(models.Model):
    """The letter an arm has in every closed report of its trial: drawn by lot, once."""

    append_only = True

    trial = models.ForeignKey(Trial, on_delete=models.PROTECT, related_name="+")
    arm = models.CharField(max_length=60)
    letter = models.CharField(max_length=2)
    drawn_at = models.DateTimeField()

    class Meta:
        ordering = ["trial", "letter"]
        constraints = [
            models.UniqueConstraint(fields=["trial", "arm"], name="arm_has_one_letter"),
            models.UniqueConstraint(fields=["trial", "letter"], name="letter_is_of_one_arm"),
        ]

    def __str__(self) -> str:
        return f"{self.trial} {self.letter}"


class ArmKeyOpening(models.Model):
    """Somebody looked at which letter is which arm, and said why."""

    append_only = True

    trial = models.ForeignKey(Trial, on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    reason = models.CharField(max_length=500)

    class Meta:
        ordering = ["-opened_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.trial} by {self.user}"
