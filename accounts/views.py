"""Confirming at the identity provider that it is oneself who is about to sign."""

from allauth.account.adapter import get_adapter
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.hospital import provider
from accounts.signing import step_up
from audit.domain.signing import Shown


@require_POST
@login_required
def confirm_signing(request: HttpRequest) -> HttpResponse:
    """Note for what it is asked, then let the hospital or the library ask; it leads back."""
    back = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts=None):
        back = reverse("home")
    if not get_adapter().get_reauthentication_methods(request.user):
        text = _(
            "Your account has neither a password nor a second factor here, so nobody can confirm "
            "that it is you. Set up a second factor under Security, then sign."
        )
        return render(
            request, "account/cannot_confirm.html", {"text": text, "back": back}, status=409
        )
    step_up.ask(request, shown=Shown.parse(request.POST.get("shown", "")), at=timezone.now())
    way = "account_reauthenticate"
    if not request.user.has_usable_password() and provider.is_linked(request.user):
        way = "hospital_confirm"
    return redirect(f"{reverse(way)}?{urlencode({'next': back})}")
