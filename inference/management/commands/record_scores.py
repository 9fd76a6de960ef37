from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.models import User
from audit.acts import Refusal, acting
from inference.actions import score_files
from inference.actions.score_files import Received, UnableToRecordScores
from inference.domain.score_outputs import CHOICE, SCORE, SHARE
from inference.domain.score_rows import COLUMNS
from inference.models import PredictorRelease
from trials.models import SiteActivation


class Command(BaseCommand):
    help = (
        "Seal the scores of a CSV file, computed elsewhere and concealed by the protocol: all of "
        f"them, or nothing. Its columns: {', '.join(COLUMNS)}. Where the release chooses a code: "
        f"{CHOICE}, and {SHARE}CODE for the share of each code, in place of {SCORE}."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--trial", required=True)
        parser.add_argument("--file", type=Path, required=True)
        parser.add_argument("--release", required=True, help='as listed: "metastasis_risk 1.0"')
        parser.add_argument("--by", required=True, help="user name of the model engineer")

    def handle(self, *args: Any, **options: Any) -> None:
        by = User.objects.filter(username=options["by"]).first()
        if by is None:
            raise CommandError(f"There is no user {options['by']}.")
        release, file = release_of(options["trial"], options["release"]), received(options["file"])
        try:
            with acting(by=by, action="inference.record_scores", activations=places(release)):
                kept = score_files.record(release=release, file=file, by=by, at=timezone.now())
        except UnableToRecordScores as refusal:
            for problem in refusal.problems:
                self.stderr.write(str(problem))
            raise CommandError(str(refusal)) from refusal
        except Refusal as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"{kept.rows} scores of {release} are sealed. File {file.sha256}.")


def release_of(trial: str, named: str) -> PredictorRelease:
    found = PredictorRelease.objects.filter(predictor__trial__slug=trial)
    rows = list(found.select_related("predictor__trial"))
    for release in rows:
        if str(release) == named:
            return release
    names = ", ".join(f"“{one}”" for one in rows) or "none"
    raise CommandError(f"{trial} has no release “{named}”. Its releases: {names}.")


def received(path: Path) -> Received:
    try:
        return Received(path.read_bytes())
    except OSError as error:
        raise CommandError(f"{path} cannot be read: {error.strerror}.") from error


def places(release: PredictorRelease) -> list[int]:
    found = SiteActivation.objects.filter(trial=release.predictor.trial)
    return list(found.values_list("pk", flat=True))
