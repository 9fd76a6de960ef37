import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from analysis.domain.methods.registry import METHODS, estimate
from analysis.domain.methods.unfit import Unfit


class Command(BaseCommand):
    help = "Compute one statistical method on a table and print JSON. Needs no database."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        listed = "; ".join(f"{name}: {method.what}" for name, method in METHODS.items())
        parser.add_argument("method", metavar="METHOD", help=listed)
        parser.add_argument("--file", type=Path, help="CSV table, its first line the columns")
        parser.add_argument("--spec", type=Path, required=True, help="JSON file: what to compute")
        parser.add_argument("--out", type=Path, help="write the answer here instead")

    def handle(self, *args: Any, **options: Any) -> None:
        file, spec = options["file"], options["spec"]
        try:
            found = estimate(
                options["method"], table=None if file is None else read(file), spec=read(spec)
            )
        except Unfit as error:
            raise CommandError(f"Not computed. {error}") from error
        text = json.dumps(found, ensure_ascii=False, indent=1)
        if options["out"] is None:
            self.stdout.write(text)
        else:
            write(options["out"], text)


def write(path: Path, text: str) -> None:
    try:
        path.write_text(text + "\n", encoding="utf-8")
    except OSError as error:
        raise CommandError(f"{path} cannot be written: {error}") from error


def read(path: Path) -> str:
    try:
        return Path(path).read_text("utf-8-sig")
    except OSError as error:
        raise CommandError(f"{path} cannot be read: {error}") from error
    except UnicodeDecodeError as error:
        raise CommandError(f"{path} is not in UTF-8; save it as such. {error}") from error
