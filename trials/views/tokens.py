"""One's own API tokens."""

from allauth.account.decorators import reauthentication_required
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from audit.acts import Refusal
from trials.actions import tokens
from trials.domain.roles import ROLE_LABELS, Role
from trials.forms.people import TokenForm
from trials.models import Delegation, DelegationToken


@require_http_methods(["GET", "POST"])
@login_required
@reauthentication_required
def own(request: HttpRequest) -> HttpResponse:
    """List them, and make one: its text is shown on this answer and never again."""
    held = Delegation.objects.filter(user=request.user).on(request.today)
    form = TokenForm(request.POST or None, held=held.select_related("trial", "activation__site"))
    text = ""
    if form.is_valid():
        try:
            text = tokens.issue(
                delegation=form.cleaned_data["delegation"],
                on=request.today,
                by=request.user,
                at=timezone.now(),
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
    context = {"form": form, "text": text, "tokens": listed(request)}
    return render(request, "trials/tokens.html", context, status=422 if form.errors else 200)


def listed(request: HttpRequest) -> list[dict[str, object]]:
    known = DelegationToken.objects.filter(user=request.user).select_related(
        "delegation__trial", "delegation__activation__site"
    )
    return [
        {
            "token": token,
            "role": _(ROLE_LABELS[Role(token.delegation.role)]),
            "place": token.delegation.activation or token.delegation.trial,
        }
        for token in known.order_by("-created")
    ]


@require_POST
@login_required
def withdraw(request: HttpRequest, key: str) -> HttpResponse:
    token = get_object_or_404(DelegationToken, user=request.user, token_key=key)
    tokens.withdraw(token=token, by=request.user, at=timezone.now())
    return redirect("trials:tokens")
