"""API tokens: each acts for one delegation and ends with it."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from knox.auth import TokenAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from accounts.models import User
from audit.acts import continue_as
from trials.models import Delegation
from trials.selectors.delegations import reach_of


class DelegatedTokenAuthentication(TokenAuthentication):
    """The request reaches the sites of the token's delegation, and no more."""

    def authenticate(self, request: Request) -> tuple[User, Any] | None:
        result = super().authenticate(request)
        if result is None:
            return None
        user, token = result
        narrow(request._request, user, token.delegation)
        return user, token


def narrow(request: HttpRequest, user: User, delegation: Delegation) -> None:
    """Who asks is known only here, inside the transaction the middleware opened."""
    user.acts_through = delegation.pk
    reach = reach_of(user, on=request.today)
    if not reach.delegations:
        raise AuthenticationFailed(_("The delegation of this token has ended."))
    request.user, request.reach = user, reach
    continue_as(user, activations=reach.activation_ids)
