from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from audit.guarded import Guarded
from audit.models import Signature
from casebook.models.participants import Participant
from trials.models import SiteActivation


class Lock(Guarded):
    """A person closed one record of a participant for good, and signed exactly what it said; or two
    people closed the database of the trial, the participant in it.

    The database sets the time. What a reveal points to is the lock's id and its time together, so
    a prediction cannot be opened on the strength of a lock that is not there.
    """

    class Kind(models.TextChoices):
        DECISION = "decision", _("Treatment decision")
        RESPONSE = "response", _("Response reading")
        OUTCOME = "outcome", _("Outcome")
        DATABASE = "database", _("Database")

    append_only = True
    stamped_at = "locked_at"

    activation = models.ForeignKey(SiteActivation, on_delete=models.PROTECT, related_name="+")
    participant = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="locks")
    kind = models.CharField(max_length=10, choices=Kind)
    record_kind = models.CharField(max_length=40)
    record_id = models.CharField(max_length=40)
    record_sha256 = models.CharField(max_length=64)
    # A database lock closes every participant by the same signature.
    signature = models.ForeignKey(Signature, on_delete=models.PROTECT, related_name="+")
    locked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    locked_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        ordering = ["participant", "locked_at"]
        constraints = [
            models.UniqueConstraint(fields=["record_kind", "record_id"], name="record_locked_once"),
            # What the key of a reveal points to.
            models.UniqueConstraint(
                fields=["id", "participant", "locked_at"], name="lock_with_its_time"
            ),
            models.UniqueConstraint(
                fields=["id", "participant", "locked_at", "kind"], name="lock_with_time_and_kind"
            ),
            models.UniqueConstraint(
                fields=["signature"], condition=~models.Q(kind="database"), name="locks_one_record"
            ),
            models.CheckConstraint(
                condition=models.Q(record_sha256__regex=r"^[0-9a-f]{64}$"),
                name="locked_record_is_sha256",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.participant} {self.kind} {self.locked_at:%Y-%m-%d %H:%M} UTC"
