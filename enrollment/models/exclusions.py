from django.conf import settings
from django.db import models
from django.db.models import Q

from audit.guarded import Guarded
from audit.history import tracked
from audit.models import Signature
from casebook.models import Participant
from trials.models import ProtocolVersion, SiteActivation


@tracked
class Exclusion(Guarded):
    """An investigator confirmed that a criterion knowable only later leaves the participant out of
    the analysis sets that drop the excluded; perhaps reinstated later. Nothing is deleted.

    `finding` is the criterion as it was judged when the person signed, with the values it rests on.
    """

    activation = models.ForeignKey(SiteActivation, on_delete=models.PROTECT, related_name="+")
    participant = models.ForeignKey(
        Participant, on_delete=models.PROTECT, related_name="exclusions"
    )
    protocol_version = models.ForeignKey(
        ProtocolVersion, on_delete=models.PROTECT, related_name="+"
    )
    criterion = models.CharField(max_length=30)
    finding = models.JSONField(help_text="The criterion: verdict, values used, source.")
    excluded_date = models.DateField()
    reason = models.CharField(max_length=500)
    signature = models.OneToOneField(Signature, on_delete=models.PROTECT, related_name="+")
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    confirmed_at = models.DateTimeField()
    reinstated_date = models.DateField(null=True, blank=True)
    reinstated_reason = models.CharField(max_length=500, blank=True)
    reinstated_finding = models.JSONField(null=True, blank=True)
    reinstated_signature = models.OneToOneField(
        Signature, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    reinstated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    reinstated_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["participant", "confirmed_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["participant", "criterion"],
                condition=Q(reinstated_at__isnull=True),
                name="excluded_once_by_a_criterion",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="exclusion_says_why"),
            models.CheckConstraint(
                condition=Q(
                    reinstated_at__isnull=True,
                    reinstated_by__isnull=True,
                    reinstated_date__isnull=True,
                    reinstated_signature__isnull=True,
                    reinstated_finding__isnull=True,
                    reinstated_reason="",
                )
                | Q(
                    reinstated_at__isnull=False,
                    reinstated_by__isnull=False,
                    reinstated_date__isnull=False,
                    reinstated_signature__isnull=False,
                    reinstated_finding__isnull=False,
                )
                & ~Q(reinstated_reason=""),
                name="reinstatement_is_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.participant} {self.criterion}"

    @property
    def stands(self) -> bool:
        return self.reinstated_at is None
