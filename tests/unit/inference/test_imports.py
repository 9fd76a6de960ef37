"""torch takes two seconds and 200 MB: only the worker of the inference queue pays for it."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
HEAVY = ("torch", "pydicom", "safetensors")
# What a process imports before its first request, message or command.
WEB = """
import config.wsgi
from django.test import Client
from django.urls import get_resolver
assert get_resolver().url_patterns
answer = Client(raise_request_exception=False).get("/nowhere/")
assert b"</html>" in answer.content
"""
GENERAL = """
import config.celery
config.celery.app.loader.import_default_modules()
from jobs.registry import kind_of
assert kind_of("inference.predict").queue == "inference"
"""
COMMANDS = """
import django
django.setup()
from django.core.management import get_commands, load_command_class
for name, app in get_commands().items():
    if app in {"inference", "config", "trials", "analysis"}:
        load_command_class(app, name)
"""
# What the one process does that pays for it: the guard itself must be able to fail.
INFERENCE = """
import django
django.setup()
import inference.running.attempts
"""


def loaded(home: Path, *bodies: str) -> list[str]:
    """After each of the bodies, in one process of their own without a database: it is asked before
    its first work."""
    settings = {
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "CONCORD_HOME": str(home),
        "CONCORD_DEBUG": "true",  # no style sheets are collected
        "CONCORD_SECRET_KEY": "x" * 60,
        "CONCORD_IDENTITY_KEYS": '["vf1Ru0jEqGjqlB4uNDl3XZnVqHqO8HwDTQwE8mMr0nA="]',
        "DATABASE_URL": "postgresql://nobody@/none",
        "BROKER_URL": "redis://127.0.0.1:1/0",
    }
    told = f"import sys; print('loaded:', [one for one in {HEAVY} if one in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", "".join(f"{body}\n{told}\n" for body in bodies)],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], **settings},
        capture_output=True,
        text=True,
        check=False,
    )
    found = [line for line in done.stdout.splitlines() if line.startswith("loaded: ")]
    assert len(found) == len(bodies), done.stderr[-2000:]
    return [line.removeprefix("loaded: ") for line in found]


def test_neither_torch_nor_pydicom_is_loaded_by_pages_messages_and_commands(tmp_path):
    """Nothing is ever unloaded, so what the three together did not load none of them did."""
    assert loaded(tmp_path, WEB, GENERAL, COMMANDS) == ["[]"] * 3


def test_the_inference_worker_loads_them_with_its_first_prediction(tmp_path):
    assert loaded(tmp_path, INFERENCE) == [str(list(HEAVY))]
