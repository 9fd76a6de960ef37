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


OF_VISITS: Mapping[str, str] = {
    "early": gettext_noop("done before its window"),
    "late": gettext_noop("done after its window"),
    "missed": gettext_noop("not done"),
    "mended": gettext_noop("in order, since a date was corrected"),
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
    if deviation.kind == Deviation.Kind.VISIT:
        return words_of_visit(deviation, trial)
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


def words_of_visit(deviation: Deviation, trial: Trial) -> str:
    visits = protocol_of(latest_version(trial)).visits
    label = next((one.label for one in visits if one.visit == deviation.criterion), "")
    return _("Visit %(visit)s: %(found)s") % {
        "visit": f"{deviation.criterion} {worded(label)}".strip(),
        "found": _(OF_VISITS[deviation.is_now]),
    }
