from argparse import ArgumentParser, RawDescriptionHelpFormatter
from typing import Any

from followup.domain.flat_tables import written
from followup.domain.laboratory.answers import answer
from followup.domain.laboratory.columns import COLUMNS
from followup.domain.laboratory.tables import faults, grade_table
from followup.management.table_command import TableCommand, columns_in_words


class Command(TableCommand):
    help = "Grade laboratory results by CTCAE v5.0. Nothing is stored and no database is needed."

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.formatter_class = RawDescriptionHelpFormatter
        parser.epilog = "\n".join(
            [
                "Columns, in any order; a row names the term, the analyte, or both:",
                *columns_in_words(COLUMNS),
                "Added: grade (0: none is reached), direction, graded_term, rule, why_no_grade,",
                "remark. The limits and the baseline are in the unit of the value unless",
                "baseline_unit says otherwise. <5 and >100 are understood. What is missing is not",
                "assumed: without it there is a grade only where it could make no difference.",
                "UTF-8, UTF-16 and GB18030 are read; cells parted by , ; | or tabs. A comma in a",
                "number counts as the rest of the table shows it; one that could be either is not",
                "guessed, nor is a day such as 03/04/2026 (no grade rests on the day).",
            ]
        )

    def handle(self, *args: Any, **options: Any) -> None:
        graded = self.read(options["file"], grade_table)
        self.write(options["out"], written(answer(one) for one in graded))
        self.complain(options["file"], faults(graded))
