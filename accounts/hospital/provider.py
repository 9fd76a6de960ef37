"""The one identity provider the environment may name, and sending somebody there.

provider.name()                 # "" where none is named, and every page of it is then a 404
provider.send(request, ...)     # to the hospital; it answers at openid_connect_callback
"""

from secrets import token_urlsafe
from typing import Any

from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from requests import RequestException

from accounts.hospital.identity import refused
from accounts.models import User


def app() -> dict[str, Any]:
    apps = settings.SOCIALACCOUNT_PROVIDERS.get("openid_connect", {}).get("APPS", [])
    return apps[0] if apps else {}


def name() -> str:
    return str(app().get("name", ""))


def code() -> str:
    """What its identities are filed under."""
    return str(app().get("provider_id", ""))


def is_linked(user: User) -> bool:
    return bool(code()) and SocialAccount.objects.filter(user=user, provider=code()).exists()


def send(
    request: HttpRequest, *, process: str, back: str, data: Any = None, **asking: str
) -> HttpResponse:
    """Raises UnableToTell when the hospital's server does not answer as one."""
    if not code():
        raise Http404
    nonce = token_urlsafe()
    house = get_adapter(request).get_provider(request, code())
    try:
        return house.redirect(
            request,
            process,
            next_url=back,
            data={**(data or {}), "nonce": nonce},
            auth_params={**asking, "nonce": nonce},
        )
    except (RequestException, KeyError, ValueError) as error:
        raise refused("unreachable", hospital=name()) from error
