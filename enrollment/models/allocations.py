from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from audit.guarded import Guarded
from audit.history import tracked
from casebook.models import Participant
from trials.models import SiteActivation


@tracked
class Allocation(Guarded):
    """Which arm a participant was assigned to, by whom and why; the trial is not randomized.

    `baseline_sha256` is the hash of the facts known before the choice, so that the propensity
    model cannot be fed with what came after.
    """

    class Reason(models.TextChoices):
        PARTICIPANT = "participant_preference", _("The participant's preference")
        CLINICAL = "clinical_judgment", _("Clinical judgment")
        CAPACITY = "capacity", _("Treatment or theatre capacity")
        IMPORTED = "imported", _("Assigned in the source trial")
        OTHER = "other", _("Other")

    class Preference(models.TextChoices):
        AGREES = "agrees", _("Prefers this arm")
        NONE = "none", _("No preference")
        OTHER_ARM = "other_arm", _("Would have preferred another arm")
        NOT_ASKED = "not_asked", _("Not asked")

    activation = models.ForeignKey(SiteActivation, on_delete=models.PROTECT, related_name="+")
    participant = models.OneToOneField(
        Participant, on_delete=models.PROTECT, related_name="allocation"
    )
    arm = models.CharField(max_length=30)
    allocated_date = models.DateField()
    reason = models.CharField(max_length=30, choices=Reason)
    reason_text = models.CharField(max_length=500, blank=True)
    preference = models.CharField(max_length=10, choices=Preference)
    baseline = models.JSONField(default=dict, help_text="Facts known before the choice.")
    baseline_sha256 = models.CharField(max_length=64)
    decided_by = models.CharField(max_length=120, help_text="Printed name of who decided.")
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["participant"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(reason="other") | ~models.Q(reason_text=""),
                name="allocation_other_reason_says_which",
            )
        ]

    def __str__(self) -> str:
        return f"{self.participant} {self.arm}"
