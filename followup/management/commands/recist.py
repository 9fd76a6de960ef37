from argparse import ArgumentParser, RawDescriptionHelpFormatter
from functools import partial
from typing import Any

from followup.domain.flat_tables import written
from followup.domain.recist.answers import rows_of
from followup.domain.recist.best import Terms
from followup.domain.recist.columns import COLUMNS, STATE_WORDS
from followup.domain.recist.tables import judge_table
from followup.management.table_command import TableCommand, columns_in_words


class Command(TableCommand):
    help = "Judge tumor measurements by RECIST 1.1. Nothing is stored, no database is needed."

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--stable-days", type=int, default=Terms.stable_days)
        parser.add_argument("--confirm-days", type=int, default=Terms.confirm_days)
        parser.formatter_class = RawDescriptionHelpFormatter
        parser.epilog = "\n".join(
            [
                "One row per lesion and scan; the first scan by date is the baseline. Columns:",
                *columns_in_words(COLUMNS),
                "kind: target, non-target or new; diameter in mm (of a node the short axis), or",
                f"a state: {', '.join(state.value for state in STATE_WORDS)}.",
                "A scan that shows nothing to follow has a row whose lesion is none.",
                "Of merged lesions one row has the diameter and the others none; of a split lesion",
                "each part has a row of its name, each split. Where visits are called baseline,",
                "each course needs one. More than 5 targets, or 2 in one organ, are not judged.",
            ]
        )

    def handle(self, *args: Any, **options: Any) -> None:
        terms = Terms(stable_days=options["stable_days"], confirm_days=options["confirm_days"])
        courses = self.read(options["file"], partial(judge_table, terms=terms))
        self.write(options["out"], written(row for one in courses for row in rows_of(one)))
        self.complain(options["file"], (fault for one in courses for fault in one.faults))
