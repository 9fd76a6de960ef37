from typing import Any

from django.conf import settings
from django.db import models

from audit.guarded import Guarded, GuardedQuerySet
from casebook.models.participants import Participant
from trials.models import SiteActivation


class FormFile(Guarded):
    """A file given as an answer. Its content lies under its hash and is never replaced; which form
    says it, and since when, is in the form's history."""

    append_only = True

    activation = models.ForeignKey(SiteActivation, on_delete=models.PROTECT, related_name="+")
    participant = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="files")
    item = models.CharField(max_length=60)
    sha256 = models.CharField(max_length=64)
    kind = models.CharField(max_length=10)
    size = models.PositiveIntegerField()
    path = models.CharField(max_length=200)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    uploaded_at = models.DateTimeField()

    objects: Any = GuardedQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["participant", "item", "sha256"], name="file_once_per_question"
            )
        ]

    def __str__(self) -> str:
        return f"{self.participant} {self.item} {self.sha256[:12]}"
