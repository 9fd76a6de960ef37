from typing import ClassVar

from django.conf import settings
from django.contrib.auth.models import AbstractUser, UserManager
from django.db import models
from django.utils.translation import gettext_lazy as _

from audit.history import tracked_without


@tracked_without("password")
class User(AbstractUser):
    """A person with one account for life: user names are never reassigned.

    What a person may do stands in delegations, not here.
    """

    class Theme(models.TextChoices):
        AUTO = "auto", _("As the device")
        LIGHT = "light", _("Light")
        DARK = "dark", _("Dark")

    printed_name = models.CharField(max_length=120, help_text="As it appears beside a signature.")
    language = models.CharField(max_length=10, choices=settings.LANGUAGES, default="en")
    theme = models.CharField(max_length=5, choices=Theme.choices, default=Theme.AUTO)

    # Set while an API token acts: the one delegation the token is bound to, whatever else the
    # person may do.
    acts_through: int | None = None

    objects: ClassVar[UserManager["User"]] = UserManager()
    REQUIRED_FIELDS = ["email", "printed_name"]

    def __str__(self) -> str:
        return self.printed_name or self.username
