from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from accounts import actions


@require_POST
@login_required
def save(request: HttpRequest) -> HttpResponse:
    """Language and theme of this person, then back to the page they came from."""
    actions.prefer(
        user=request.user,
        language=request.POST.get("language", ""),
        theme=request.POST.get("theme", ""),
        by=request.user,
    )
    back = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(back, {request.get_host()}, request.is_secure())
    return redirect(back if safe else reverse("home"))
