from django.conf import settings
from django.db import models

from audit.guarded import Guarded
from casebook.models.forms import FormRecord
from casebook.models.participants import Participant
from trials.models import SiteActivation


class Verification(Guarded):
    """A monitor compared one answer with its source document.

    It is verified while it says what was compared, so that only what a correction changes has to
    be looked at again. `lapsed`: somebody changed the answer then, and no later change takes that
    back.
    """

    append_only = True

    activation = models.ForeignKey(SiteActivation, on_delete=models.PROTECT, related_name="+")
    participant = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="+")
    record = models.ForeignKey(FormRecord, on_delete=models.PROTECT, related_name="verifications")
    item = models.CharField(max_length=60)
    value_sha256 = models.CharField(max_length=64)
    verified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    verified_at = models.DateTimeField()
    lapsed = models.BooleanField(default=False)

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["record", "item"], name="verification_by_field")]

    def __str__(self) -> str:
        return f"{self.record}: {self.item}"
