from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from casebook.domain import data_locks, queries
from enrollment.domain import status
from jobs.domain import states

PLACE = settings.BASE_DIR / "docs" / "states.md"
HEAD = """# States

Drawn from the tables in the code by `manage.py draw_states`; `./check` fails when they differ.
"""


def drawn() -> str:
    parts = {
        "A participant": status.diagram(),
        "A job": states.mermaid(),
        "A query": queries.diagram(),
        "A lock on entering data": data_locks.diagram(),
    }
    sections = [f"## {name}\n\n```mermaid\n{text.strip()}\n```\n" for name, text in parts.items()]
    return "\n".join([HEAD, *sections])


class Command(BaseCommand):
    help = "Draw the state diagrams of docs/states.md from the transition tables."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="fail when the file differs")

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["check"]:
            PLACE.write_text(drawn())
        elif not PLACE.exists() or PLACE.read_text() != drawn():
            raise CommandError("docs/states.md is out of date: run manage.py draw_states.")
