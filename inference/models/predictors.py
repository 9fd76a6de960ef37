from django.conf import settings
from django.db import models

from audit.guarded import Guarded
from audit.history import tracked
from trials.models import Trial


@tracked
class Predictor(Guarded):
    """What computes a prediction: to the casebook one more instrument."""

    trial = models.ForeignKey(Trial, on_delete=models.PROTECT, related_name="predictors")
    slug = models.SlugField()
    title_en = models.CharField(max_length=200)
    title_zh = models.CharField(max_length=200)
    fact = models.CharField(max_length=60, help_text="The fact an open prediction becomes.")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["trial", "slug"], name="predictor_once_per_trial")
        ]

    def __str__(self) -> str:
        return self.slug


@tracked
class PredictorRelease(Guarded):
    """One frozen version. Its weights' hash is its identity; the threshold travels with it."""

    predictor = models.ForeignKey(Predictor, on_delete=models.PROTECT, related_name="releases")
    version = models.CharField(max_length=40)
    weights_sha256 = models.CharField(max_length=64)
    threshold = models.DecimalField(max_digits=9, decimal_places=8)
    registered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    registered_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["predictor", "version"], name="release_version_once"),
            models.UniqueConstraint(
                fields=["predictor", "weights_sha256"], name="release_weights_once"
            ),
            models.CheckConstraint(
                condition=models.Q(weights_sha256__regex=r"^[0-9a-f]{64}$"),
                name="release_weights_is_sha256",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.predictor} {self.version}"
