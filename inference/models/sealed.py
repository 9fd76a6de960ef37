import uuid

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from audit.catalog import CarriedKey
from audit.guarded import Guarded
from audit.history import tracked
from audit.models import SealedLogEntry
from casebook.models import Lock, Participant
from inference.models.predictors import PredictorRelease
from inference.models.score_files import ScoreFile
from trials.models import SiteActivation

SHA256 = r"^[0-9a-f]{64}$"


class SealedPrediction(Guarded):
    """What a concealed prediction says, for nobody to read before its reveal.

    The database shows the row to no one until then, and what it holds is encrypted with a key that
    only the workers have. It keeps no history, which would hold the value as well: it is inserted
    once and never changed. Its key is made here, because a row that may not be read cannot be
    returned by the statement that inserts it.
    """

    append_only = True
    sealed_until = "inference.Reveal"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    activation = models.ForeignKey(SiteActivation, on_delete=models.PROTECT, related_name="+")
    participant = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="+")
    release = models.ForeignKey(PredictorRelease, on_delete=models.PROTECT, related_name="+")
    input_sha256 = models.CharField(max_length=64)
    run_id = models.CharField(max_length=100)
    computed_at = models.DateTimeField()
    ciphertext = models.TextField()
    commitment = models.CharField(max_length=64)
    log_entry = models.OneToOneField(SealedLogEntry, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["id", "participant"], name="sealed_with_participant"),
            models.UniqueConstraint(
                fields=["participant", "release", "input_sha256"], name="sealed_once_per_input"
            ),
            models.CheckConstraint(
                condition=Q(input_sha256__regex=SHA256, commitment__regex=SHA256),
                name="sealed_hashes_are_sha256",
            ),
        ]

    def __str__(self) -> str:
        return f"sealed {self.id}"


class Commitment(Guarded):
    """That a prediction was sealed, from which input, by which release and when: all that anybody
    may know of it before its reveal. The value that was committed to stands elsewhere."""

    append_only = True

    activation = models.ForeignKey(SiteActivation, on_delete=models.PROTECT, related_name="+")
    participant = models.ForeignKey(
        Participant, on_delete=models.PROTECT, related_name="commitments"
    )
    sealed = models.OneToOneField(SealedPrediction, on_delete=models.PROTECT, related_name="+")
    release = models.ForeignKey(PredictorRelease, on_delete=models.PROTECT, related_name="+")
    input_sha256 = models.CharField(max_length=64)
    run_id = models.CharField(max_length=100)
    computed_at = models.DateTimeField()
    commitment = models.CharField(max_length=64)
    log_entry = models.OneToOneField(SealedLogEntry, on_delete=models.PROTECT, related_name="+")
    at_once = models.BooleanField(
        default=False, help_text="The protocol opens it to analysis with its sealing."
    )
    sites_by = models.CharField(
        max_length=10,
        choices=Lock.Kind,
        default=Lock.Kind.DATABASE,
        help_text="The kind of lock that opens it to sites; a database lock opens all.",
    )
    file = models.ForeignKey(
        ScoreFile,
        on_delete=models.PROTECT,
        related_name="commitments",
        null=True,
        help_text="It came in with; null for what was computed here.",
    )

    class Meta:
        ordering = ["participant", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["participant", "release", "input_sha256"], name="committed_once_per_input"
            ),
            # What the key of a reveal points to.
            models.UniqueConstraint(
                fields=["sealed", "participant", "at_once"], name="committed_with_its_moment"
            ),
            # What the key of an opening to sites points to.
            models.UniqueConstraint(
                fields=["sealed", "participant", "sites_by"], name="committed_with_its_opening"
            ),
            models.CheckConstraint(
                condition=Q(sites_by__in=["outcome", "database"]),
                name="sites_by_outcome_or_database",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.participant} {self.release}"


@tracked
class Reveal(Guarded):
    """A sealed prediction is opened to analysis on the strength of a lock.

    Its keys carry the participant and the time of the lock along, so the database itself refuses
    one without that very lock, of another participant, or dated before it. Without a lock it opens
    only what was committed to as open to analysis at once, which the database compares as well.
    Its history says to a data cut which predictions were open at an instant.
    """

    append_only = True
    stamped_at = "revealed_at"
    carries = (
        CarriedKey(
            columns=("lock_id", "participant_id", "locked_at"),
            target="casebook.Lock",
            target_columns=("id", "participant_id", "locked_at"),
        ),
        CarriedKey(
            columns=("sealed_id", "participant_id"),
            target="inference.SealedPrediction",
            target_columns=("id", "participant_id"),
        ),
        CarriedKey(
            columns=("sealed_id", "participant_id", "at_once"),
            target="inference.Commitment",
            target_columns=("sealed_id", "participant_id", "at_once"),
        ),
    )

    activation = models.ForeignKey(SiteActivation, on_delete=models.PROTECT, related_name="+")
    participant = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="reveals")
    sealed = models.OneToOneField(SealedPrediction, on_delete=models.PROTECT, related_name="+")
    lock = models.ForeignKey(Lock, on_delete=models.PROTECT, related_name="reveals", null=True)
    at_once = models.BooleanField(default=False)
    locked_at = models.DateTimeField(help_text="Of the lock; without one, when it was sealed.")
    revealed_by = models.CharField(max_length=120)
    revealed_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        ordering = ["participant", "revealed_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(revealed_at__gte=F("locked_at")), name="revealed_after_its_lock"
            ),
            models.CheckConstraint(
                condition=Q(at_once=False, lock__isnull=False) | Q(at_once=True, lock=None),
                name="revealed_by_a_lock_or_at_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.participant} {self.revealed_at:%Y-%m-%d %H:%M} UTC"
