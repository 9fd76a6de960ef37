from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from audit.acts import SystemActor, acting
from casebook.domain.rule_history import Firings
from casebook.domain.rules import Tally, tallied
from casebook.selectors.rule_history import firings_in
from casebook.selectors.rules import known_in
from trials.management.protocol_files import protocol_in
from trials.models import SiteActivation, Trial

SHOWN = 5
HEADS = (
    "rule",
    "would fire",
    "hold",
    "cannot tell yet",
    "fired so far",
    "mended since",
    "by month",
    "for example",
)


class Command(BaseCommand):
    help = (
        "How often each data-quality rule of a protocol file would fire over the records there "
        "are, and would have fired while they were written, before the file is adopted. Nothing "
        "is stored and nobody is asked."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        protocol = protocol_in(options["file"])
        slug = protocol.trial.slug
        trial = Trial.objects.filter(slug=slug).first()
        if trial is None:
            raise CommandError(f"There is no trial {slug} here, so there is no history to test on.")
        if not protocol.rules:
            raise CommandError(f"{options['file']} has no rules. Write them under rules:.")
        sites = SiteActivation.objects.filter(trial=trial).values_list("pk", flat=True)
        with acting(
            by=SystemActor("backtest"), action="casebook.backtest", activations=list(sites)
        ):
            found = tallied(protocol, known_in(trial, sites))
            fired = firings_in(protocol, trial, sites)
        self.stdout.write("\t".join(HEADS))
        for rule in protocol.rules:
            self.stdout.write("\t".join([rule.id, *line(found[rule.id], fired[rule.id])]))


def line(tally: Tally, firings: Firings) -> tuple[str, ...]:
    counts = (tally.broken, tally.held, tally.unknown, firings.fired, firings.settled)
    months = " ".join(f"{month}:{n}" for month, n in sorted(firings.by_month.items()) if n)
    return (*map(str, counts), months, " ".join(tally.examples[:SHOWN]))
