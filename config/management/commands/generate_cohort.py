from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from config.cohorts.archive import as_csv
from config.cohorts.loading import ARCHIVES, SEED, mapping_path

MOST_ROWS = 100_000


class Command(BaseCommand):
    help = "Write an invented archive of operated patients, as import_cohort reads it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--trial", required=True, choices=sorted(ARCHIVES))
        parser.add_argument("--rows", required=True, type=int)
        parser.add_argument("--seed", type=int, default=SEED)
        parser.add_argument("--file", required=True, type=Path, help="the CSV file to write")
        parser.add_argument("--sites", default="WH,YC", help="site codes, parted by commas")

    def handle(self, *args: Any, **options: Any) -> None:
        archive, rows = ARCHIVES[options["trial"]], options["rows"]
        centers = [code.strip() for code in options["sites"].split(",") if code.strip()]
        if not 1 <= rows <= MOST_ROWS:
            raise CommandError(f"Ask for 1 to {MOST_ROWS} rows, not {rows}.")
        if not centers:
            raise CommandError("Name at least one site with --sites.")
        text = as_csv(archive.rows(count=rows, seed=options["seed"], centers=centers))
        try:
            options["file"].write_text(text, encoding="utf-8")
        except OSError as error:
            raise CommandError(f"{options['file']} cannot be written: {error.strerror}") from error
        self.stdout.write(f"{rows} invented patients stand in {options['file']}.")
        self.stdout.write(f"Import them with --mapping {mapping_path(archive)}")
