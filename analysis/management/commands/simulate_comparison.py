from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from analysis.domain.comparison.simulation import Tally, band, simulate

NAMES = {
    "log_rank": "naive log-rank test",
    "curves": "naive difference at 24 months",
    "within": "within recommendations, pooled",
    "overlap": "overlap weights, 24 months",
    "iptw": "inverse weights, 24 months",
    "hazard": "overlap weights, hazard ratio",
    "value": "value of the rule, 24 months",
}


class Command(BaseCommand):
    help = (
        "Invent trials in which the effect of following the predictor is known, and show how often "
        "each estimator of the comparison finds one. Needs no database."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--runs", type=int, default=1000)
        parser.add_argument("--size", type=int, default=1000, help="participants of each trial")
        parser.add_argument(
            "--effect",
            type=float,
            default=0.0,
            help="taken off the log hazard of those who received what was recommended",
        )
        parser.add_argument("--seed", type=int, default=1)

    def handle(self, *args: Any, **options: Any) -> None:
        asked = {name: options[name] for name in ("runs", "size", "effect", "seed")}
        lower, upper = band(asked["runs"])
        self.stdout.write(f"{asked}; 99 % band of 5 %: {100 * lower:.1f} to {100 * upper:.1f} %\n")
        self.stdout.write("| estimator | answered | rejects equality | limits hold the truth |")
        self.stdout.write("|---|---|---|---|")
        for name, tally in simulate(**asked).items():
            self.stdout.write(
                row_of(NAMES[name], tally, tested_only=name in ("log_rank", "hazard"))
            )


def row_of(name: str, tally: Tally, *, tested_only: bool) -> str:
    """A test alone has no interval that could hold the truth."""
    held = "–" if tested_only else f"{100 * tally.coverage:.1f} %"
    return f"| {name} | {tally.runs} | {100 * tally.rejection:.1f} % | {held} |"
