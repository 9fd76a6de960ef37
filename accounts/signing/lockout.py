"""Wrong components at signing count with wrong passwords at sign-in, and lock the same door."""

from datetime import datetime, timedelta

from axes.handlers.proxy import AxesProxyHandler
from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.auth.signals import user_login_failed
from django.db.models import Max
from django.http import HttpRequest
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.signing.printed import HOUSE_ZONE, at_site
from audit.actions import UnableToSign


class SigningLocked(UnableToSign):
    """Too many wrong components; the message names when to try again."""

    status = 429
    # The note of it must outlive the request that is refused.
    stays = True

    def __init__(self, until: datetime) -> None:
        self.until = until
        super().__init__(
            _(
                "Wrong %(attempts)s times: your account is locked for signing and for signing in. "
                "Nothing was signed. Try again from %(time)s on."
            )
            % {
                "attempts": settings.AXES_FAILURE_LIMIT,
                "time": at_site(until, HOUSE_ZONE),
            }
        )


def is_locked(request: HttpRequest, user: User) -> bool:
    return not AxesProxyHandler.is_allowed(request, {"username": user.get_username()})


def opens_at(request: HttpRequest, user: User) -> datetime:
    """The minute after the lock has ended."""
    AxesProxyHandler.update_request(request)
    tries = AccessAttempt.objects.filter(
        username=user.get_username(), ip_address=request.axes_ip_address
    )
    last: datetime = tries.aggregate(last=Max("attempt_time"))["last"]
    end = last + timedelta(hours=settings.AXES_COOLOFF_TIME)
    return end.replace(second=0, microsecond=0) + timedelta(minutes=1)


def count(request: HttpRequest, user: User) -> None:
    """As sign-in counts a wrong password."""
    credentials = {"username": user.get_username()}
    user_login_failed.send(sender=__name__, credentials=credentials, request=request)


def forget(request: HttpRequest, user: User) -> None:
    """What a right sign-in does to the wrong ones before it."""
    AxesProxyHandler.update_request(request)
    AxesProxyHandler.reset_attempts(
        username=user.get_username(), ip_address=request.axes_ip_address
    )
