from django.db import models

from audit.guarded import Guarded
from audit.history import tracked
from casebook.models.participants import Participant
from trials.models import SiteActivation


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

    def __str__(self) -> str:
        return f"identity of {self.participant}"
