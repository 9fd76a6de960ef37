from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from audit.guarded import Guarded
from audit.history import tracked
from trials.models import SiteActivation


@tracked
class ReferenceRange(Guarded):
    """What the site's laboratory calls normal, from a day until the next range of the same.
    It is never changed: what was wrong is struck out with the reason."""

    class Sex(models.TextChoices):
        ANYBODY = "", _("Everybody")
        FEMALE = "female", _("Women")
        MALE = "male", _("Men")

    activation = models.ForeignKey(SiteActivation, on_delete=models.PROTECT, related_name="+")
    analyte = models.CharField(max_length=40)
    unit = models.CharField(max_length=20, blank=True)
    sex = models.CharField(max_length=6, choices=Sex, blank=True)
    lower = models.DecimalField(max_digits=14, decimal_places=5, null=True, blank=True)
    upper = models.DecimalField(max_digits=14, decimal_places=5, null=True, blank=True)
    from_date = models.DateField()
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    entered_at = models.DateTimeField()
    struck_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["analyte", "sex", "-from_date", "pk"]
        constraints = [
            # Without either limit the comparison would be unknown, which a check lets pass.
            models.CheckConstraint(
                condition=(Q(lower__isnull=False) | Q(upper__isnull=False))
                & (Q(lower=None) | Q(upper=None) | Q(lower__lt=F("upper"))),
                name="range_has_limits_in_order",
            ),
            models.UniqueConstraint(
                fields=["activation", "analyte", "sex", "from_date"],
                condition=Q(struck_reason=""),
                name="range_once_per_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.activation} {self.analyte} {self.from_date}"
