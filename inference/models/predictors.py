from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from audit.guarded import Guarded
from audit.history import tracked
from audit.models import Signature
from inference.domain.package_contents import InputSchema, Thresholds
from trials.models import Trial

SHA256 = r"^[0-9a-f]{64}$"


@tracked
class Predictor(Guarded):
    """What computes a prediction: to the casebook one more instrument."""

    trial = models.ForeignKey(Trial, on_delete=models.PROTECT, related_name="predictors")
    slug = models.SlugField()
    title_en = models.CharField(max_length=200)
    title_zh = models.CharField(max_length=200)
    fact = models.CharField(
        max_length=60,
        blank=True,
        help_text="The fact an open prediction becomes; a concealed one becomes none.",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["trial", "slug"], name="predictor_once_per_trial")
        ]

    def __str__(self) -> str:
        return self.slug


class ReleaseState(models.TextChoices):
    PROPOSED = "proposed", _("Proposed")
    APPROVED = "approved", _("Approved")
    RETIRED = "retired", _("Retired")


@tracked
class PredictorRelease(Guarded):
    """One frozen version of a predictor.

    One that runs here is a package; the hash of its manifest is its identity. One whose scores are
    computed elsewhere has the hash of its weights only. Its threshold travels with it.
    """

    predictor = models.ForeignKey(Predictor, on_delete=models.PROTECT, related_name="releases")
    version = models.CharField(max_length=40)
    weights_sha256 = models.CharField(max_length=64)
    threshold = models.DecimalField(
        max_digits=9, decimal_places=8, null=True, help_text="Null: it chooses among codes."
    )
    manifest_sha256 = models.CharField(max_length=64, null=True)
    folder = models.CharField(max_length=80, blank=True, help_text="Below HOME/releases.")
    package = models.JSONField(default=dict, help_text="What its files say, for pages to show.")
    registered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    registered_at = models.DateTimeField()
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True
    )
    approved_at = models.DateTimeField(null=True)
    approval = models.OneToOneField(
        Signature, on_delete=models.PROTECT, null=True, related_name="+"
    )
    retired_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True
    )
    retired_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["predictor", "version"], name="release_version_once"),
            models.UniqueConstraint(
                fields=["predictor", "weights_sha256"],
                condition=Q(manifest_sha256=None),
                name="release_weights_once",
            ),
            models.UniqueConstraint(
                fields=["predictor", "manifest_sha256"], name="release_package_once"
            ),
            models.CheckConstraint(
                condition=Q(weights_sha256__regex=SHA256), name="release_weights_is_sha256"
            ),
            models.CheckConstraint(
                condition=Q(manifest_sha256=None, folder="")
                | (Q(manifest_sha256__regex=SHA256) & ~Q(folder="")),
                name="release_package_has_folder",
            ),
            models.CheckConstraint(
                condition=Q(approved_by=None, approved_at=None)
                | Q(approved_by__isnull=False, approved_at__isnull=False),
                name="release_approved_by_whom_and_when",
            ),
            models.CheckConstraint(
                condition=Q(retired_by=None, retired_at=None)
                | Q(retired_by__isnull=False, retired_at__isnull=False),
                name="release_retired_by_whom_and_when",
            ),
            models.CheckConstraint(
                condition=Q(approved_by=None) | ~Q(approved_by=F("registered_by")),
                name="release_approved_by_another",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.predictor} {self.version}"

    @property
    def state(self) -> ReleaseState:
        if self.retired_at:
            return ReleaseState("retired")
        return ReleaseState("approved" if self.approved_at else "proposed")

    @property
    def identity(self) -> str:
        return self.manifest_sha256 or self.weights_sha256

    @property
    def runs_here(self) -> bool:
        return self.manifest_sha256 is not None

    @property
    def inputs(self) -> InputSchema:
        return InputSchema.model_validate(self.package["inputs"])

    @property
    def thresholds(self) -> Thresholds:
        return Thresholds.model_validate(self.package["thresholds"])
