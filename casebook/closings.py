"""What somebody wants to lock, found by the words of an address or of a request."""

from collections.abc import Mapping

from django.http import Http404

from casebook.actions.data_locks import Closing
from casebook.domain.data_locks import Scope
from casebook.domain.occasions import Occasion
from casebook.scope import participant_or_404
from casebook.selectors.forms import record_at
from trials.models import SiteActivation, Trial
from trials.scope import activation_or_404
from trials.selectors.delegations import Reach


def closing_named(words: Mapping[str, str], trial: Trial, reach: Reach) -> Closing:
    """The narrowest thing named; nothing named is the whole trial."""
    if words.get("participant"):
        return of_participant(words, trial, reach)
    if words.get("site"):
        found = activation_or_404(reach, trial.slug, words["site"])
        return Closing(activations=(found,), scope=Scope.SITE)
    places = SiteActivation.objects.filter(trial=trial, pk__in=reach.activation_ids)
    return Closing(
        activations=tuple(places.select_related("site", "trial").order_by("pk")), scope=Scope.TRIAL
    )


def of_participant(words: Mapping[str, str], trial: Trial, reach: Reach) -> Closing:
    participant = participant_or_404(reach, trial.slug, words["participant"])
    here = (participant.activation,)
    if not words.get("form"):
        return Closing(activations=here, scope=Scope.PARTICIPANT, participant=participant)
    repeat = str(words.get("repeat") or "1")
    occasion = Occasion(
        form_id=words["form"],
        visit=words.get("visit", "")[:30],
        repeat=int(repeat) if repeat.isdecimal() and len(repeat) < 5 else 0,
    )
    record = record_at(participant, occasion)
    if record is None:
        raise Http404
    return Closing(activations=here, scope=Scope.FORM, participant=participant, record=record)
