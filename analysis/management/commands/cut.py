from argparse import ArgumentParser
from datetime import UTC, date, datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.models import User
from analysis.actions import cuts
from analysis.selectors.cut_consents import reuse_in
from audit.acts import Refusal, acting
from trials.models import Trial


class Command(BaseCommand):
    help = "Take a data cut: what was known at an instant, with events up to a day."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--trial", required=True)
        parser.add_argument("--events-to", type=date.fromisoformat, required=True)
        parser.add_argument(
            "--known-at", type=instant, help="2026-03-05T12:00:00 (UTC); now, when left out"
        )
        parser.add_argument("--name", help="what the cut is called; the day, when left out")
        parser.add_argument("--by", required=True, help="user name of who takes it")

    def handle(self, *args: Any, **options: Any) -> None:
        trial = Trial.objects.filter(slug=options["trial"]).first()
        by = User.objects.filter(username=options["by"]).first()
        if trial is None:
            raise CommandError(f"There is no trial {options['trial']}.")
        if by is None:
            raise CommandError(f"There is no user {options['by']}.")
        places = trial.activations.values_list("pk", flat=True)
        try:
            with acting(by=by, action="analysis.cut", activations=places):
                cut = cuts.take(
                    trial=trial,
                    name=options["name"] or f"to-{options['events_to']}",
                    events_to=options["events_to"],
                    known_at=options["known_at"],
                    by=by,
                    at=timezone.now(),
                )
        except Refusal as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"{cut.name}: known at {cut.known_at:%Y-%m-%d %H:%M:%S} UTC")
        self.stdout.write(f"{cut.sha256}")
        reuse = reuse_in(cut)
        self.stdout.write(
            f"Later research: {reuse.agreed} agreed, {reuse.refused} did not, {reuse.waived} are "
            f"under a waiver for this trial alone; {reuse.taken_back} took new use back."
        )


def instant(text: str) -> datetime:
    """An ISO instant; without a zone it is UTC."""
    found = datetime.fromisoformat(text)
    return found if found.tzinfo else found.replace(tzinfo=UTC)
