from django.conf import settings
from django.db import models

from trials.models import SiteActivation


class CohortImport(models.Model):
    """One file taken in, by its hash: the same file again changes nothing."""

    append_only = True

    activation = models.ForeignKey(SiteActivation, on_delete=models.PROTECT, related_name="+")
    file_sha256 = models.CharField(max_length=64)
    mapping_sha256 = models.CharField(max_length=64)
    imported = models.PositiveIntegerField()
    updated = models.PositiveIntegerField(default=0)
    held = models.JSONField(default=list, help_text="Row, column and rule of each held row.")
    rows_held = models.PositiveIntegerField(default=0)
    sealed_rows = models.TextField(
        blank=True, help_text="The held rows as CSV, under the identity keys: they name people."
    )
    file_name = models.CharField(max_length=200, blank=True)
    reason = models.CharField(max_length=500, blank=True, help_text="Why values were corrected.")
    imported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    imported_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["activation", "file_sha256", "mapping_sha256"], name="cohort_file_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.activation} {self.file_sha256[:12]}"
