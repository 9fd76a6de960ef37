"""The delegation log of a trial: who may do what, where, from when to when."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import invitations
from accounts.models import User
from accounts.selectors import waiting
from audit.acts import Refusal
from trials.actions import people
from trials.delegating import (
    check_may_change_accounts,
    check_may_see_people,
    may_end,
    roles_given_by,
)
from trials.domain.rights import Grant, Right
from trials.domain.roles import ROLE_LABELS, Role
from trials.forms.people import AccountForm, CloseForm, DelegateForm, EndForm, InviteForm
from trials.models import Delegation, SiteActivation, Trial
from trials.permissions import check_may_in_trial, may_in_trial
from trials.scope import trial_or_404
from trials.selectors.delegations import log_of
from trials.views.once import once


@require_safe
@login_required
def log(request: HttpRequest, trial: str) -> HttpResponse:
    found = trial_or_404(request.reach, trial)
    check_may_see_people(request.user, trial=found, on=request.today)
    changes = may_in_trial(request.user, Right.CHANGE_ACCOUNTS, trial=found, on=request.today)
    context = {
        "trial": found,
        "rows": [row_of(one, request) for one in log_of(found, reach=request.reach)],
        "waiting": waiting() if changes else [],
        "can_invite": changes,
        "can_delegate": may_in_trial(request.user, Right.DELEGATE, trial=found, on=request.today),
    }
    return render(request, "trials/people.html", context)


def row_of(delegation: Delegation, request: HttpRequest) -> dict[str, Any]:
    ended = delegation.to_date is not None and delegation.to_date < request.today
    return {
        "delegation": delegation,
        "person": delegation.user,
        "role": _(ROLE_LABELS[Role(delegation.role)]),
        "site": delegation.activation.site.code if delegation.activation else "",
        "ended": ended,
        "begins": delegation.from_date > request.today,
        "can_end": not ended and may_end(request.user, delegation, reach=request.reach),
    }


def places(request: HttpRequest, trial: Trial) -> dict[str, Any]:
    """The roles this person may give, and the sites they may give them at."""
    sites = SiteActivation.objects.filter(
        trial=trial, pk__in=request.reach.activation_ids
    ).select_related("site", "trial")
    given = {
        role
        for activation in (None, *sites)
        for role in roles_given_by(request.reach, trial=trial, activation=activation)
    }
    return {"roles": given, "sites": list(sites)}


@require_http_methods(["GET", "POST"])
@login_required
@once
def invite(request: HttpRequest, trial: str) -> HttpResponse:
    found = trial_or_404(request.reach, trial)
    grant = check_may_change_accounts(request.user, trial=found, on=request.today)
    alone = Grant.SECOND_PERSON not in grant
    initial = {"from_date": request.today, "language": request.user.language}
    more = places(request, found) if alone else {}
    form = (InviteForm if alone else AccountForm)(request.POST or None, initial=initial, **more)

    def do() -> HttpResponse:
        place = form.place() if isinstance(form, InviteForm) else {}
        user = people.invite(trial=found, **form.person(), **place, **by_and_when(request))
        return welcomed(request, user, found)

    return acted(request, form, do, word=_("Invite"), trial=found)


def welcomed(request: HttpRequest, user: User, trial: Trial) -> HttpResponse:
    if user.is_active:
        mail_link(request, user)
    else:
        text = _("%(name)s waits for the sponsor to open the account.")
        messages.info(request, text % {"name": user})
    return redirect("trials:people", trial=trial.slug)


def mail_link(request: HttpRequest, user: User) -> None:
    home = request.build_absolute_uri(reverse("home"))
    transaction.on_commit(lambda: invitations.send_link(user, address=home), robust=True)
    text = _("A link to set a password goes to %(address)s.")
    messages.success(request, text % {"address": user.email})


@require_http_methods(["GET", "POST"])
@login_required
@once
def delegate(request: HttpRequest, trial: str) -> HttpResponse:
    found = trial_or_404(request.reach, trial)
    check_may_in_trial(request.user, Right.DELEGATE, trial=found, on=request.today)
    initial = {"from_date": request.today, "username": request.GET.get("username", "")}
    form = DelegateForm(request.POST or None, initial=initial, **places(request, found))

    def do() -> HttpResponse:
        user, to_date = form.cleaned_data["username"], form.cleaned_data["to_date"]
        people.delegate(
            user=user, trial=found, to_date=to_date, **form.place(), **by_and_when(request)
        )
        return redirect("trials:people", trial=found.slug)

    return acted(request, form, do, word=_("Give a role"), trial=found)


@require_http_methods(["GET", "POST"])
@login_required
@once
def end(request: HttpRequest, trial: str, pk: int) -> HttpResponse:
    found = trial_or_404(request.reach, trial)
    check_may_in_trial(request.user, Right.DELEGATE, trial=found, on=request.today)
    log = log_of(found, reach=request.reach)
    delegation = one_of(log, lambda one: one.pk == pk)
    form = EndForm(request.POST or None, initial={"to_date": request.today})

    def do() -> HttpResponse:
        people.end(delegation=delegation, **form.cleaned_data, **by_and_when(request))
        return redirect("trials:people", trial=found.slug)

    about = row_of(delegation, request)
    return acted(request, form, do, word=_("End the delegation"), trial=found, about=about)


@require_http_methods(["GET", "POST"])
@login_required
@once
def close(request: HttpRequest, trial: str, pk: int) -> HttpResponse:
    found = trial_or_404(request.reach, trial)
    check_may_change_accounts(request.user, trial=found, on=request.today)
    user = person_in(request, found, pk)
    form = CloseForm(request.POST or None)

    def do() -> HttpResponse:
        people.close_account(user=user, trial=found, **form.cleaned_data, **by_and_when(request))
        return redirect("trials:people", trial=found.slug)

    about = {"person": user}
    return acted(request, form, do, word=_("Close the account"), trial=found, about=about)


@require_POST
@login_required
def open_account(request: HttpRequest, trial: str, pk: int) -> HttpResponse:
    found = trial_or_404(request.reach, trial)
    check_may_change_accounts(request.user, trial=found, on=request.today)
    user = one_of(waiting(), lambda one: one.pk == pk)
    try:
        people.open_account(user=user, trial=found, **by_and_when(request))
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        mail_link(request, user)
    return redirect("trials:people", trial=found.slug)


@require_POST
@login_required
def send_link(request: HttpRequest, trial: str, pk: int) -> HttpResponse:
    """Once more, to somebody who was invited and has not come in yet."""
    found = trial_or_404(request.reach, trial)
    check_may_change_accounts(request.user, trial=found, on=request.today)
    user = person_in(request, found, pk)
    if user.last_login is None and user.is_active:
        mail_link(request, user)
    return redirect("trials:people", trial=found.slug)


def person_in(request: HttpRequest, trial: Trial, pk: int) -> User:
    log = log_of(trial, reach=request.reach)
    return one_of(log, lambda one: one.user_id == pk).user


def one_of(rows: list[Any], is_it: Callable[[Any], bool]) -> Any:
    for row in rows:
        if is_it(row):
            return row
    raise Http404


def by_and_when(request: HttpRequest) -> dict[str, Any]:
    return {"on": request.today, "by": request.user, "at": timezone.now()}


def acted(
    request: HttpRequest,
    form: Form,
    do: Callable[[], HttpResponse],
    *,
    word: str,
    trial: Trial,
    about: dict[str, Any] | None = None,
) -> HttpResponse:
    """Do it if what was typed is right and nothing refuses it; else show the form."""
    if form.is_valid():
        try:
            return do()
        except Refusal as refusal:
            form.add_error(None, str(refusal))
    context = {"trial": trial, "form": form, "word": word, "about": about}
    status = 422 if form.errors else 200
    return render(request, "trials/people_form.html", context, status=status)
