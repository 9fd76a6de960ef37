from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from audit.guarded import Guarded
from audit.history import tracked
from audit.models import Signature
from enrollment.models import EnrollmentHold
from trials.models import Trial


class Session(models.TextChoices):
    """Open: pooled, for the sponsor too. Closed: by arm, for the board and who makes it."""

    OPEN = "open", _("Open session")
    CLOSED = "closed", _("Closed session")


@tracked
class BoardMeeting(Guarded):
    """A meeting of the data and safety monitoring board; its chair signs the recommendation."""

    trial = models.ForeignKey(Trial, on_delete=models.PROTECT, related_name="board_meetings")
    number = models.PositiveSmallIntegerField()
    held_on = models.DateField()
    chair = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["trial", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["trial", "number"], name="meeting_number_once")
        ]

    def __str__(self) -> str:
        return f"{self.trial.slug} {self.number}"


@tracked
class Recommendation(Guarded):
    """What the board recommends after a meeting: a draft of the board's until the chair signs it.

    The letter is read outside the closed session, so it holds no comparison of arms.
    """

    class Choice(models.TextChoices):
        CONTINUE = "continue", _("Continue")
        CHANGES = "changes", _("Continue with changes")
        PAUSE = "pause", _("Pause enrollment")
        STOP = "stop", _("Stop enrollment")

    meeting = models.OneToOneField(
        BoardMeeting, on_delete=models.PROTECT, related_name="recommendation"
    )
    choice = models.CharField(max_length=10, choices=Choice)
    letter = models.TextField()
    drafted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    drafted_at = models.DateTimeField()
    signature = models.OneToOneField(
        Signature, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    hold = models.OneToOneField(
        EnrollmentHold, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["meeting"]
        constraints = [
            models.CheckConstraint(condition=~Q(letter=""), name="recommendation_says_why"),
            models.CheckConstraint(
                condition=Q(hold=None) | Q(choice__in=["pause", "stop"], signature__isnull=False),
                name="only_a_signed_pause_or_stop_holds",
            ),
            models.CheckConstraint(
                condition=~Q(choice__in=["pause", "stop"])
                | Q(signature=None)
                | Q(hold__isnull=False),
                name="a_signed_pause_or_stop_holds",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.meeting}: {self.choice}"

    @property
    def holds_enrollment(self) -> bool:
        return self.choice in {self.Choice.PAUSE, self.Choice.STOP}


class BoardDocument(models.Model):
    """A file put before a meeting: agenda, letter, minutes. Never changed; a new one is added."""

    append_only = True

    meeting = models.ForeignKey(BoardMeeting, on_delete=models.PROTECT, related_name="documents")
    session = models.CharField(max_length=6, choices=Session)
    title = models.CharField(max_length=120)
    path = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    added_at = models.DateTimeField()

    class Meta:
        ordering = ["meeting", "added_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "session", "sha256"], name="document_once_per_session"
            )
        ]

    def __str__(self) -> str:
        return f"{self.meeting} {self.title}"


class DocumentOpening(models.Model):
    """Somebody opened a document."""

    append_only = True

    document = models.ForeignKey(BoardDocument, on_delete=models.PROTECT, related_name="openings")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.document} by {self.user}"
