from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from audit.catalog import CarriedKey
from audit.guarded import Guarded
from casebook.models import Lock, Participant
from inference.models.predictors import PredictorRelease
from inference.models.sealed import SealedPrediction
from trials.models import SiteActivation


class OpenedPrediction(Guarded):
    """What a concealed prediction said, for the sites, once the database is locked, or before it
    the participant's outcome, where the commitment says so.

    Its keys carry the participant, the kind and the time of the lock along: the database refuses
    one without that very lock, of another participant, on the strength of a lock of another kind,
    or dated before it. Opened, it stays opened: what was seen cannot be unseen.
    """

    append_only = True
    stamped_at = "opened_at"
    carries = (
        CarriedKey(
            columns=("lock_id", "participant_id", "locked_at", "lock_kind"),
            target="casebook.Lock",
            target_columns=("id", "participant_id", "locked_at", "kind"),
        ),
        CarriedKey(
            columns=("sealed_id", "participant_id"),
            target="inference.SealedPrediction",
            target_columns=("id", "participant_id"),
        ),
        CarriedKey(
            columns=("sealed_id", "participant_id", "sites_by"),
            target="inference.Commitment",
            target_columns=("sealed_id", "participant_id", "sites_by"),
        ),
    )

    activation = models.ForeignKey(SiteActivation, on_delete=models.PROTECT, related_name="+")
    participant = models.ForeignKey(
        Participant, on_delete=models.PROTECT, related_name="opened_predictions"
    )
    sealed = models.OneToOneField(SealedPrediction, on_delete=models.PROTECT, related_name="+")
    release = models.ForeignKey(PredictorRelease, on_delete=models.PROTECT, related_name="+")
    run_id = models.CharField(max_length=100)
    computed_at = models.DateTimeField()
    output = models.JSONField(help_text="As it was committed to.")
    lock = models.ForeignKey(Lock, on_delete=models.PROTECT, related_name="+")
    lock_kind = models.CharField(max_length=10, choices=Lock.Kind)
    locked_at = models.DateTimeField()
    sites_by = models.CharField(
        max_length=10, choices=Lock.Kind, default=Lock.Kind.DATABASE, help_text="As committed to."
    )
    opened_by = models.CharField(max_length=120)
    opened_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        ordering = ["participant", "computed_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(opened_at__gte=F("locked_at")), name="opened_after_its_lock"
            ),
            models.CheckConstraint(
                condition=Q(lock_kind="database") | Q(lock_kind="outcome", sites_by="outcome"),
                name="opened_to_sites_by_its_lock",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.participant} {self.release}"
