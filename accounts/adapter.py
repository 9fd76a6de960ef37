from datetime import timedelta
from typing import Any

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from accounts import actions
from accounts.hospital import provider
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

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """Whoever comes through the hospital unlocks the screen there too."""
        ways: list[dict[str, Any]] = super().get_reauthentication_methods(user)
        if user.is_authenticated and provider.is_linked(user):
            url = reverse("hospital_confirm")
            ways.append({"id": "hospital", "description": provider.name(), "url": url})
        return ways
