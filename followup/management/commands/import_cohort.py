from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.models import User
from audit.acts import Refusal, acting
from followup.actions import cohorts
from followup.actions.cohorts import CohortFile, UnableToImport
from followup.domain.cohort_mapping import MappingError, read_mapping
from trials.models import SiteActivation


class Command(BaseCommand):
    help = "Import a retrospective cohort from a CSV file: all of it, or nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--trial", required=True)
        parser.add_argument("--mapping", type=Path, required=True, help="how columns are meant")
        parser.add_argument("--file", type=Path, required=True)
        parser.add_argument("--by", required=True, help="user name of who imports")
        parser.add_argument("--site", help="site code; needed when the file names none")
        parser.add_argument("--dry-run", action="store_true", help="show problems, store nothing")
        parser.add_argument(
            "--hold-bad-rows", action="store_true", help="import the good rows, list the others"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        file = self.file(options["file"], options["mapping"])
        places = self.places(options["trial"], options["site"], file)
        by = User.objects.filter(username=options["by"]).first()
        if by is None:
            raise CommandError(f"There is no user {options['by']}.")
        reached = [place.pk for place in places]
        with acting(by=by, action="followup.import_cohort", activations=reached):
            if options["dry_run"]:
                self.dry_run(places, file)
            else:
                self.take_in(places, file, by, hold=options["hold_bad_rows"])

    def file(self, path: Path, mapping: Path) -> CohortFile:
        try:
            text, mapping_text = path.read_text("utf-8-sig"), mapping.read_text("utf-8")
            read = read_mapping(mapping_text, name=mapping.name)
        except (OSError, UnicodeDecodeError, MappingError) as error:
            raise CommandError(str(error)) from error
        return CohortFile(text=text, mapping=read, mapping_text=mapping_text)

    def places(self, trial: str, site: str | None, file: CohortFile) -> list[SiteActivation]:
        """All sites of the trial, where the file says which row is of which."""
        found = SiteActivation.objects.filter(trial__slug=trial).select_related("trial", "site")
        chosen = list(found.filter(site__code=site) if site else found.order_by("site__code"))
        if len(chosen) == 1 or (chosen and file.mapping.site):
            return chosen
        codes = ", ".join(one.site.code for one in found) or "none"
        raise CommandError(f"Name one site of {trial} with --site. Its sites: {codes}.")

    def dry_run(self, places: list[SiteActivation], file: CohortFile) -> None:
        try:
            rows, problems = cohorts.check_file(places, file, at=timezone.now())
        except Refusal as refusal:
            raise CommandError(str(refusal)) from refusal
        self.tell(problems)
        self.stdout.write(f"{len(rows)} rows can be imported, {len(problems)} problems.")
        if problems:
            raise CommandError("Nothing was stored.")

    def take_in(
        self, places: list[SiteActivation], file: CohortFile, by: User, *, hold: bool
    ) -> None:
        try:
            done = cohorts.import_cohort(
                places=places, file=file, by=by, at=timezone.now(), hold_bad_rows=hold
            )
        except UnableToImport as refusal:
            self.tell(refusal.problems)
            raise CommandError(str(refusal)) from refusal
        except Refusal as refusal:
            raise CommandError(str(refusal)) from refusal
        for one in done:
            for line in one.held:
                self.stderr.write(line)
            site, held = one.activation.site.code, len(one.held)
            self.stdout.write(
                f"{site}: {one.imported} participants imported, {held} problems held."
            )

    def tell(self, problems: Any) -> None:
        for problem in problems:
            self.stderr.write(str(problem))
