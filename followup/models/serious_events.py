from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from audit.guarded import Guarded
from audit.history import tracked
from followup.models.adverse_events import AdverseEvent
from trials.models import SiteActivation


class OfEvent(Guarded):
    """Abstract: one line written about a serious event. It is never changed; what was wrong is
    struck out with the reason, and stays to be read."""

    activation = models.ForeignKey(SiteActivation, on_delete=models.PROTECT, related_name="+")
    event = models.ForeignKey(AdverseEvent, on_delete=models.PROTECT, related_name="%(class)ss")
    noted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    noted_at = models.DateTimeField()
    struck_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        abstract = True

    @property
    def stands(self) -> bool:
        return not self.struck_reason


@tracked
class SeriousReport(OfEvent):
    """Somebody was told. That the sponsor was told first stands on the event itself; a later word
    to the sponsor is new information, from which the days are counted again."""

    class Recipient(models.TextChoices):
        SPONSOR = "sponsor", _("Sponsor")
        AUTHORITY = "authority", _("Authority")
        ETHICS = "ethics", _("Ethics board")

    class Stage(models.TextChoices):
        INITIAL = "initial", _("Initial report")
        FOLLOW_UP = "follow_up", _("Follow-up report")

    recipient = models.CharField(max_length=10, choices=Recipient)
    stage = models.CharField(max_length=10, choices=Stage)
    told_at = models.DateTimeField()
    reference = models.CharField(max_length=120, blank=True)
    content = models.CharField(max_length=1000, blank=True)
    turned_urgent = models.BooleanField(default=False)

    class Meta:
        ordering = ["told_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(recipient="sponsor", stage="initial"),
                name="first_word_to_sponsor_stands_on_event",
            ),
            models.CheckConstraint(
                condition=Q(turned_urgent=False) | Q(recipient="sponsor"),
                name="only_the_sponsor_learns_of_urgency",
            ),
            models.UniqueConstraint(
                fields=["event", "recipient"],
                condition=Q(stage="initial", struck_reason=""),
                name="initial_report_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.event_id} {self.recipient} {self.told_at:%Y-%m-%d}"

    def as_values(self) -> dict[str, Any]:
        names = "recipient stage told_at reference content turned_urgent struck_reason"
        return {name: getattr(self, name) for name in names.split()}


@tracked
class SponsorJudgment(OfEvent):
    """What the sponsor holds of causality and expectedness, beside the investigator's own judgment,
    which it never changes. The latest counts."""

    causality = models.JSONField(default=dict, help_text="Agent id -> related, not_related.")
    expected = models.BooleanField(null=True, blank=True)
    comment = models.CharField(max_length=1000, blank=True)

    class Meta:
        ordering = ["noted_at", "pk"]

    def __str__(self) -> str:
        return f"{self.event_id} {self.noted_at:%Y-%m-%d}"
