from typing import Any

from django.core.management.base import BaseCommand

from config.examinations import examine


class Command(BaseCommand):
    help = "Look at everything Concord needs; one line each. Leaves with 1 if something is wrong."
    # A missing database is for the doctor to find.
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        findings = list(examine())
        for finding in findings:
            if finding.ailment:
                self.stdout.write(f"PROBLEM  {finding.name}: {finding.ailment}")
                self.stdout.write(f"         {finding.remedy}")
            else:
                self.stdout.write(f"OK       {finding.name}")
        if any(finding.ailment for finding in findings):
            raise SystemExit(1)
