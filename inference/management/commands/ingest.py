from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.models import User
from audit.acts import Refusal, acting
from casebook.models import Participant
from casebook.selectors.consents import version_agreed_to
from inference.actions import series
from inference.actions.series import quarantine_of
from inference.imaging_tasks import clear
from inference.imaging_words import Words, faults_of
from inference.ingest.quarantine import Incoming
from inference.ingest.reading import read
from inference.models import Upload
from trials.models import SiteActivation
from trials.selectors.protocols import protocol_of

PIECE = 1024 * 1024


class Command(BaseCommand):
    help = (
        "Take in a scan of a participant, a folder of DICOM files or a zip: all of it, or nothing."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, help="a folder, or one zip")
        parser.add_argument("--trial", required=True)
        parser.add_argument("--participant", required=True, help="the participant's code")
        parser.add_argument("--scan", help="which scan of the protocol; needed if it has several")
        parser.add_argument("--by", required=True, help="user name of who uploads")

    def handle(self, *args: Any, **options: Any) -> None:
        folder: Path = options["folder"]
        if not (folder.is_dir() or folder.is_file()):
            raise CommandError(f"There is no folder and no file {folder}.")
        by = User.objects.filter(username=options["by"]).first()
        if by is None:
            raise CommandError(f"There is no user {options['by']}.")
        sites = SiteActivation.objects.filter(trial__slug=options["trial"])
        with acting(by=by, action="inference.ingest", activations=[one.pk for one in sites]):
            participant = self.participant(options["trial"], options["participant"])
            done = self.take_in(participant, options["scan"], folder, by)
            self.tell(done)
        clear(quarantine_of(done.folder), done)
        if done.state == Upload.State.REFUSED:
            raise CommandError("Nothing was taken in.")

    def participant(self, trial: str, code: str) -> Participant:
        found = Participant.objects.filter(activation__trial__slug=trial, code=code.upper())
        row = found.select_related("activation__site", "activation__trial").first()
        if row is None:
            raise CommandError(f"{trial} has no participant {code}.")
        return row

    def take_in(self, participant: Participant, scan: str | None, folder: Path, by: User) -> Upload:
        at = timezone.now()
        try:
            series.check_may_upload(participant, by=by, at=at)
            sent = series.receive(
                participant=participant,
                scan=scan or self.only_scan(participant),
                files=files_in(folder),
                by=by,
                at=at,
            )
            reading = read(quarantine_of(sent.folder), code=participant.code)
            return series.take_in(upload=sent, reading=reading, by=by, at=at)
        except Refusal as refusal:
            raise CommandError(str(refusal)) from refusal

    def only_scan(self, participant: Participant) -> str:
        known = [one.id for one in protocol_of(version_agreed_to(participant)).imaging]
        if len(known) != 1:
            raise CommandError(f"Name the scan with --scan: {', '.join(known) or 'none'}.")
        return known[0]

    def tell(self, upload: Upload) -> None:
        protocol = protocol_of(upload.protocol_version)
        words = Words(protocol, protocol.scan(upload.scan))
        for fault in faults_of(upload, quarantine_of(upload.folder).names()):
            self.stderr.write(f"{fault['file']}: {fault['what']} {fault['mend']}")
        for judged in upload.judged:
            one = words.outline(judged)
            verdict = "accepted" if one["is_accepted"] else "not accepted"
            verdict = "taken in before" if one["again"] else verdict
            self.stdout.write(
                f"{one['modality']} {one['phase']}, {one['images']} images: {verdict}"
            )
            for reason in one["reasons"]:
                self.stdout.write(f"  {reason['what']} {reason['mend']}")


def files_in(folder: Path) -> Iterator[Incoming]:
    if folder.is_file():
        yield Incoming(name=folder.name, pieces=pieces_of(folder))
        return
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        yield Incoming(name=str(path.relative_to(folder)), pieces=pieces_of(path))


def pieces_of(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            yield piece
