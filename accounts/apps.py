from typing import Any

from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in


class AccountsConfig(AppConfig):
    """The libraries we sign in with tell us what they did by signals only."""

    name = "accounts"

    def ready(self) -> None:
        from allauth.mfa.signals import authenticator_added, authenticator_removed

        # Django would note the sign-in as nobody's act, which the history refuses.
        user_logged_in.disconnect(dispatch_uid="update_last_login")
        user_logged_in.connect(note_sign_in, dispatch_uid="accounts.note_sign_in")
        authenticator_added.connect(note_added, dispatch_uid="accounts.note_added")
        authenticator_removed.connect(note_removed, dispatch_uid="accounts.note_removed")


def note_sign_in(*, user: Any, request: Any = None, **_: Any) -> None:
    from django.utils import timezone

    from accounts import actions
    from accounts.middleware import SEEN_AT, SIGNED_IN_AT

    now = timezone.now()
    actions.sign_in(user=user, by=user, at=now)
    if request is not None:
        request.session[SEEN_AT] = request.session[SIGNED_IN_AT] = now.isoformat()


def note_added(*, user: Any, authenticator: Any, **_: Any) -> None:
    from accounts import actions

    actions.note_second_factor(user=user, by=user, reason=f"added {authenticator.type}")


def note_removed(*, user: Any, authenticator: Any, **_: Any) -> None:
    from accounts import actions

    actions.note_second_factor(user=user, by=user, reason=f"removed {authenticator.type}")
