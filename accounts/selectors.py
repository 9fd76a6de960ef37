from accounts.models import User


def waiting() -> list[User]:
    """Accounts one person has asked for and a second has not opened yet."""
    asked = User.objects.filter(is_active=False, last_login=None).order_by("printed_name")
    return [user for user in asked if latest_act(user) == "accounts.invite"]


def invited_by(user: User) -> str:
    """The id of whoever asked for the account, as the history has it."""
    return str(user.events.earliest("pgh_id").pgh_context["user"])


def latest_act(user: User) -> str:
    return str(user.events.latest("pgh_id").pgh_context["action"])
