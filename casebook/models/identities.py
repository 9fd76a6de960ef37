from django.db import models

from audit.guarded import Guarded
from audit.history import tracked
from casebook.models.participants import Participant
from trials.models import SiteActivation, Trial


@tracked
class Identity(Guarded):
    """Who a code is. Encrypted for this participant alone; the key is not in the database.

    `sealed` holds name, birth date, record number and phone. `blind_index` is a keyed hash that
    finds the same person twice without showing either.
    """

    activation = models.ForeignKey(SiteActivation, on_delete=models.PROTECT, related_name="+")
    participant = models.OneToOneField(
        Participant, on_delete=models.PROTECT, related_name="identity"
    )
    sealed = models.TextField()
    blind_index = models.CharField(max_length=64, db_index=True)

    class Meta:
        verbose_name_plural = "identities"

    def __str__(self) -> str:
        return f"identity of {self.participant}"


class IdentityMark(Guarded):
    """Someone with this keyed hash is in the trial. It names no participant and no site, so every
    site can ask whether a person is known, and none can learn where."""

    trial = models.ForeignKey(Trial, on_delete=models.PROTECT, related_name="+")
    blind_index = models.CharField(max_length=64)

    class Meta:
        indexes = [models.Index(fields=["trial", "blind_index"], name="identity_mark_by_trial")]

    def __str__(self) -> str:
        return self.blind_index[:8]
