from datetime import timedelta
from typing import Any

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest
from django.utils import timezone

from accounts import actions
from accounts.middleware import last_authenticated
from accounts.models import User


class InviteOnly(DefaultAccountAdapter):
    """Accounts come from an invitation; nobody signs up by themselves."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def set_password(self, user: User, password: str) -> Any:
        actions.set_password(user=user, password=password, by=user)

    def is_reauthentication_required(self, *, app: str, **_: Any) -> bool:
        """Not again within the quarter of an hour after a password or code was given."""
        age = timezone.now() - last_authenticated(self.request)
        return age > timedelta(seconds=app_settings.REAUTHENTICATION_TIMEOUT)
