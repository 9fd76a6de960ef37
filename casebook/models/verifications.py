from django.conf import settings
from django.db import models

from audit.guarded import Guarded
from casebook.models.forms import FormRecord
from casebook.models.others import NAMES_ONE_RECORD
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
    record = models.ForeignKey(
        FormRecord, on_delete=models.PROTECT, null=True, related_name="verifications"
    )
    # Named instead of `record`, where the record is no form: `casebook.other_records`.
    other_kind = models.CharField(max_length=40, blank=True)
    other_id = models.BigIntegerField(null=True)
    item = models.CharField(max_length=60)
    value_sha256 = models.CharField(max_length=64)
    verified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    verified_at = models.DateTimeField()
    lapsed = models.BooleanField(default=False)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=NAMES_ONE_RECORD, name="verified_names_one_record")
        ]
        indexes = [
            models.Index(fields=["record", "item"], name="verification_by_field"),
            models.Index(fields=["other_kind", "other_id"], name="verification_by_other"),
        ]

    def __str__(self) -> str:
        return f"{self.record or self.other_kind}: {self.item}"
