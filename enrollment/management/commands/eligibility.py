import json
import sys
from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError, ProgrammingError
from django.utils import timezone, translation

from enrollment.domain.prescreening import Fault, UnfitValues, prescreen
from enrollment.domain.prescreening_report import as_data
from trials.domain.protocol.protocol import Protocol
from trials.models import Trial
from trials.selectors.protocols import (
    shipped_protocol,
    shipped_slugs,
)
from trials.selectors.readings import latest_as_read
from trials.wording import worded

LARGEST = 1_000_000
LANGUAGES = {"en": "en", "zh": "zh-hans"}


class Command(BaseCommand):
    help = "Judge values against a trial's criteria and print the verdict. Nothing is stored."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--trial", required=True, help="slug, such as hcc-neo")
        parser.add_argument("--facts", type=Path, required=True, help="JSON file; - reads stdin")
        parser.add_argument("--language", choices=[*LANGUAGES], default="en", help="of sentences")
        parser.add_argument("--on", type=day, help="day to judge on; default: the file's, or today")

    def handle(self, *args: Any, **options: Any) -> None:
        """Who reads the output reads JSON either way; the exit code is 1 where nothing was judged,
        and a person reads why."""
        with translation.override(LANGUAGES[options["language"]]):
            self.answer(options["trial"], options["facts"], options["on"])

    def answer(self, slug: str, file: Path, on: date | None) -> None:
        try:
            self.put(self.judged(slug, file, on))
        except UnfitValues as error:
            self.put({"errors": [fault_as_data(one) for one in error.faults]})
            lines = (
                "{name}: {message} {mend}".format(**fault_as_data(one)) for one in error.faults
            )
            raise CommandError("\n".join([f"{file}: not judged.", *lines])) from error
        except CommandError as error:
            self.put({"errors": [{"name": None, "message": str(error), "mend": None}]})
            raise

    def put(self, data: Any) -> None:
        self.stdout.write(json.dumps(data, ensure_ascii=False, indent=1))

    def judged(self, slug: str, file: Path, on: date | None) -> Any:
        protocol = self.protocol(slug)
        given, asked = split(read(file))
        day = on or asked or timezone.localdate()
        found = prescreen(protocol=protocol, given=given, on=day)
        return as_data(found, protocol=protocol, on=day, say=worded)

    def protocol(self, slug: str) -> Protocol:
        """The newest adopted version; where no database runs, the text that ships."""
        try:
            trial = Trial.objects.filter(slug=slug).first()
        except (ImproperlyConfigured, OperationalError, ProgrammingError):
            if slug not in shipped_slugs():
                raise unknown(slug, shipped_slugs()) from None
            self.stderr.write("No database is ready: judged by the protocol file that ships.")
            return shipped_protocol(slug)
        if trial is None:
            raise unknown(slug, Trial.objects.order_by("slug").values_list("slug", flat=True))
        return latest_as_read(trial)


def unknown(slug: str, known: Iterable[str]) -> CommandError:
    return CommandError(f"There is no trial {slug}. There are: {', '.join(known) or 'none'}.")


def day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise ArgumentTypeError(f"{text} is no day; write it as 2026-03-05.") from error


def fault_as_data(one: Fault) -> dict[str, str]:
    return {"name": one.name, "message": worded(one.message), "mend": worded(one.mend)}


def read(path: Path) -> Any:
    try:
        text = sys.stdin.read(LARGEST + 1) if str(path) == "-" else text_of(path)
        if len(text) > LARGEST:
            raise CommandError(f"{path} is too large: one person's values take less than 1 MB.")
        return json.loads(text, parse_float=Decimal, object_pairs_hook=each_once)
    except UnicodeDecodeError as error:
        raise CommandError(f"{path} cannot be read: save it as UTF-8 ({error}).") from error
    except OSError as error:
        raise CommandError(f"{path} cannot be read: {error}") from error
    except json.JSONDecodeError as error:
        raise CommandError(
            f"{path}, line {error.lineno}, column {error.colno}: this is not JSON ({error.msg})."
        ) from error
    except (RecursionError, ValueError) as error:
        why = "nested too deeply" if isinstance(error, RecursionError) else "a number is too long"
        raise CommandError(f"{path} cannot be read: {why}.") from error


def text_of(path: Path) -> str:
    with path.open(encoding="utf-8-sig") as file:
        return file.read(LARGEST + 1)


def each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    twice = sorted({name for name, _ in pairs if sum(name == one for one, _ in pairs) > 1})
    if twice:
        raise CommandError(f"Given twice: {', '.join(twice)}. Keep the value that counts.")
    return dict(pairs)


def split(content: Any) -> tuple[Mapping[str, Any], date | None]:
    """`{"on": day, "facts": {...}}`, or the values alone."""
    if not isinstance(content, dict):
        raise CommandError('Expected an object, such as {"facts": {"ecog": 1}}.')
    if "facts" not in content and "on" not in content:
        return content, None
    given, on = content.get("facts"), content.get("on")
    strange = content.keys() - {"facts", "on"}
    if strange or not isinstance(given, dict):
        raise CommandError('Expected {"on": "2026-03-05", "facts": {"ecog": 1}}, and nothing else.')
    try:
        return given, day(on) if on is not None else None
    except (ArgumentTypeError, TypeError) as error:
        raise CommandError(f"on: {on} is no day; write it as 2026-03-05.") from error
