from argparse import ArgumentParser
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from trials.domain.protocol.protocol import Protocol
from trials.domain.redcap.columns import Lost, NoDictionary, as_csv, from_csv
from trials.domain.redcap.reading import forms_in, fragment
from trials.domain.redcap.writing import dictionary
from trials.management.protocol_files import protocol_in
from trials.selectors.protocols import shipped_protocol, shipped_slugs


class Command(BaseCommand):
    help = (
        "Forms as a REDCap data dictionary, and a dictionary as the forms of a protocol file. "
        "What cannot be carried over is listed on standard error. Nothing is stored."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        ways = parser.add_subparsers(dest="way", required=True)
        out = ways.add_parser("export", help="a protocol file, or the slug of a shipped trial")
        out.add_argument("protocol")
        out.add_argument("--language", choices=["en", "zh"], default="en")
        out.add_argument("--out", type=Path, help="file; default: standard output")
        into = ways.add_parser("import", help="a dictionary as REDCap gives it: CSV, 18 columns")
        into.add_argument("file", type=Path)
        into.add_argument("--out", type=Path, help="file; default: standard output")

    def handle(self, *args: Any, **options: Any) -> None:
        {"export": self.export, "import": self.take_in}[options["way"]](options)

    def export(self, options: dict[str, Any]) -> None:
        protocol = self.protocol(options["protocol"])
        rows, lost = dictionary(protocol, language=options["language"])
        self.give(as_csv(rows), options["out"])
        self.tell(lost, f"{len(rows)} fields of {len(protocol.forms)} forms.")

    def take_in(self, options: dict[str, Any]) -> None:
        try:
            rows = from_csv(read(options["file"]))
        except NoDictionary as error:
            raise CommandError(f"{options['file']}: {error}") from error
        forms, lost = forms_in(rows)
        self.give(fragment(forms), options["out"])
        carried = sum(len(form["items"]) for form in forms)
        self.tell(lost, f"{carried} questions of {len(forms)} forms, from {len(rows)} fields.")

    def protocol(self, named: str) -> Protocol:
        if named in shipped_slugs():
            return shipped_protocol(named)
        return protocol_in(Path(named))

    def give(self, text: str, out: Path | None) -> None:
        if out is None:
            self.stdout.write(text)
        else:
            out.write_text(text, encoding="utf-8")

    def tell(self, lost: Iterable[Lost], summary: str) -> None:
        lines = list(lost)
        if lines:
            self.stderr.write("Not carried over, or only in part (form, field, column, why):")
        for line in lines:
            self.stderr.write(str(line))
        self.stderr.write(f"{summary} {len(lines)} remarks.")


def read(path: Path) -> str:
    try:
        return path.read_text("utf-8-sig")
    except UnicodeDecodeError as error:
        raise CommandError(
            f"{path} cannot be read: it is not text in UTF-8. Download it from REDCap anew; where a"
            " spreadsheet program has to save it, choose “CSV UTF-8”."
        ) from error
    except OSError as error:
        raise CommandError(f"{path} cannot be read: {error}") from error
