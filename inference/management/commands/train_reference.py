from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from inference.packages.manifest import UnusablePackage
from inference.packages.package import check_is_free, write_package

TRIALS = ("hcc-neo", "hcc-adj")


class Command(BaseCommand):
    help = "Train a reference predictor on invented patients and write it as a package."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--trial", required=True, choices=TRIALS)
        parser.add_argument("--seed", type=int, default=1)
        parser.add_argument("--out", type=Path, required=True, help="a new folder")

    def handle(self, *args: Any, **options: Any) -> None:
        from inference.training.references import contents_for

        try:
            # Before the minutes that training takes.
            check_is_free(options["out"])
            contents = contents_for(options["trial"], seed=options["seed"])
            sha256 = write_package(options["out"], contents)
        except UnusablePackage as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(contents.cards["en"])
        self.stdout.write(f"{options['out']} is release {sha256}")
