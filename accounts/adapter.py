from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class InviteOnly(DefaultAccountAdapter):
    """Accounts come from an invitation; nobody signs up by themselves."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False
