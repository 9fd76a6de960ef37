from collections.abc import Iterable

from django.db import models
from django.utils.translation import gettext_lazy as _

from audit.guarded import Guarded, GuardedQuerySet
from audit.history import tracked
from trials.models import SiteActivation


class ParticipantQuerySet(GuardedQuerySet):
    def for_activations(self, ids: Iterable[int]) -> "ParticipantQuerySet":
        """The first line; row security in the database is the second."""
        return self.filter(activation_id__in=list(ids))


@tracked
class Participant(Guarded):
    """A person screened for a trial at a site, known here by a code alone.

    Before consent nothing more may be stored than these columns: code, site, date, age, sex and
    why the person was screened.
    """

    class Origin(models.TextChoices):
        PROSPECTIVE = "prospective", _("Prospective")
        RETROSPECTIVE = "retrospective", _("Retrospective")

    class Sex(models.TextChoices):
        FEMALE = "female", _("Female")
        MALE = "male", _("Male")

    activation = models.ForeignKey(
        SiteActivation, on_delete=models.PROTECT, related_name="participants"
    )
    code = models.CharField(max_length=30, unique=True)
    number = models.PositiveIntegerField(help_text="Screening number, consecutive at the site.")
    origin = models.CharField(max_length=13, choices=Origin, default=Origin.PROSPECTIVE)
    screened_date = models.DateField()
    sex = models.CharField(max_length=6, choices=Sex)
    age_at_screening = models.PositiveSmallIntegerField()
    screening_reason = models.CharField(max_length=200, blank=True)

    objects = ParticipantQuerySet.as_manager()

    class Meta:
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(
                fields=["activation", "number"], name="screening_number_once_per_site"
            ),
            models.CheckConstraint(
                condition=models.Q(age_at_screening__lte=130), name="participant_age_is_human"
            ),
        ]
        indexes = [models.Index(fields=["activation", "code"], name="participant_by_site")]

    def __str__(self) -> str:
        return self.code
