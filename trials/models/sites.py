from django.db import models

from audit.guarded import Guarded
from audit.history import tracked
from trials.models.protocols import ProtocolVersion, Trial


@tracked
class Site(Guarded):
    code = models.CharField(max_length=8, unique=True)
    name_en = models.CharField(max_length=200)
    name_zh = models.CharField(max_length=200)
    time_zone = models.CharField(max_length=40, default="Asia/Shanghai")

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.code


@tracked
class SiteActivation(Guarded):
    """One trial at one site: the unit that records belong to and that rows are secured by."""

    trial = models.ForeignKey(Trial, on_delete=models.PROTECT, related_name="activations")
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="activations")

    class Meta:
        ordering = ["trial", "site"]
        constraints = [
            models.UniqueConstraint(fields=["trial", "site"], name="trial_once_per_site")
        ]

    def __str__(self) -> str:
        return f"{self.trial.slug} {self.site.code}"


@tracked
class VersionInForce(Guarded):
    """From this day the site works by this protocol version: the day its ethics board agreed."""

    row_secured = False

    activation = models.ForeignKey(
        SiteActivation, on_delete=models.PROTECT, related_name="versions_in_force"
    )
    protocol_version = models.ForeignKey(ProtocolVersion, on_delete=models.PROTECT)
    from_date = models.DateField()

    class Meta:
        ordering = ["activation", "from_date"]
        constraints = [
            models.UniqueConstraint(
                fields=["activation", "from_date"], name="one_version_per_site_and_day"
            )
        ]

    def __str__(self) -> str:
        return f"{self.activation} {self.protocol_version.version} from {self.from_date}"
