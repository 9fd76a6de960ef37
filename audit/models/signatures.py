from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Signature(models.Model):
    """A person's signature, bound to the hash of exactly what was shown (21 CFR 11.50, 11.70)."""

    class Meaning(models.TextChoices):
        ELIGIBILITY = "eligibility", _("I confirm the eligibility assessment")
        REVIEW = "review", _("I have reviewed this record")
        AUTHORSHIP = "authorship", _("I am the author of this record")
        RELEASE = "release", _("I release this report")
        APPROVAL = "approval", _("I approve this release for use")
        LOCK = "lock", _("I lock this record")
        EXCLUSION = "exclusion", _("I confirm this exclusion after enrollment")
        REINSTATEMENT = "reinstatement", _("I take this exclusion back")
        READING = "reading", _("I approve that this reading counts")
        RECOMMENDATION = "recommendation", _("I sign this recommendation of the board")
        HOLD = "hold", _("I confirm that enrollment stays on hold")
        LIFTING = "lifting", _("I lift this hold of enrollment")
        DATABASE = "database", _("I lock the database of this trial")
        UNLOCKING = "unlocking", _("I unlock the database of this trial")

    append_only = True

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)
    printed_name = models.CharField(max_length=120)
    meaning = models.CharField(max_length=20, choices=Meaning)
    content_sha256 = models.CharField(max_length=64)
    components = models.CharField(
        max_length=60, default="", help_text="What the person was identified by, in words."
    )
    signed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(content_sha256__regex=r"^[0-9a-f]{64}$"),
                name="signature_content_is_sha256",
            )
        ]

    def __str__(self) -> str:
        return f"{self.printed_name}, {self.signed_at:%Y-%m-%d %H:%M} UTC"

    def is_void(self, *, content_sha256: str) -> bool:
        """A change of one byte after signing voids the signature."""
        return self.content_sha256 != content_sha256


class RefusedSigning(models.Model):
    """Somebody signed in tried to sign and was not taken for that person: who, when, at which
    component; never what was typed."""

    class Why(models.TextChoices):
        USER_ID = "user_id", _("User name")
        PASSWORD = "password", _("Password")
        CODE = "code", _("Code")
        STEP_UP = "step_up", _("Confirmation")
        LOCKED = "locked", _("Locked")

    append_only = True

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)
    why = models.CharField(max_length=10, choices=Why)
    refused_at = models.DateTimeField()

    class Meta:
        ordering = ["refused_at", "pk"]

    def __str__(self) -> str:
        return f"{self.user}, {self.refused_at:%Y-%m-%d %H:%M} UTC: {self.why}"
