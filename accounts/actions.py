"""What may be written about a person's account: invite, sign in, prefer, deactivate."""

from datetime import datetime

from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.selectors import invited_by, waiting
from audit.acts import Actor, Refusal, act


class UnableToInvite(Refusal):
    """No account was made."""


class UnableToConnect(Refusal):
    """The hospital's identity and the account stay as they were to each other."""


class UnableToOpen(Refusal):
    """The account stays as it was."""


@act
def invite(
    *,
    username: str,
    email: str,
    printed_name: str,
    by: Actor,
    at: datetime,
    language: str = "en",
    is_open: bool = True,
) -> User:
    """Make an account without a password; the person sets one through the link sent by mail.

    Not open, it waits until a second person opens it.
    """
    if User.objects.filter(username__iexact=username).exists():
        # Also true of people who left: a user name stays with one person for ever (21 CFR 11.100).
        raise taken(username)
    user = User(
        username=username,
        email=email,
        printed_name=printed_name,
        language=language,
        is_active=is_open,
    )
    user.set_unusable_password()
    user.clean_fields(exclude=["password"])
    try:
        with transaction.atomic():
            user.save()
    except IntegrityError as error:
        raise taken(username) from error
    return user


def taken(username: str) -> UnableToInvite:
    text = _("The user name %(name)s is taken. Choose another.")
    return UnableToInvite(text % {"name": username})


@act
def open_account(*, user: User, by: Actor, at: datetime) -> None:
    """Open an account that waits; whoever asked for it does not open it."""
    if user not in waiting():
        raise UnableToOpen(_("This account does not wait to be opened."))
    if invited_by(user) == str(by.pk):
        raise UnableToOpen(_("You asked for this account yourself; a second person opens it."))
    user.is_active = True
    user.save(update_fields=["is_active"])


@act
def sign_in(*, user: User, by: Actor, at: datetime) -> None:
    """Note in the history that this person came in."""
    user.last_login = at
    user.save(update_fields=["last_login"])


@act
def set_password(*, user: User, password: str, by: Actor) -> None:
    """Only its hash is stored, and not in the history; that it was set is."""
    user.set_password(password)
    user.save(update_fields=["password"])


@act
def note_second_factor(*, user: User, by: Actor, reason: str) -> None:
    """Note in the history that this person added or removed a second factor."""
    # The factor stands in a table of the library's, without history: a row of the person written as
    # it is leaves the event that carries act and reason.
    user.save(update_fields=["is_active"])


@act
def connect_identity(
    *, user: User, provider: str, subject: str, by: Actor, at: datetime
) -> SocialAccount:
    """Who the hospital knows by this name is this person; one of each for the other."""
    known = SocialAccount.objects.filter(provider=provider)
    # An address may pass to the next employee; the first one's account does not.
    if known.filter(Q(user=user) | Q(uid=subject)).exists():
        raise connected_otherwise()
    try:
        with transaction.atomic():
            made = SocialAccount.objects.create(user=user, provider=provider, uid=subject)
    except IntegrityError as error:
        raise connected_otherwise() from error
    # As with a second factor: the library's table has no history, the person's has.
    user.save(update_fields=["is_active"])
    return made


def connected_otherwise() -> UnableToConnect:
    text = _(
        "This account, or this identity of your hospital, is connected otherwise already. Nothing "
        "was changed. Take the old connection away under Your account, or ask the sponsor."
    )
    return UnableToConnect(text)


@act
def disconnect_identity(*, user: User, by: Actor, at: datetime) -> None:
    """The hospital no longer opens this account; its password must."""
    if not user.has_usable_password():
        text = _("Without the hospital you could not sign in: set a password first.")
        raise UnableToConnect(text)
    connected = SocialAccount.objects.filter(user=user)
    # Plain: the usual way would also empty the table of tokens, which nobody may write.
    connected._raw_delete(connected.db)
    user.save(update_fields=["is_active"])


@act
def prefer(*, user: User, by: Actor, language: str = "", theme: str = "") -> None:
    """Remember how this person likes to read; what is not among the choices is left as it was."""
    if language in dict(settings.LANGUAGES):
        user.language = language
    if theme in User.Theme.values:
        user.theme = theme
    user.save(update_fields=["language", "theme"])


@act
def deactivate(*, user: User, reason: str, by: Actor, at: datetime) -> None:
    """Close the account: every session and token ends at once, the name stays reserved."""
    user.is_active = False
    user.save(update_fields=["is_active"])
    for session in user.usersession_set.all():
        session.end()
    user.auth_token_set.all().delete()
