from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.models import User
from analysis.models import DataCut
from analysis.selectors.cut_changes import changes_between
from audit.acts import Refusal, acting
from trials.domain.rights import Right
from trials.permissions import check_may_in_trial


class Command(BaseCommand):
    help = "Say what two cuts of a trial differ in: participants, events, corrected values."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--trial", required=True)
        parser.add_argument("--before", required=True, help="name of the earlier cut")
        parser.add_argument("--after", required=True, help="name of the later cut")
        parser.add_argument("--by", required=True, help="user name of who asks")

    def handle(self, *args: Any, **options: Any) -> None:
        before, after = (found_cut(options["trial"], options[name]) for name in ("before", "after"))
        by = found_user(options["by"])
        places = before.trial.activations.values_list("pk", flat=True)
        try:
            with acting(by=by, action="analysis.compare_cuts", activations=places):
                check_may_in_trial(
                    by, Right.TAKE_OPEN_CUT, trial=before.trial, on=after.taken_at.date()
                )
                found = changes_between(before, after)
        except Refusal as refusal:
            raise CommandError(str(refusal)) from refusal
        self.say("Participants in", found.came)
        self.say("Participants out", found.left)
        self.say("New adverse events", found.new_events)
        self.say(
            "Values that changed",
            [
                f"{one.participant} {one.name}: {one.before} -> {one.after}"
                for one in found.corrected
            ],
        )
        for name, (rows, now, changed) in found.tables.items():
            if changed:
                self.stdout.write(f"{name}: {rows} -> {now} rows")

    def say(self, title: str, lines: Any) -> None:
        self.stdout.write(f"{title}: {len(lines)}")
        for line in lines:
            self.stdout.write(f"  {line}")


def found_cut(trial: str, name: str) -> DataCut:
    cut = DataCut.objects.select_related("trial").filter(trial__slug=trial, name=name).first()
    if cut is None:
        raise CommandError(f"{trial} has no cut called {name}.")
    return cut


def found_user(name: str) -> User:
    user = User.objects.filter(username=name).first()
    if user is None:
        raise CommandError(f"There is no user {name}.")
    return user
