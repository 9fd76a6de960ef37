"""Exclusions after enrollment: who, by what, and what it does to the analysis sets."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from accounts.signing.printed import printed
from audit.models import Signature
from casebook.models import Participant
from casebook.scope import readable
from casebook.selectors.banner import banner_of
from casebook.selectors.calendar import day_at
from enrollment.actions import exclusions as acts
from enrollment.domain.exclusions import STATE_LABELS, State, counts, effects, later_criteria
from enrollment.forms import ExclusionForm
from enrollment.models import Exclusion
from enrollment.selectors.exclusions import (
    Case,
    by_enrollment,
    case_of,
    content_of,
    counted,
    signed_content,
)
from enrollment.views.atoms import rows
from enrollment.views.sources import places_for
from trials.domain.protocol.protocol import Protocol
from trials.domain.rights import Grant, Right, grant_of
from trials.models import Trial
from trials.permissions import check_may, check_may_in_trial, may, refusal_text
from trials.scope import trial_or_404
from trials.selectors.readings import latest_as_read, read_by
from trials.views.signing import Attempt
from trials.wording import worded

TONES = {State.PROPOSED: "due", State.CONFIRMED: "locked", State.REINSTATED: "done"}


@require_safe
@login_required
def exclusions(request: HttpRequest, trial: str) -> HttpResponse:
    """Codes for who reads the records; by arm only for who may see outcomes by arm."""
    found = trial_or_404(request.reach, trial)
    check_may_in_trial(request.user, Right.SEE_POOLED_COUNTS, trial=found, on=request.today)
    protocol = latest_as_read(found)
    everybody = by_enrollment(found, request.reach.activation_ids)
    by_arm = sees_arms(request, found)
    people = counted(everybody, by_arm=by_arm)
    groups = groups_of(protocol, by_arm=by_arm)
    cases = [case for cases, _facts in everybody for case in cases]
    context = {
        "trial": found,
        "criteria": later_criteria(protocol),
        "counts": count_lines(protocol, people, groups),
        "effects": [
            effect_line(one, protocol, groups) for one in effects(protocol, people, groups)
        ],
        "by_arm": by_arm,
        "lists": lists_of(cases) if reads_records(request, found) else None,
    }
    return render(request, "enrollment/exclusions.html", context)


def sees_arms(request: HttpRequest, trial: Trial) -> bool:
    """Who is excluded for an early death, by arm, is an outcome by arm."""
    grants = [grant_of(Right.SEE_OUTCOME_BY_ARM, role) for role in request.reach.roles_in(trial)]
    return any(grant and Grant.REASON not in grant for grant in grants)


def reads_records(request: HttpRequest, trial: Trial) -> bool:
    return any(grant_of(Right.READ_RECORDS, role) for role in request.reach.roles_in(trial))


def groups_of(protocol: Protocol, *, by_arm: bool) -> dict[str, str]:
    arms = {arm.id: worded(arm.short_label) for arm in protocol.arms} if by_arm else {}
    return {"": _("All")} | arms


def count_lines(protocol: Protocol, people: list[Any], groups: dict[str, str]) -> list[Any]:
    return [
        {
            "criterion": one.id,
            "text": worded(one.text),
            "group": label,
            **{state.value: n for state, n in counts(people, one.id, group).items()},
        }
        for one in later_criteria(protocol)
        for group, label in groups.items()
    ]


def effect_line(one: Any, protocol: Protocol, groups: dict[str, str]) -> dict[str, Any]:
    definition = protocol.sets[one.name]
    return {
        "label": worded(definition.label),
        "definition": worded(definition.definition),
        "group": groups[one.group],
        "effect": one,
    }


def lists_of(cases: list[Case]) -> list[dict[str, Any]]:
    return [
        {
            "state": state.value,
            "heading": _(STATE_LABELS[state]),
            "tone": TONES[state],
            "rows": [line_of(case) for case in cases if case.state is state],
        }
        for state in State
    ]


def line_of(case: Case) -> dict[str, Any]:
    return {
        "case": case,
        "participant": case.participant,
        "text": worded(case.atom.criterion.text),
        "no_longer_found": case.state is State.CONFIRMED and not case.is_found,
    }


@sensitive_post_parameters("password", "code")
@require_http_methods(["GET", "POST"])
@login_required
def exclusion(request: HttpRequest, trial: str, code: str, criterion: str) -> HttpResponse:
    """One participant and one criterion. Not remembered by a key, whose hash would cover the
    password."""
    row = readable(request, trial, code)
    case = case_or_404(row, criterion)
    if request.method == "GET":
        return page(request, case)
    now = timezone.now()
    today = day_at(row.activation, now)
    check_may(request.user, Right.ENROLL, activation=row.activation, on=today)
    form = ExclusionForm(request.POST, request=request)
    attempt = Attempt(form)
    if form.is_valid():
        with attempt:
            decide(request, case, form)
    if attempt.done:
        messages.success(request, _("Signed."))
        return redirect("enrollment:exclusion", trial=trial, code=row.code, criterion=criterion)
    return page(request, case, form=form, status=attempt.status)


def case_or_404(row: Participant, criterion: str) -> Case:
    case = case_of(row, criterion)
    if case is None:
        raise Http404
    return case


def decide(request: HttpRequest, case: Case, form: ExclusionForm) -> None:
    now = timezone.now()
    act = acts.reinstate if case.state is State.CONFIRMED else acts.confirm
    act(
        participant=case.participant,
        criterion=case.criterion,
        reason=form.cleaned_data["reason"],
        signing=form.signing(at=now),
        by=request.user,
        at=now,
    )


def page(
    request: HttpRequest, case: Case, *, form: ExclusionForm | None = None, status: int = 200
) -> HttpResponse:
    row, today = case.participant, day_at(case.participant.activation, timezone.now())
    protocol = read_by(case.version, case.enrollment.readings)
    decides = may(request.user, Right.ENROLL, activation=row.activation, on=today)
    to = State.REINSTATED if case.state is State.CONFIRMED else State.CONFIRMED
    meaning = (
        Signature.Meaning.REINSTATEMENT if to is State.REINSTATED else Signature.Meaning.EXCLUSION
    )
    context = {
        "trial": row.activation.trial,
        "participant": row,
        "banner": banner_of(row, today=request.today),
        "case": case,
        "text": worded(case.atom.criterion.text),
        "state": _(STATE_LABELS[case.state]) if case.state else "",
        "tone": TONES[case.state] if case.state else "done",
        "rows": list(rows([case.atom], protocol, places_for(row, protocol, [case.atom]))),
        "no_longer_found": case.state is State.CONFIRMED and not case.is_found,
        "takes_back": to is State.REINSTATED,
        "can_decide": decides and (case.is_found or to is State.REINSTATED),
        "who_decides": "" if decides else refusal_text(Right.ENROLL),
        "meaning": dict(Signature.Meaning.choices)[str(meaning)],
        "shown": content_of(case, to=to).as_shown().token(),
        "form": form or ExclusionForm(request=request),
        "past": [past_of(one) for one in decisions_of(case)],
    }
    return render(request, "enrollment/exclusion.html", context, status=status)


def decisions_of(case: Case) -> list[Exclusion]:
    found = Exclusion.objects.filter(participant=case.participant, criterion=case.criterion)
    related = ("signature", "reinstated_signature", "protocol_version", "participant")
    return list(found.select_related(*related).order_by("-confirmed_at", "-pk"))


def past_of(one: Exclusion) -> dict[str, Any]:
    """Both signatures, and whether what is stored is what was signed."""
    zone = one.participant.activation.site.time_zone
    return {
        "exclusion": one,
        "signature": signature_shown(one, one.signature, State.CONFIRMED, zone),
        "reinstated": signature_shown(one, one.reinstated_signature, State.REINSTATED, zone),
    }


def signature_shown(
    one: Exclusion, signature: Signature | None, to: State, zone: str
) -> dict[str, str] | None:
    if signature is None:
        return None
    is_void = signature.is_void(content_sha256=signed_content(one, to=to).sha256)
    void = _("What is stored is not what was signed.") if is_void else ""
    return printed(signature, zone=zone, void=void)
