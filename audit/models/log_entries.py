from django.db import models
from django.utils.translation import gettext_lazy as _


class SealedLogEntry(models.Model):
    """One commitment in the platform's sealed log: that something was fixed then, never what.

    `peaks` are those of the log after this entry (audit.domain.merkle); `root` folds them into the
    one hash that people outside keep a copy of.
    """

    class Kind(models.TextChoices):
        PREDICTION = "prediction", _("Prediction")
        HISTORY = "history", _("History")

    append_only = True

    index = models.PositiveBigIntegerField(unique=True, help_text="From 0, without gaps.")
    kind = models.CharField(max_length=20, choices=Kind)
    commitment = models.CharField(max_length=64)
    noted_by = models.CharField(max_length=120)
    noted_at = models.DateTimeField()
    peaks = models.JSONField()
    root = models.CharField(max_length=64)

    class Meta:
        verbose_name_plural = "sealed log entries"
        ordering = ["index"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(commitment__regex=r"^[0-9a-f]{64}$"),
                name="log_commitment_is_sha256",
            )
        ]

    def __str__(self) -> str:
        return f"{self.index} {self.kind} {self.commitment[:16]}"
