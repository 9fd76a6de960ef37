import os
from pathlib import Path
from typing import Any

from celery import Celery
from celery.signals import worker_ready

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("concord")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@worker_ready.connect
def tell_the_supervisor(**_: Any) -> None:
    # At the default log level Celery prints no line to wait for, so readiness is a file.
    if path := os.environ.get("READY_FILE"):
        Path(path).write_text("ready")
