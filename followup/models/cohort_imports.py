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
    held = models.JSONField(default=list, help_text="Row, column and rule of each held row.")
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
