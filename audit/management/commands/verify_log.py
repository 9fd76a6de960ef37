from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from audit import sealed_log
from audit.sealed_log import Head


class Command(BaseCommand):
    help = "Recompute the sealed log; with --head, hold it against a head that was kept elsewhere."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--head", metavar="'SIZE ROOT'", help="as an earlier run printed it")

    def handle(self, *args: Any, head: str | None, **options: Any) -> None:
        found = list(sealed_log.faults(self.kept(head)))
        if found:
            raise CommandError("The sealed log was tampered with: " + "; ".join(found) + ".")
        self.stdout.write(f"The sealed log stands. Keep its head: {sealed_log.head()}")

    def kept(self, head: str | None) -> Head | None:
        try:
            return Head.parse(head) if head else None
        except ValueError as error:
            raise CommandError("--head takes the size and the root, as printed here.") from error
