"""Which letter stands for which arm, and who looked."""

from django.db.models import QuerySet

from analysis.domain.arms.coded import Letters
from analysis.models import ArmKeyOpening, ArmLetter
from trials.models import Trial


def letters_of(trial: Trial) -> Letters:
    return dict(ArmLetter.objects.filter(trial=trial).values_list("arm", "letter"))


def key_openings(trial: Trial) -> QuerySet[ArmKeyOpening]:
    """The latest first."""
    return ArmKeyOpening.objects.filter(trial=trial).select_related("user")
