from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class AuditConfig(AppConfig):
    name = "audit"

    def ready(self) -> None:
        # A migration of a tracked model silently undoes the hardening: do it after each run.
        post_migrate.connect(harden_after_migrate, sender=self, dispatch_uid="audit.harden")


def harden_after_migrate(*, using: str, **_: Any) -> None:
    from audit.harden import harden

    harden(using=using)
