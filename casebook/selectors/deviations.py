"""Deviations as people read them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from casebook.models import Deviation
from trials.domain.messages import gettext_noop
from trials.models import Trial
from trials.selectors.protocols import latest_version, protocol_of
from trials.wording import worded

FOUND: Mapping[str, str] = {
    "met": gettext_noop("met"),
    "not_met": gettext_noop("not met"),
    "unknown": gettext_noop("cannot tell yet"),
}


@dataclass(frozen=True, kw_only=True)
class Told:
    """A deviation and, in words, what it is."""

    deviation: Deviation
    what: str


def deviations_in(trial: Trial, activation_ids: Iterable[int]) -> list[Told]:
    found = Deviation.objects.filter(
        activation__trial=trial, activation_id__in=list(activation_ids)
    )
    return told(found, trial)


def told(found: Any, trial: Trial) -> list[Told]:
    rows = found.select_related(
        "participant__activation__site", "participant__activation__trial", "recorded_by"
    )
    return [Told(deviation=one, what=words_of(one, trial)) for one in rows]


def words_of(deviation: Deviation, trial: Trial) -> str:
    if not deviation.is_systems:
        return deviation.what
    criteria = protocol_of(latest_version(trial)).criteria
    text = next((one.text for one in criteria if one.id == deviation.criterion), "")
    return _(
        "%(criterion)s, %(text)s: %(was)s when enrolled; after a correction it is %(now)s."
    ) % {
        "criterion": deviation.criterion,
        "text": worded(text),
        "was": _(FOUND[deviation.was]),
        "now": _(FOUND[deviation.is_now]),
    }
