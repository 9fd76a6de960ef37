from django.conf import settings
from django.db import models

from audit.guarded import Guarded
from audit.history import tracked
from casebook.models import Participant
from enrollment.models.decisions import EligibilityDecision
from trials.models import ProtocolVersion, SiteActivation


@tracked
class Enrollment(Guarded):
    """The participant joined the trial on this day, under this protocol version.

    `assessment` is every atom once more, evaluated on the day of enrollment; `readings` are those
    that had been chosen otherwise than in the protocol's text by then, and stay the participant's.
    A retrospective participant is enrolled by import and has no eligibility decision.
    """

    activation = models.ForeignKey(SiteActivation, on_delete=models.PROTECT, related_name="+")
    participant = models.OneToOneField(
        Participant, on_delete=models.PROTECT, related_name="enrollment"
    )
    protocol_version = models.ForeignKey(ProtocolVersion, on_delete=models.PROTECT)
    decision = models.OneToOneField(
        EligibilityDecision, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    enrolled_date = models.DateField()
    assessment = models.JSONField(default=list)
    readings = models.JSONField(default=dict, help_text="By ambiguity, where people chose anew.")
    enrolled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    enrolled_at = models.DateTimeField()

    class Meta:
        ordering = ["participant"]

    def __str__(self) -> str:
        return f"{self.participant} {self.enrolled_date}"
