"""The left rail: at most seven ways on, those the person's rights open."""

from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from trials.domain.rights import Right, grant_of
from trials.models import Trial
from trials.selectors.delegations import Reach


@dataclass(frozen=True, kw_only=True)
class Door:
    label: str
    url_name: str
    icon: str
    rights: tuple[Right, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Entry:
    label: str
    url: str
    icon: str
    active: bool
    count: int | None = None


DOORS = (
    Door(
        label=gettext_noop("Worklist"),
        url_name="followup:worklist",
        icon="list",
        rights=(Right.RECORD_CLINICAL_EVENT,),
    ),
    Door(
        label=gettext_noop("Screening"),
        url_name="enrollment:screening_log",
        icon="funnel",
        rights=(Right.READ_RECORDS,),
    ),
    Door(
        label=gettext_noop("Participants"),
        url_name="casebook:participants",
        icon="people",
        rights=(Right.READ_RECORDS,),
    ),
    Door(
        label=gettext_noop("Queries"),
        url_name="casebook:queries",
        icon="queries",
        rights=(Right.READ_RECORDS,),
    ),
    # Whoever reads records finds them beside the participants.
    Door(
        label=gettext_noop("Serious events"),
        url_name="followup:serious_events",
        icon="shield",
        rights=(Right.HANDLE_SERIOUS_EVENT,),
    ),
    Door(
        label=gettext_noop("Scans to read"),
        url_name="followup:reads",
        icon="list",
        rights=(Right.READ_BLINDED,),
    ),
    Door(
        label=gettext_noop("Board"),
        url_name="analysis:board",
        icon="shield",
        # The sponsor decides there on what the board recommends.
        rights=(Right.READ_CLOSED_REPORT, Right.CONFIRM_HOLD),
    ),
    Door(
        label=gettext_noop("The trial now"),
        url_name="analysis:live",
        icon="curves",
        rights=(Right.SEE_POOLED_COUNTS,),
    ),
    Door(
        label=gettext_noop("Data cuts"),
        url_name="analysis:cuts",
        icon="snapshot",
        rights=(Right.TAKE_OPEN_CUT,),
    ),
    Door(label=gettext_noop("Protocol"), url_name="trials:protocol", icon="book"),
    Door(
        label=gettext_noop("Jobs"),
        url_name="jobs:list",
        icon="gear",
        rights=(Right.TAKE_OPEN_CUT,),
    ),
)


def entries_for(reach: Reach, trial: Trial, *, path: str) -> list[Entry]:
    roles = reach.roles_in(trial)
    entries = []
    for door in DOORS:
        allowed = not door.rights or any(
            grant_of(right, role) for right in door.rights for role in roles
        )
        url = url_of(door, trial) if allowed else None
        if url:
            entries.append(
                Entry(label=_(door.label), url=url, icon=door.icon, active=path.startswith(url))
            )
    return entries


def url_of(door: Door, trial: Trial) -> str | None:
    for kwargs in ({"trial": trial.slug}, {}):
        try:
            return reverse(door.url_name, kwargs=kwargs)
        except NoReverseMatch:
            continue
    return None
