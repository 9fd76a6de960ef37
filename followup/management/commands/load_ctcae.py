from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext

from followup.domain.ctcae_file import Official, read
from followup.models import CtcaeText
from trials.domain.ctcae.terms import VERSION

MOST_SAID = 10


class Command(BaseCommand):
    help = (
        "Take the published table of CTCAE v5.0 (XLSX) into this deployment: the words of each "
        "grade, the definitions and the codes. Pages then show them beside the entry."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        table = read(rows_of(options["file"]))
        if table.faults:
            said = [one.render(gettext) for one in table.faults[:MOST_SAID]]
            raise CommandError("\n".join([*said, f"{len(table.faults)} faults; nothing was kept."]))
        known = set(CtcaeText.objects.filter(version=VERSION).values_list("term", flat=True))
        new = [row_of(one) for one in table.terms if one.term not in known]
        CtcaeText.objects.bulk_create(new)
        self.stdout.write(f"{len(table.terms)} terms read, {len(new)} kept anew.")


def row_of(one: Official) -> CtcaeText:
    return CtcaeText(
        version=VERSION,
        term=one.term,
        code=one.code,
        definition=one.definition,
        grades={str(grade): text for grade, text in one.grades.items()},
    )


def rows_of(path: Path) -> list[tuple[object, ...]]:
    from openpyxl import load_workbook

    try:
        book = load_workbook(path, read_only=True, data_only=True)
    # The library lets through whatever the zip or the XML within makes its own parts raise.
    except Exception as error:
        raise CommandError(f"{path} is no spreadsheet that can be read: {error}") from error
    return list(book.worksheets[0].iter_rows(values_only=True))
