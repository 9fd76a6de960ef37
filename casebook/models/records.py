from collections.abc import Mapping
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from audit.guarded import Guarded
from casebook.models.participants import Participant
from trials.models import ProtocolVersion, SiteActivation


class Record(Guarded):
    """Abstract: anything written about a participant after consent.

    `version` rises with every save, so that a second editor is told instead of overwriting.
    """

    class Status(models.TextChoices):
        INCOMPLETE = "incomplete", _("Incomplete")
        COMPLETE = "complete", _("Complete")
        SIGNED = "signed", _("Signed")
        LOCKED = "locked", _("Locked")

    activation = models.ForeignKey(SiteActivation, on_delete=models.PROTECT, related_name="+")
    participant = models.ForeignKey(
        Participant, on_delete=models.PROTECT, related_name="%(class)s_set"
    )
    protocol_version = models.ForeignKey(
        ProtocolVersion, on_delete=models.PROTECT, related_name="+"
    )
    status = models.CharField(max_length=10, choices=Status, default=Status.COMPLETE)
    version = models.PositiveIntegerField(default=1)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    entered_at = models.DateTimeField()

    # What the fields of `as_values` are called on pages.
    words: ClassVar[Mapping[str, Any]] = {}

    class Meta:
        abstract = True

    def as_values(self) -> dict[str, Any]:
        """The record's clinical content by field name: what is hashed, compared and shown."""
        raise NotImplementedError
