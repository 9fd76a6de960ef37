from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from config.demo import setting


class Command(BaseCommand):
    help = "Load the demonstration's protocols, sites and people. Doing it again changes nothing."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("This data folder is not a demonstration. Nothing was loaded.")
        password = setting.password_of(settings.HOME)
        setting.set_stage(password=password, by=setting.DEMO, at=timezone.now())
        setting.write_logins(settings.HOME, password)
