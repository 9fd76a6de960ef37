from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from analysis.management.commands.compare_cuts import found_cut, found_user
from analysis.selectors.cut_exports import dictionary_of, tables_as_csv
from audit.acts import Refusal, acting
from trials.domain.rights import Right
from trials.permissions import check_may_in_trial


class Command(BaseCommand):
    help = (
        "Write the open part of a cut as CSV with a data dictionary. It holds everybody: whoever "
        "hands it on leaves out all but those who agreed to later research."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--trial", required=True)
        parser.add_argument("--name", required=True, help="what the cut is called")
        parser.add_argument("--out", type=Path, required=True, help="a folder not there yet")
        parser.add_argument("--by", required=True, help="user name of who asks")

    def handle(self, *args: Any, **options: Any) -> None:
        cut, by = found_cut(options["trial"], options["name"]), found_user(options["by"])
        folder = options["out"]
        if folder.exists():
            raise CommandError(f"{folder} is there already. Name another folder.")
        places = cut.trial.activations.values_list("pk", flat=True)
        try:
            with acting(by=by, action="analysis.export_cut", activations=places):
                check_may_in_trial(by, Right.TAKE_OPEN_CUT, trial=cut.trial, on=cut.taken_at.date())
                files = {**dict(tables_as_csv(cut)), "dictionary": dictionary_of(cut)}
        except Refusal as refusal:
            raise CommandError(str(refusal)) from refusal
        folder.mkdir(parents=True)
        for name, text in files.items():
            (folder / f"{name}.csv").write_text(text, encoding="utf-8", newline="")
        self.stdout.write(f"{len(files)} files of {cut.name}, {cut.sha256}")
