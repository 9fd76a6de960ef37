from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from audit.history import tracked
from casebook.models import Record

SHA256 = r"^[0-9a-f]{64}$"


@tracked
class Upload(Record):
    """Files that were sent for one scan of a participant: all taken in, or none.

    `folder` names their place in quarantine. The names of the files are not here: people write
    patients' names into them.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        TAKEN_IN = "taken_in", _("Taken in")
        REFUSED = "refused", _("Refused")

    scan = models.CharField(max_length=60, help_text="Which scan of the protocol it is for.")
    folder = models.UUIDField(unique=True)
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    file_count = models.PositiveIntegerField()
    byte_count = models.PositiveBigIntegerField()
    faults = models.JSONField(default=list, help_text="Files that cannot be taken, by number.")
    judged = models.JSONField(default=list, help_text="Each series with its phase and verdict.")

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="taken_in") | Q(faults=[]), name="upload_taken_in_whole"
            )
        ]

    def __str__(self) -> str:
        return f"{self.participant} {self.scan} {self.pk}"

    def as_values(self) -> dict[str, Any]:
        names = "scan state file_count byte_count faults judged"
        return {name: getattr(self, name) for name in names.split()}


@tracked
class Series(Record):
    """Images of one acquisition, judged by the protocol; the files of an accepted one are kept.

    Its content is its identity: the same pixels at the same places are the same series, in
    whatever files they come. The files lie under `series/<content_sha256>/`.
    """

    class Verdict(models.TextChoices):
        ACCEPTED = "accepted", _("Passes")
        REJECTED = "rejected", _("Does not pass")

    upload = models.ForeignKey(Upload, on_delete=models.PROTECT, related_name="series_set")
    scan = models.CharField(max_length=60)
    series_uid = models.CharField(max_length=64)
    study_uid = models.CharField(max_length=64)
    modality = models.CharField(max_length=16, blank=True)
    phase = models.CharField(max_length=30, blank=True, help_text="Empty: not known.")
    acquired_on = models.DateField(null=True, blank=True)
    instance_count = models.PositiveIntegerField()
    content_sha256 = models.CharField(max_length=64)
    files_sha256 = models.CharField(max_length=64)
    verdict = models.CharField(max_length=8, choices=Verdict)
    reasons = models.JSONField(default=list, help_text="What was found against it.")

    class Meta:
        ordering = ["participant", "pk"]
        verbose_name_plural = "series"
        constraints = [
            models.UniqueConstraint(
                fields=["participant", "series_uid"], name="series_uid_once_per_participant"
            ),
            models.UniqueConstraint(
                fields=["participant", "content_sha256"], name="series_content_once"
            ),
            # The same scan for two people is a mix-up; the same empty screenshot is none.
            models.UniqueConstraint(
                fields=["activation", "content_sha256"],
                condition=Q(verdict="accepted"),
                name="series_accepted_of_one_person",
            ),
            models.CheckConstraint(
                condition=Q(content_sha256__regex=SHA256, files_sha256__regex=SHA256),
                name="series_hashes_are_sha256",
            ),
            models.CheckConstraint(
                condition=(Q(verdict="rejected") & ~Q(reasons=[]))
                | (Q(verdict="accepted", reasons=[], acquired_on__isnull=False) & ~Q(phase="")),
                name="series_rejected_for_reasons",
            ),
        ]
        indexes = [models.Index(fields=["activation", "participant"], name="series_by_participant")]

    def __str__(self) -> str:
        return f"{self.participant} {self.phase or self.modality} {self.pk}"

    @property
    def is_accepted(self) -> bool:
        return self.verdict == self.Verdict.ACCEPTED

    @property
    def folder(self) -> str:
        """Below the file store."""
        return f"series/{self.content_sha256}"

    def as_values(self) -> dict[str, Any]:
        names = (
            "scan series_uid study_uid modality phase acquired_on instance_count content_sha256"
            " files_sha256 verdict reasons"
        )
        return {name: getattr(self, name) for name in names.split()}
