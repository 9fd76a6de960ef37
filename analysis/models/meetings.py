from django.db import models

from audit.guarded import Guarded
from audit.history import tracked
from trials.models import Trial


@tracked
class BoardMeeting(Guarded):
    """A meeting of the data and safety monitoring board."""

    trial = models.ForeignKey(Trial, on_delete=models.PROTECT, related_name="board_meetings")
    number = models.PositiveSmallIntegerField()
    held_on = models.DateField()

    class Meta:
        ordering = ["trial", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["trial", "number"], name="meeting_number_once")
        ]

    def __str__(self) -> str:
        return f"{self.trial.slug} {self.number}"
