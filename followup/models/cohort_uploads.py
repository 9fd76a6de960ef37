from django.conf import settings
from django.db import models

from trials.models import SiteActivation, Trial


class CohortUpload(models.Model):
    """A file of archived records that waits to be tried and taken in. It names people, so it is
    sealed with the identity keys; what a trial run found stands beside it."""

    activation = models.ForeignKey(SiteActivation, on_delete=models.PROTECT, related_name="+")
    trial = models.ForeignKey(Trial, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    sealed = models.TextField()
    mapping_text = models.TextField(blank=True)
    reason = models.CharField(max_length=500, blank=True)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    uploaded_at = models.DateTimeField()
    checked_at = models.DateTimeField(null=True)
    rows_good = models.PositiveIntegerField(default=0)
    problems = models.JSONField(default=list, help_text="Row, column, rule and value of each.")
    imported_at = models.DateTimeField(null=True)
    # From here on only what stands about the file is kept: its hash and its counts.
    removed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-uploaded_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(removed_at=None) | models.Q(sealed=""),
                name="removed_cohort_file_is_gone",
            )
        ]

    def __str__(self) -> str:
        return f"{self.trial} {self.name}"

    @property
    def owner(self) -> str:
        return f"cohort upload {self.trial_id} {self.sha256}"


class CohortMappingText(models.Model):
    """How the columns of a source are meant, as somebody saved it; the newest of a trial counts."""

    append_only = True

    trial = models.ForeignKey(Trial, on_delete=models.PROTECT, related_name="+")
    text = models.TextField()
    saved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    saved_at = models.DateTimeField()

    class Meta:
        ordering = ["-saved_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.trial} {self.saved_at:%Y-%m-%d}"
