from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from getpass import getpass
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.models import User
from accounts.signing.identification import identify_by_password
from audit.acts import Refusal, acting
from audit.domain.signing import Signing
from inference.actions import releases
from inference.actions.releases_elsewhere import register_elsewhere
from inference.models import PredictorRelease
from inference.packages import store
from inference.selectors.releases import content_of
from trials.models import Trial


class Command(BaseCommand):
    help = "Register, approve, retire, list and verify predictor releases."

    def add_arguments(self, parser: ArgumentParser) -> None:
        ways = parser.add_subparsers(dest="way", required=True)
        register = ways.add_parser("register", help="keep a copy of a package and propose it")
        register.add_argument("folder", type=Path)
        elsewhere = ways.add_parser("elsewhere", help="propose one whose scores are computed there")
        elsewhere.add_argument("--weights-sha256", required=True, help="hash of its weights")
        elsewhere.add_argument("--threshold", type=Decimal, help="none where it chooses a code")
        for name, words in (
            ("register", register),
            ("elsewhere", elsewhere),
            ("approve", ways.add_parser("approve", help="as another person than registered it")),
            ("retire", ways.add_parser("retire", help="run it no more; its results stay")),
        ):
            words.add_argument("--trial", required=True)
            words.add_argument("--predictor", required=True)
            words.add_argument("--version", dest="release_version", required=True)
            words.add_argument("--by", required=True, help="user name of who does it")
            if name == "retire":
                words.add_argument("--reason", required=True)
            if name == "approve":
                words.add_argument("--password-file", type=Path, help="else it is asked for")
        ways.add_parser("list", help="every release with its state")
        ways.add_parser("verify", help="open every package; fails where a byte has changed")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            getattr(self, f"do_{options['way']}")(options)
        except Refusal as refusal:
            raise CommandError(str(refusal)) from refusal

    def do_register(self, options: dict[str, Any]) -> None:
        with self.acting_as(options) as by:
            release = releases.register_package(
                trial=trial_of(options),
                slug=options["predictor"],
                version=options["release_version"],
                folder=options["folder"],
                by=by,
                at=timezone.now(),
            )
        self.say(release)

    def do_elsewhere(self, options: dict[str, Any]) -> None:
        with self.acting_as(options) as by:
            release = register_elsewhere(
                trial=trial_of(options),
                slug=options["predictor"],
                version=options["release_version"],
                weights_sha256=options["weights_sha256"],
                threshold=options["threshold"],
                by=by,
                at=timezone.now(),
            )
        self.say(release)

    def do_approve(self, options: dict[str, Any]) -> None:
        with self.acting_as(options) as by:
            release = release_of(options)
            proof = identify_by_password(user_id=options["by"], password=typed(options), by=by)
            signing = Signing(proof=proof, shown=content_of(release).as_shown())
            self.say(releases.approve(release=release, signing=signing, by=by, at=timezone.now()))

    def do_retire(self, options: dict[str, Any]) -> None:
        with self.acting_as(options) as by:
            release, reason = release_of(options), options["reason"]
            self.say(releases.retire(release=release, reason=reason, by=by, at=timezone.now()))

    def do_list(self, options: dict[str, Any]) -> None:
        for release in every_release():
            self.say(release)

    def do_verify(self, options: dict[str, Any]) -> None:
        packages = [release for release in every_release() if release.runs_here]
        for release in packages:
            store.opened(release)
        self.stdout.write(f"{len(packages)} packages are as they were registered.")

    @contextmanager
    def acting_as(self, options: dict[str, Any]) -> Iterator[User]:
        by = User.objects.filter(username=options["by"]).first()
        if by is None:
            raise CommandError(f"There is no user {options['by']}.")
        with acting(by=by, action=f"inference.release.{options['way']}"):
            yield by

    def say(self, release: PredictorRelease) -> None:
        where = release.predictor.trial.slug
        identity = release.manifest_sha256 or f"weights {release.weights_sha256}"
        self.stdout.write(f"{where} {release} is {release.state.value}, {identity}.")


def typed(options: dict[str, Any]) -> str:
    """Approving is signed: the password of whoever approves."""
    file: Path | None = options["password_file"]
    return file.read_text().rstrip("\n") if file else getpass(f"Password of {options['by']}: ")


def every_release() -> Any:
    return PredictorRelease.objects.select_related("predictor__trial").order_by("pk")


def trial_of(options: dict[str, Any]) -> Trial:
    found = Trial.objects.filter(slug=options["trial"]).first()
    if found is None:
        raise CommandError(f"There is no trial {options['trial']}.")
    return found


def release_of(options: dict[str, Any]) -> PredictorRelease:
    found = every_release().filter(
        predictor__trial=trial_of(options),
        predictor__slug=options["predictor"],
        version=options["release_version"],
    )
    release: PredictorRelease | None = found.first()
    if release is None:
        name = f"{options['predictor']} {options['release_version']}"
        raise CommandError(f"{options['trial']} has no release {name}.")
    return release
