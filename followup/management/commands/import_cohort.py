from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.models import User
from audit.acts import Refusal, acting
from followup.actions import cohorts
from followup.actions.cohort_checks import CohortFile, UnableToImport, check_file
from followup.cohort_files import UnableToRead, text_of
from followup.domain.cohort_mapping import MappingError, read_mapping
from followup.selectors.cohort_places import importable
from trials.models import SiteActivation, Trial


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
            "--hold", action="store_true", help="import the good rows, keep the others aside"
        )
        parser.add_argument("--reason", default="", help="why values imported before are corrected")

    def handle(self, *args: Any, **options: Any) -> None:
        file = self.file(options["file"], options["mapping"])
        by = User.objects.filter(username=options["by"]).first()
        if by is None:
            raise CommandError(f"There is no user {options['by']}.")
        places = self.places(options["trial"], options["site"], file, by)
        reached = [place.pk for place in places]
        with acting(by=by, action="followup.import_cohort", activations=reached):
            if options["dry_run"]:
                self.dry_run(places, file, by)
            else:
                self.take_in(places, file, by, hold=options["hold"], reason=options["reason"])

    def file(self, path: Path, mapping: Path) -> CohortFile:
        try:
            text = text_of(path.name, path.read_bytes())
            mapping_text = mapping.read_text("utf-8")
            read = read_mapping(mapping_text, name=mapping.name)
        except (OSError, UnicodeDecodeError, UnableToRead, MappingError) as error:
            raise CommandError(str(error)) from error
        return CohortFile(text=text, mapping=read, mapping_text=mapping_text, name=path.name)

    def places(
        self, slug: str, site: str | None, file: CohortFile, by: User
    ) -> list[SiteActivation]:
        """The site that is named; else those that rows may name, where the file says which is of
        which."""
        found = SiteActivation.objects.filter(trial__slug=slug).select_related("trial", "site")
        if site:
            found = found.filter(site__code=site)
        if len(found) == 1:
            return list(found)
        if found and file.mapping.site:
            return self.importable(found[0].trial, by)
        known = SiteActivation.objects.filter(trial__slug=slug).order_by("site__code")
        codes = ", ".join(known.values_list("site__code", flat=True)) or "none"
        raise CommandError(f"Name one site of {slug} with --site. Its sites: {codes}.")

    def importable(self, trial: Trial, by: User) -> list[SiteActivation]:
        places = importable(trial, by=by, at=timezone.now())
        if not places:
            raise CommandError(f"{by.username} may import at no site of {trial.slug}.")
        return places

    def dry_run(self, places: list[SiteActivation], file: CohortFile, by: User) -> None:
        try:
            checked = check_file(places, file, by=by, at=timezone.now())
        except Refusal as refusal:
            raise CommandError(str(refusal)) from refusal
        self.tell(checked.problems)
        self.stdout.write(f"{checked.rows} rows can be imported, {len(checked.problems)} problems.")
        if checked.problems:
            raise CommandError("Nothing was stored.")

    def take_in(
        self,
        places: list[SiteActivation],
        file: CohortFile,
        by: User,
        *,
        hold: bool,
        reason: str,
    ) -> None:
        try:
            done = cohorts.import_cohort(
                places=places,
                file=file,
                by=by,
                at=timezone.now(),
                hold_bad_rows=hold,
                reason=reason,
            )
        except UnableToImport as refusal:
            self.tell(refusal.problems)
            raise CommandError(str(refusal)) from refusal
        except Refusal as refusal:
            raise CommandError(str(refusal)) from refusal
        for one in done:
            for line in one.held:
                self.stderr.write(line)
            self.stdout.write(
                f"{one.activation.site.code}: {one.imported} participants imported,"
                f" {one.updated} corrected, {one.rows_held} rows held."
            )

    def tell(self, problems: Any) -> None:
        for problem in problems:
            self.stderr.write(str(problem))
