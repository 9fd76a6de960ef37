"""Whose screening is closed, and which reasons can be given for it."""

from collections.abc import Iterable, Mapping
from datetime import date

from casebook.models import Participant
from casebook.policies import has_consented
from enrollment.domain.reasons import DECLINED, OTHER
from enrollment.models import ScreeningClosure
from enrollment.selectors.assessments import assessment_of
from trials.domain.protocol.criteria import Criterion


def closure_of(participant: Participant) -> ScreeningClosure | None:
    standing = ScreeningClosure.objects.standing().filter(participant=participant)
    found: ScreeningClosure | None = standing.select_related("closed_by").first()
    return found


def closures_by_participant(rows: Iterable[Participant]) -> Mapping[int, ScreeningClosure]:
    standing = ScreeningClosure.objects.standing().filter(participant__in=list(rows))
    return {one.participant_id: one for one in standing}


def criteria_to_name(participant: Participant, *, on: date) -> list[Criterion]:
    """Those not met. Before consent no value may be stored that would show it, so that every
    criterion still open may be named; its code says no more than the log has to."""
    found = assessment_of(participant, on=on)
    atoms = found.failed if has_consented(participant) else (*found.failed, *found.open)
    return [atom.criterion for atom in atoms]


def codes_for(participant: Participant, *, on: date) -> list[str]:
    return [DECLINED, *(one.id for one in criteria_to_name(participant, on=on)), OTHER]
