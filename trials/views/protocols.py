"""A protocol as people read it."""

from dataclasses import dataclass
from datetime import date

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.models import User
from trials.delegating import may_see_people
from trials.domain.protocol.criteria import Kind
from trials.domain.protocol.forms import Form
from trials.domain.protocol.protocol import Protocol
from trials.domain.protocol.schedule import Visit
from trials.domain.protocol.trial import ConsentBasis
from trials.domain.rights import Right
from trials.models import Trial, VersionInForce
from trials.permissions import NotPermitted, check_may_at_large, may_in_trial
from trials.reading import (
    CriterionReading,
    criterion_reading,
    disclosures,
    endpoint_reading,
    visit_reading,
)
from trials.scope import trial_or_404
from trials.selectors.protocols import NoProtocolInForce, latest_version
from trials.selectors.readings import changes_of, chosen_among, read_by


@dataclass(frozen=True, kw_only=True)
class GridRow:
    """One form of the schedule of activities: at which visits it is asked."""

    form: Form
    asked: tuple[bool, ...]


@require_safe
@login_required
def trials(request: HttpRequest) -> HttpResponse:
    return render(request, "trials/list.html", {"trials": request.reach.trials()})


@require_safe
@login_required
def protocol(request: HttpRequest, trial: str) -> HttpResponse:
    """The newest adopted version, and which version each site works by."""
    of = trial_or_404(request.reach, trial)
    try:
        version = latest_version(of)
    except NoProtocolInForce:
        return render(request, "trials/no_protocol.html", {"trial": of})
    changes = changes_of(of)
    read = read_by(version, chosen_among(changes))
    counts_people = may_in_trial(request.user, Right.SEE_POOLED_COUNTS, trial=of, on=request.today)
    context = {
        "trial": of,
        "version": version,
        "protocol": read,
        "register": [(one, changes.get(one.id, [])) for one in read.ambiguities],
        "inclusion": criteria(read, Kind.INCLUSION),
        "exclusion": criteria(read, Kind.EXCLUSION),
        "visits": [visit_reading(visit, read) for visit in read.visits],
        "grid": grid(read),
        "endpoints": [endpoint_reading(one, read) for one in read.endpoints],
        "disclosures": disclosures(read),
        "screens": enters_somewhere(request.user, of, on=request.today),
        "counts_people": counts_people,
        "sees_people": may_see_people(request.user, trial=of, on=request.today),
        "imports": takes_archives(read)
        and may_in_trial(request.user, Right.IMPORT_COHORT, trial=of, on=request.today),
        "counts_exclusions": any(one.drops_excluded for one in read.sets.values())
        and counts_people,
        "reads_records": may_in_trial(request.user, Right.READ_RECORDS, trial=of, on=request.today),
        "several_versions": of.versions.count() > 1,
        "in_force": VersionInForce.objects.filter(activation__trial=of).select_related(
            "activation__site", "protocol_version"
        ),
    }
    return render(request, "trials/protocol.html", context)


def enters_somewhere(user: User, trial: Trial, *, on: date) -> bool:
    try:
        check_may_at_large(user, Right.ENTER_DATA, target=trial, on=on)
    except NotPermitted:
        return False
    return True


def criteria(protocol: Protocol, kind: Kind) -> list[CriterionReading]:
    return [criterion_reading(one, protocol) for one in protocol.criteria if one.kind is kind]


def grid(protocol: Protocol) -> list[GridRow]:
    """The forms asked at some visit, in the order of the file."""
    visits: tuple[Visit, ...] = protocol.visits
    rows = [
        GridRow(form=form, asked=tuple(form.id in visit.forms for visit in visits))
        for form in protocol.forms
    ]
    return [row for row in rows if any(row.asked)]


def takes_archives(protocol: Protocol) -> bool:
    """A trial, or a part of it, whose participants nobody asks."""
    bases = {part.consent_basis for part in protocol.parts} or {protocol.consent.basis}
    return ConsentBasis.WAIVER in bases
