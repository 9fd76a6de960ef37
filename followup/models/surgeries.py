from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from audit.history import tracked
from casebook.models import Record


@tracked
class Surgery(Record):
    """The resection: time zero of recurrence-free survival."""

    class Procedure(models.TextChoices):
        ANATOMIC = "anatomic_resection", _("Anatomic resection")
        NON_ANATOMIC = "non_anatomic_resection", _("Non-anatomic resection")
        OTHER = "other", _("Other")

    class Margin(models.TextChoices):
        R0 = "r0", _("R0: no tumor at the margin")
        R1 = "r1", _("R1: microscopic tumor at the margin")
        R2 = "r2", _("R2: macroscopic tumor left")
        UNKNOWN = "unknown", _("Not known")

    class Histology(models.TextChoices):
        HCC = "hcc", _("Hepatocellular carcinoma")
        COMBINED = "combined_hcc_cca", _("Combined hepatocellular-cholangiocarcinoma")
        CCA = "cholangiocarcinoma", _("Cholangiocarcinoma")
        NO_VIABLE_TUMOR = "no_viable_tumor", _("No viable tumor left")
        BENIGN = "benign", _("Benign")
        OTHER = "other", _("Other malignancy")
        PENDING = "pending", _("Report pending")

    surgery_date = models.DateField()
    procedure = models.CharField(max_length=30, choices=Procedure)
    margin = models.CharField(max_length=10, choices=Margin)
    histology = models.CharField(max_length=30, choices=Histology)
    histology_date = models.DateField(null=True, blank=True)
    blood_loss_ml = models.PositiveIntegerField(null=True, blank=True)
    clavien_dindo = models.CharField(max_length=5, blank=True)

    class Meta:
        ordering = ["participant", "surgery_date"]
        constraints = [
            models.UniqueConstraint(
                fields=["participant", "surgery_date"], name="surgery_once_per_day"
            )
        ]

    def __str__(self) -> str:
        return f"{self.participant} {self.surgery_date}"

    def as_values(self) -> dict[str, Any]:
        names = "surgery_date procedure margin histology histology_date blood_loss_ml clavien_dindo"
        return {name: getattr(self, name) for name in names.split()}
