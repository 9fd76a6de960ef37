from django.conf import settings
from django.db import models

from audit.guarded import Guarded
from inference.models.predictors import PredictorRelease

SHA256 = r"^[0-9a-f]{64}$"


class ScoreFile(Guarded):
    """One file of concealed scores, computed elsewhere. What it said is sealed, row by row.

    Its digest is made with the key of this house: the bare hash of a file could be guessed together
    with the few scores in it. The bare hash is sealed with each score.
    """

    append_only = True

    release = models.ForeignKey(
        PredictorRelease, on_delete=models.PROTECT, related_name="score_files"
    )
    digest = models.CharField(max_length=64, help_text="Keyed: the same file changes nothing.")
    rows = models.PositiveIntegerField()
    computed_by = models.CharField(max_length=500, help_text="Everybody the file names.")
    handed_in_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    handed_in_at = models.DateTimeField()

    class Meta:
        ordering = ["-handed_in_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["release", "digest"], name="score_file_once"),
            models.CheckConstraint(
                condition=models.Q(digest__regex=SHA256), name="score_file_digest_is_sha256"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.release} {self.handed_in_at:%Y-%m-%d %H:%M} UTC"
