from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from audit.acts import Refusal
from config import tasks
from config.demo import setting
from config.services.home import Home
from config.simulation import numbers
from config.simulation.scene import scene_of
from trials.models import Trial

ASKED_BY = "datamanager"


class Command(BaseCommand):
    help = (
        "Invent participants for a demonstration, entered by its cast through the acts of "
        "everybody. In the background unless --here; asked again, it goes on where it stopped."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        what = parser.add_mutually_exclusive_group(required=True)
        what.add_argument("--trial", choices=list(numbers.STORIES))
        what.add_argument("--demo", action="store_true", help="every trial, as ./run fills them")
        parser.add_argument("--participants", type=int, default=10, help="how many are enrolled")
        parser.add_argument("--seed", type=int, default=tasks.SEED)
        parser.add_argument("--here", action="store_true", help="in this process, without a job")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("This data folder is not a demonstration. Nobody was invented.")
        if options["participants"] < 1:
            raise CommandError("Say how many are to be enrolled: --participants 10.")
        try:
            self.do(options)
        except (Refusal, Trial.DoesNotExist, User.DoesNotExist) as refusal:
            raise CommandError(str(refusal)) from refusal

    def do(self, options: dict[str, Any]) -> None:
        if options["demo"]:
            self.tell(tasks.fill_demonstration(by=asker(), at=timezone.now()))
            Home(settings.HOME).asked.touch()
            return
        trial = Trial.objects.get(slug=options["trial"])
        count, seed = options["participants"], options["seed"]
        if options["here"]:
            self.write_here(trial, count, seed)
        else:
            self.tell(
                tasks.simulate(
                    trial=trial, participants=count, seed=seed, by=asker(), at=timezone.now()
                )
            )

    def tell(self, job: Any) -> None:
        self.stdout.write(
            f"Job {job.pk}: see the jobs page of {ASKED_BY}, {job.get_absolute_url()}"
        )

    def write_here(self, trial: Trial, participants: int, seed: int) -> None:
        scene = scene_of(
            trial,
            participants=participants,
            seed=seed,
            now=timezone.now(),
            password=setting.password_of(settings.HOME),
        )
        people = numbers.numbers_of(scene)
        for done, one in enumerate(people, start=1):
            with transaction.atomic():
                numbers.write(scene, one, is_last=one is people[-1])
            self.stdout.write(f"{trial.slug}: {done} of {participants}")


def asker() -> User:
    return User.objects.get(username=ASKED_BY)
