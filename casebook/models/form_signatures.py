from django.db import models

from audit.guarded import Guarded
from audit.models import Signature
from casebook.models.forms import FormRecord
from casebook.models.participants import Participant
from trials.models import SiteActivation


class FormSignature(Guarded):
    """An investigator signed one form record as it read then.

    Whether the record *is* signed is not stored: it is while what it says now has the hash that
    was signed. A correction needs no second write to void the signature.
    """

    append_only = True

    activation = models.ForeignKey(SiteActivation, on_delete=models.PROTECT, related_name="+")
    participant = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="+")
    record = models.ForeignKey(FormRecord, on_delete=models.PROTECT, related_name="signatures")
    signature = models.OneToOneField(Signature, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.record}: {self.signature}"
