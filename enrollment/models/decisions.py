from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from audit.guarded import Guarded
from audit.history import tracked
from audit.models import Signature
from casebook.models import Participant
from trials.models import ProtocolVersion, SiteActivation


@tracked
class EligibilityDecision(Guarded):
    """An investigator's signed verdict, with every atom as it stood when it was signed."""

    class Verdict(models.TextChoices):
        ELIGIBLE = "eligible", _("Eligible")
        INELIGIBLE = "ineligible", _("Not eligible")

    activation = models.ForeignKey(SiteActivation, on_delete=models.PROTECT, related_name="+")
    participant = models.ForeignKey(
        Participant, on_delete=models.PROTECT, related_name="eligibility_decisions"
    )
    protocol_version = models.ForeignKey(ProtocolVersion, on_delete=models.PROTECT)
    verdict = models.CharField(max_length=10, choices=Verdict)
    assessment = models.JSONField(help_text="Each atom: verdict, value used, source, readings.")
    content_sha256 = models.CharField(max_length=64)
    signature = models.OneToOneField(Signature, on_delete=models.PROTECT, related_name="+")
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField()

    class Meta:
        ordering = ["participant", "decided_at"]

    def __str__(self) -> str:
        return f"{self.participant} {self.verdict}"
