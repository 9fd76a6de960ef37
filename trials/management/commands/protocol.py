import json
from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.models import User
from audit.acts import Refusal, acting
from trials.actions import protocols
from trials.domain.protocol.diff import as_table, diff
from trials.domain.protocol.loader import json_schema
from trials.management.protocol_files import protocol_in, text_in
from trials.models import SiteActivation


class Command(BaseCommand):
    help = "Check, adopt and compare protocol files, or print their JSON Schema."

    def add_arguments(self, parser: ArgumentParser) -> None:
        ways = parser.add_subparsers(dest="way", required=True)
        ways.add_parser("check", help="say what is wrong, by file, line and key").add_argument(
            "file", type=Path
        )
        adopt = ways.add_parser("adopt", help="adopt a text and let it take effect at sites")
        adopt.add_argument("file", type=Path)
        adopt.add_argument("--site", action="append", default=[], help="site code; repeatable")
        adopt.add_argument("--from", dest="from_date", type=date.fromisoformat)
        adopt.add_argument("--by", required=True, help="user name of who adopts")
        compare = ways.add_parser("diff", help="what a new text changes")
        compare.add_argument("old", type=Path)
        compare.add_argument("new", type=Path)
        ways.add_parser("schema", help="JSON Schema, for editors")

    def handle(self, *args: Any, **options: Any) -> None:
        # BaseCommand has a `check` of its own.
        getattr(self, f"do_{options['way']}")(options)

    def do_check(self, options: dict[str, Any]) -> None:
        protocol = protocol_in(options["file"])
        self.stdout.write(
            f"{options['file']}: {protocol.trial.slug} {protocol.trial.version} is in order, "
            f"{len(protocol.criteria)} criteria, {len(protocol.forms)} forms."
        )

    def do_adopt(self, options: dict[str, Any]) -> None:
        path, by = options["file"], User.objects.filter(username=options["by"]).first()
        if by is None:
            raise CommandError(f"There is no user {options['by']}.")
        if options["site"] and options["from_date"] is None:
            raise CommandError("Say from which day the sites work by it: --from 2026-03-01.")
        protocol_in(path)
        try:
            with acting(by=by, action="trials.protocol"):
                self.put_in_force(path, by, options)
        except Refusal as refusal:
            raise CommandError(str(refusal)) from refusal

    def put_in_force(self, path: Path, by: User, options: dict[str, Any]) -> None:
        now = timezone.now()
        version = protocols.adopt(source=text_in(path), name=path.name, by=by, at=now)
        self.stdout.write(f"{version} is adopted, {version.sha256[:16]}.")
        for code in options["site"]:
            place = SiteActivation.objects.filter(trial=version.trial, site__code=code).first()
            if place is None:
                raise CommandError(f"{version.trial.slug} is not active at site {code}.")
            protocols.put_in_force(
                version=version, activation=place, from_date=options["from_date"], by=by, at=now
            )
            self.stdout.write(f"{code} works by it from {options['from_date']}.")

    def do_diff(self, options: dict[str, Any]) -> None:
        changes = diff(protocol_in(options["old"]), protocol_in(options["new"]))
        for line in as_table(changes):
            self.stdout.write(line)
        self.stdout.write(f"{len(changes)} changes.")

    def do_schema(self, options: dict[str, Any]) -> None:
        self.stdout.write(json.dumps(json_schema(), ensure_ascii=False, indent=1))
