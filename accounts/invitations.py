"""The mail with the link by which an invited person sets a password."""

import structlog
from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import User

log = structlog.get_logger("concord.accounts")


def send_link(user: User, *, address: str) -> bool:
    """Mail the link, in the person's language; `address` is that of the home page.

    False when the mail could not be handed over: the account stands, the link can be sent again.
    """
    with translation.override(user.language):
        subject = _("Your account in Concord")
        link = f"{address.rstrip('/')}{path_for(user)}"
        words = {"person": user, "link": link, "address": address, "days": days()}
        text = render_to_string("account/email/invitation.txt", words)
    try:
        send_mail(subject, text, None, [user.email])
    except OSError:
        log.exception("invitation not sent", user=str(user.pk))
        return False
    return True


def path_for(user: User) -> str:
    """Works once, and not after the password or the address has changed."""
    words = {"uidb36": user_pk_to_url_str(user), "key": default_token_generator.make_token(user)}
    return reverse("account_reset_password_from_key", kwargs=words)


def days() -> int:
    return settings.PASSWORD_RESET_TIMEOUT // 86_400
