"""May this person read a serious event, and note that somebody was told of it?

The sponsor reads serious events and nothing else of a participant.
"""

from collections.abc import Mapping
from datetime import date

from django.utils.translation import gettext as _

from accounts.models import User
from followup.domain.serious_reports import AUTHORITY, ETHICS, SPONSOR
from followup.models import AdverseEvent
from trials.domain.rights import Right, grant_of
from trials.models import SiteActivation, Trial
from trials.permissions import NotPermitted, may, refusal_text, rights_held
from trials.selectors.delegations import Reach

SITE, SPONSORS = Right.RECORD_CLINICAL_EVENT, Right.HANDLE_SERIOUS_EVENT
# The site tells sponsor and ethics board; the authority is told by the sponsor alone.
REPORTERS: Mapping[str, tuple[Right, ...]] = {
    SPONSOR: (SITE, SPONSORS),
    ETHICS: (SITE, SPONSORS),
    AUTHORITY: (SPONSORS,),
}
READERS = (Right.READ_RECORDS, SPONSORS)


def can_report(user: User, event: AdverseEvent, *, recipient: str, on: date) -> bool:
    return any(may(user, one, activation=event.activation, on=on) for one in REPORTERS[recipient])


def check_may_report(user: User, event: AdverseEvent, *, recipient: str, on: date) -> None:
    if not can_report(user, event, recipient=recipient, on=on):
        raise NotPermitted(refusal_text(REPORTERS[recipient][0]))


def recipients_for(user: User, event: AdverseEvent, *, on: date) -> list[str]:
    return [one for one in REPORTERS if can_report(user, event, recipient=one, on=on)]


def check_reports_at_all(user: User, event: AdverseEvent, *, on: date) -> None:
    if not recipients_for(user, event, on=on):
        raise NotPermitted(refusal_text(SITE))


def sites_of_limits(user: User, reach: Reach, trial: Trial, *, on: date) -> list[SiteActivation]:
    """Where this person reads what the laboratory calls normal: where they read records."""
    reached = SiteActivation.objects.filter(trial=trial, pk__in=reach.activation_ids)
    return [
        one
        for one in reached.select_related("site", "trial")
        if may(user, Right.READ_RECORDS, activation=one, on=on)
    ]


def check_may_read_event(user: User, event: AdverseEvent, *, on: date) -> None:
    rights = READERS if event.serious else READERS[:1]
    if not any(may(user, one, activation=event.activation, on=on) for one in rights):
        raise NotPermitted(refusal_text(Right.READ_RECORDS))


def sites_of_events(reach: Reach, trial: Trial) -> list[SiteActivation]:
    """The sites of the trial whose serious events this person may read."""
    reached = SiteActivation.objects.filter(trial=trial, pk__in=reach.activation_ids)
    return [one for one in reached.select_related("site", "trial") if reads_at(reach, one)]


def reads_at(reach: Reach, place: SiteActivation) -> bool:
    roles = reach.roles_at(place)
    return any(grant_of(right, role) for right in READERS for role in roles)


def check_reads_blind(user: User, place: SiteActivation, *, on: date) -> None:
    if not may(user, Right.READ_BLINDED, activation=place, on=on):
        raise NotPermitted(refusal_text(Right.READ_BLINDED))
    if may(user, Right.READ_RECORDS, activation=place, on=on):
        raise NotPermitted(
            _(
                "You may read the records of %(site)s, so you cannot read its scans blind. "
                "Another reader has to."
            )
            % {"site": place.site.code}
        )


def sites_to_read(user: User, reach: Reach, trial: Trial, *, on: date) -> list[SiteActivation]:
    """Where this person reads scans and knows nothing else of who was scanned."""
    reached = SiteActivation.objects.filter(trial=trial, pk__in=reach.activation_ids)
    found = []
    for place in reached.select_related("site", "trial"):
        rights = rights_held(user, activation=place, on=on)
        if Right.READ_BLINDED in rights and Right.READ_RECORDS not in rights:
            found.append(place)
    return found


def sites_of_reads(user: User, reach: Reach, trial: Trial, *, on: date) -> list[SiteActivation]:
    """Where this person may see what readers read: not who treats, not who reads."""
    reached = SiteActivation.objects.filter(trial=trial, pk__in=reach.activation_ids)
    found = []
    for place in reached.select_related("site", "trial"):
        rights = rights_held(user, activation=place, on=on)
        hidden_from = {Right.RECORD_CLINICAL_EVENT, Right.READ_BLINDED} & rights
        if Right.READ_RECORDS in rights and not hidden_from:
            found.append(place)
    return found
