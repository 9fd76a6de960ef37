"""What an amendment changes, as a table: one adopted version beside another."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language, gettext, gettext_lazy
from django.views.decorators.http import require_safe

from trials.domain.protocol.diff import Change, ChangeKind, diff, plain, read_in
from trials.domain.protocol.places import WORDS, Step, place_of
from trials.models import ProtocolVersion
from trials.scope import trial_or_404
from trials.selectors.protocols import protocol_of
from trials.wording import worded

KINDS: Mapping[ChangeKind, Any] = {
    ChangeKind.ADDED: gettext_lazy("Added"),
    ChangeKind.REMOVED: gettext_lazy("Removed"),
    ChangeKind.CHANGED: gettext_lazy("Changed"),
    ChangeKind.MOVED: gettext_lazy("Moved"),
}
TONES: Mapping[ChangeKind, str] = {
    ChangeKind.ADDED: "done",
    ChangeKind.REMOVED: "overdue",
    ChangeKind.CHANGED: "due",
    ChangeKind.MOVED: "neutral",
}
SECTIONS: Mapping[str, Any] = {
    "trial": gettext_lazy("Synopsis"),
    "parts": gettext_lazy("Parts"),
    "consent": gettext_lazy("Consent"),
    "settings": gettext_lazy("Settings"),
    "facts": gettext_lazy("Facts"),
    "forms": gettext_lazy("Forms"),
    "criteria": gettext_lazy("Criteria"),
    "allocation": gettext_lazy("Allocation"),
    "agents": gettext_lazy("Agents"),
    "arms": gettext_lazy("Arms"),
    "schedule": gettext_lazy("Visits"),
    "sets": gettext_lazy("Analysis sets"),
    "endpoints": gettext_lazy("Endpoints"),
    "disclosure": gettext_lazy("Disclosure of predictions"),
    "analyses": gettext_lazy("Analyses"),
    "concordance": gettext_lazy("Recommended and received"),
    "imaging": gettext_lazy("Scans"),
    "slides": gettext_lazy("Slides"),
    "rules": gettext_lazy("Data-quality rules"),
    "ambiguities": gettext_lazy("Ambiguities"),
}


KNOWN_WORDS = frozenset(WORDS.values())


@dataclass(frozen=True, kw_only=True)
class Line:
    section: Any
    place: str
    kind: Any
    tone: str
    old: str
    new: str


@require_safe
@login_required
def changes(request: HttpRequest, trial: str) -> HttpResponse:
    """Of the newest version against the one before, unless two are chosen."""
    of = trial_or_404(request.reach, trial)
    versions = list(of.versions.select_related("trial").order_by("adopted_at", "pk"))
    context: dict[str, Any] = {"trial": of, "versions": versions}
    if len(versions) > 1 or request.GET:
        old = chosen(versions, request.GET.get("from", ""), -2)
        new = chosen(versions, request.GET.get("to", ""), -1)
        context |= {"old": old, "new": new, "lines": lines(old, new)}
    return render(request, "trials/changes.html", context)


def chosen(versions: list[ProtocolVersion], asked: str, otherwise: int) -> ProtocolVersion:
    if not asked:
        return versions[max(otherwise, -len(versions))]
    for one in versions:
        if one.version == asked:
            return one
    raise Http404


def lines(old: ProtocolVersion, new: ProtocolVersion) -> list[Line]:
    trees = plain(protocol_of(new)), plain(protocol_of(old))
    found = read_in(compared(old, new), get_language() or "en")
    return [line(one, trees) for one in found]


def compared(old: ProtocolVersion, new: ProtocolVersion) -> tuple[Change, ...]:
    return diff(protocol_of(old), protocol_of(new))


def line(change: Change, trees: tuple[Any, ...]) -> Line:
    return Line(
        section=SECTIONS.get(change.section, change.section),
        place=" › ".join(worded_step(step) for step in place_of(change.steps, *trees)),
        kind=KINDS[change.kind],
        tone=TONES[change.kind],
        old=change.old,
        new=change.new,
    )


def worded_step(step: Step) -> str:
    """A name of the file that nobody labeled stays as it is."""
    return gettext(step) if step in KNOWN_WORDS else worded(step)
