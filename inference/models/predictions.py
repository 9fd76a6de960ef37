from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from audit.history import tracked
from casebook.models import Record
from inference.models.attempts import PredictionAttempt
from inference.models.predictors import PredictorRelease


@tracked
class Prediction(Record):
    """A score with its provenance, open to the study team: run here, or computed elsewhere.

    Only for trials whose protocol opens predictions at once; a concealed one is sealed instead.
    The first one counts. A later one counts only in place of it, for one of these reasons.
    """

    class Replaces(models.TextChoices):
        REJECTED = "mri_rejected", _("The earlier scan was rejected for its quality")
        AGED_OUT = "mri_aged_out", _("The earlier scan became too old before enrollment")

    release = models.ForeignKey(PredictorRelease, on_delete=models.PROTECT, related_name="+")
    score = models.DecimalField(max_digits=9, decimal_places=8)
    run_id = models.CharField(max_length=100, help_text="The run at the computing site.")
    computed_at = models.DateTimeField()
    series_uids = models.JSONField(default=list, help_text="DICOM series the score was read from.")
    imaging_date = models.DateField()
    replaces = models.CharField(max_length=20, choices=Replaces, blank=True)
    attempt = models.OneToOneField(
        PredictionAttempt,
        on_delete=models.PROTECT,
        related_name="prediction",
        null=True,
        help_text="The run here that gave it; null for one computed elsewhere.",
    )

    class Meta:
        ordering = ["participant", "computed_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["participant", "release", "run_id"], name="prediction_run_once"
            ),
            models.CheckConstraint(
                condition=models.Q(score__gte=0, score__lte=1), name="score_is_0_to_1"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.participant} {self.release}"

    def as_values(self) -> dict[str, Any]:
        return {
            "release": str(self.release),
            "weights_sha256": self.release.weights_sha256,
            "score": str(self.score),
            "run_id": self.run_id,
            "computed_at": self.computed_at,
            "series_uids": self.series_uids,
            "imaging_date": self.imaging_date,
            "replaces": self.replaces,
        }
