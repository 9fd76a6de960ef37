from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from audit.guarded import Guarded
from audit.history import tracked
from casebook.models.participants import Participant
from trials.models import ProtocolVersion, SiteActivation


@tracked
class ConsentVersion(Guarded):
    """A consent document of a site as its ethics board approved it. The file itself stays where
    the site keeps it; its hash tells whether a copy is the same."""

    class Language(models.TextChoices):
        CHINESE = "zh", _("Chinese")
        ENGLISH = "en", _("English")

    activation = models.ForeignKey(SiteActivation, on_delete=models.PROTECT, related_name="+")
    protocol_version = models.ForeignKey(ProtocolVersion, on_delete=models.PROTECT)
    label = models.CharField(max_length=60)
    language = models.CharField(max_length=10, choices=Language)
    approved_on = models.DateField()
    effective_from = models.DateField()
    document = models.CharField(max_length=200, help_text="Name of the file.")
    sha256 = models.CharField(max_length=64)
    # None where a part of the system set it up; the history says which.
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["activation", "-effective_from", "language"]
        constraints = [
            models.UniqueConstraint(
                fields=["activation", "language", "effective_from"],
                name="one_consent_version_per_language_and_day",
            ),
            models.UniqueConstraint(
                fields=["activation", "language", "label"], name="consent_label_once_per_site"
            ),
            models.CheckConstraint(
                condition=models.Q(effective_from__gte=models.F("approved_on")),
                name="consent_version_approved_before_use",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.label} ({self.language})"


@tracked
class Consent(Guarded):
    """A dated agreement to one protocol version, or the ethics board's waiver of it."""

    class Basis(models.TextChoices):
        SIGNED = "signed", _("Signed")
        WAIVER = "waiver", _("Waived by the ethics board")

    activation = models.ForeignKey(SiteActivation, on_delete=models.PROTECT, related_name="+")
    participant = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="consents")
    protocol_version = models.ForeignKey(ProtocolVersion, on_delete=models.PROTECT)
    # None for a waiver: nobody signed anything.
    consent_version = models.ForeignKey(
        ConsentVersion, on_delete=models.PROTECT, null=True, blank=True, related_name="consents"
    )
    basis = models.CharField(max_length=6, choices=Basis, default=Basis.SIGNED)
    consent_date = models.DateField()
    language = models.CharField(max_length=10, blank=True)
    explained_by = models.CharField(max_length=120, blank=True)
    scopes = models.JSONField(default=dict, help_text="Scope -> agreed (true or false).")
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["participant", "consent_date"]
        constraints = [
            models.UniqueConstraint(
                fields=["participant", "protocol_version"], name="consent_once_per_version"
            )
        ]

    def __str__(self) -> str:
        return f"{self.participant} {self.consent_date}"


@tracked
class Withdrawal(Guarded):
    """The participant takes back consent, all of it or some; what was collected stays."""

    class Scope(models.TextChoices):
        TREATMENT = "treatment", _("Stop study treatment, go on with follow-up")
        FOLLOW_UP = "follow_up", _("Stop follow-up")
        NEW_USE = "new_use", _("No new use of data, images or model")
        SAMPLES = "samples", _("Destroy samples")

    activation = models.ForeignKey(SiteActivation, on_delete=models.PROTECT, related_name="+")
    participant = models.ForeignKey(
        Participant, on_delete=models.PROTECT, related_name="withdrawals"
    )
    scope = models.CharField(max_length=10, choices=Scope)
    withdrawal_date = models.DateField()
    reason = models.TextField(blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["participant", "scope"], name="withdrawal_once_per_scope"
            )
        ]

    def __str__(self) -> str:
        return f"{self.participant} {self.scope} {self.withdrawal_date}"
