from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from audit.guarded import Guarded
from audit.history import tracked
from casebook.models.participants import Participant
from trials.models import SiteActivation


@tracked
class Deviation(Guarded):
    """A breach of the protocol, found afterwards; never approved in advance.

    What the system finds has `criterion`, `was` and `is_now` in place of words: a criterion that a
    correction takes away, or the code of a visit that was early, late or missed. What a person
    finds has `what`.
    """

    class Kind(models.TextChoices):
        ELIGIBILITY = "eligibility", _("Eligibility")
        CONSENT = "consent", _("Consent")
        TREATMENT = "treatment", _("Treatment")
        VISIT = "visit", _("Visit or procedure")
        OTHER = "other", _("Other")

    class Severity(models.TextChoices):
        MINOR = "minor", _("Minor")
        MAJOR = "major", _("Major")

    activation = models.ForeignKey(SiteActivation, on_delete=models.PROTECT, related_name="+")
    participant = models.ForeignKey(
        Participant, on_delete=models.PROTECT, related_name="deviations"
    )
    kind = models.CharField(max_length=20, choices=Kind)
    happened_date = models.DateField(null=True, blank=True)
    found_date = models.DateField()
    what = models.CharField(max_length=1000, blank=True)
    criterion = models.CharField(max_length=30, blank=True)
    was = models.CharField(max_length=10, blank=True)
    is_now = models.CharField(max_length=10, blank=True)
    action_taken = models.CharField(max_length=1000, blank=True)
    reported_to = models.CharField(max_length=200, blank=True)
    severity = models.CharField(max_length=10, choices=Severity, blank=True)
    version = models.PositiveIntegerField(default=1)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    recorded_at = models.DateTimeField()
    classified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    classified_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-found_date", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(what="") | ~Q(criterion=""), name="deviation_says_what"
            ),
            models.CheckConstraint(
                condition=Q(severity="", classified_by__isnull=True, classified_at__isnull=True)
                | ~Q(severity="") & Q(classified_by__isnull=False, classified_at__isnull=False),
                name="classified_deviation_says_who",
            ),
            models.CheckConstraint(
                condition=Q(happened_date__isnull=True)
                | Q(happened_date__lte=models.F("found_date")),
                name="deviation_found_afterwards",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.participant} {self.kind} {self.found_date}"

    @property
    def is_systems(self) -> bool:
        return bool(self.criterion)

    @property
    def is_open(self) -> bool:
        """Until somebody has said what was done and somebody else how grave it is."""
        return not (self.action_taken and self.severity)
