from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from audit.acts import Refusal
from config import main_job


class Command(BaseCommand):
    help = "Import the Moertel trial, cut, compute, report: the published result from its data."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--out", type=Path, default=settings.HOME / "reports")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("The main job runs in a demonstration's data folder only.")
        try:
            summary = main_job.do(out=options["out"], at=timezone.now())
        except Refusal as refusal:
            raise CommandError(str(refusal)) from refusal
        for line in lines_of(summary):
            self.stdout.write(line)


def lines_of(summary: dict[str, Any]) -> list[str]:
    recurrence, rfs = summary["time_to_recurrence"], summary["recurrence_free_survival"]
    free = rfs["at_24_months"]
    return [
        f"Cut {summary['cut']['name']}: {summary['cut']['sha256']}",
        f"{summary['counts']['participants']} participants",
        f"Time to recurrence, Lev+5FU against Obs: {hazard(recurrence)}",
        f"Recurrence-free survival, Lev+5FU against Obs: {hazard(rfs)}",
        f"Recurrence-free at 24 months: {free['Lev+5FU']['surv']:.3f} against "
        f"{free['Obs']['surv']:.3f}",
        f"Seconds: {summary['seconds']}",
    ]


def hazard(term: dict[str, float]) -> str:
    return f"HR {term['hazard_ratio']:.3f} ({term['lower']:.3f}-{term['upper']:.3f})"
