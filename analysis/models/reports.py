from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from analysis.models.cuts import DataCut
from analysis.models.meetings import BoardMeeting
from audit.guarded import Guarded
from audit.history import tracked
from audit.models import Signature


class ReportSession(models.TextChoices):
    """Open: pooled. Closed: arms by letter, and nothing that would tell which letter is which.
    Named: everything, arms by name; the board is unmasked by having it released to a meeting."""

    OPEN = "open", _("Open session")
    CLOSED = "closed", _("Closed session")
    NAMED = "named", _("Closed session, arms by name")


@tracked
class Report(Guarded):
    """A report of one cut in one language; the board reads it once it is released."""

    Session = ReportSession

    cut = models.ForeignKey(DataCut, on_delete=models.PROTECT, related_name="reports")
    session = models.CharField(max_length=6, choices=ReportSession)
    language = models.CharField(max_length=10, choices=settings.LANGUAGES)
    path = models.CharField(max_length=200, help_text="Folder of the PDF, the page and figures.")
    sha256 = models.CharField(max_length=64)
    code_version = models.CharField(max_length=64)
    made_at = models.DateTimeField()
    meeting = models.ForeignKey(
        BoardMeeting, on_delete=models.PROTECT, null=True, blank=True, related_name="reports"
    )
    released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    released_at = models.DateTimeField(null=True, blank=True)
    signature = models.OneToOneField(
        Signature, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["cut", "session", "language"]
        constraints = [
            models.UniqueConstraint(
                fields=["cut", "session", "language", "code_version"], name="report_once_per_code"
            ),
            models.CheckConstraint(
                condition=models.Q(released_by=None, released_at=None)
                | models.Q(released_by__isnull=False, released_at__isnull=False),
                name="report_release_has_who_and_when",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.cut} {self.session} {self.language}"


class ReportOpening(models.Model):
    """Somebody opened a report, or one file of it: its PDF, a figure, a table."""

    append_only = True

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="openings")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    part = models.CharField(max_length=80, default="", help_text="Empty for the page.")
    reason = models.CharField(max_length=500, default="", help_text="From whom one is asked.")

    def __str__(self) -> str:
        return f"{self.report} by {self.user}"
