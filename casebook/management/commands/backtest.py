from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from audit.acts import SystemActor, acting
from casebook.domain.rules import Tally, tallied
from casebook.selectors.rules import known_in
from trials.management.protocol_files import protocol_in
from trials.models import SiteActivation, Trial

SHOWN = 5


class Command(BaseCommand):
    help = (
        "How often each data-quality rule of a protocol file would fire over the records there "
        "are, before the file is adopted. Nothing is stored and nobody is asked."
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
        self.stdout.write("rule\twould fire\thold\tcannot tell yet\tfor example")
        for rule in protocol.rules:
            self.stdout.write("\t".join([rule.id, *line(found[rule.id])]))


def line(tally: Tally) -> tuple[str, ...]:
    counts = (str(one) for one in (tally.broken, tally.held, tally.unknown))
    return (*counts, " ".join(tally.examples[:SHOWN]))
