"""Concord's own programs: what each is started with, and in which environment."""

import base64
import json
import os
import socket
import sys
import urllib.request
from typing import Any

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from . import database_roles, valkey
from .home import PROJECT, Home
from .postgres import Postgres
from .program import Program

DATABASE = "concord"
CELERY = ("-m", "celery", "-A", "config")
# A page that waits longer is no help to the nurse; a report in a worker may take two minutes.
WEB_STATEMENT_TIMEOUT = "10s"
WEB_MANNERS = (
    "--preload",
    "--workers=2",
    "--threads=4",
    "--no-control-socket",
    "--graceful-timeout=5",
)
WORKER_MANNERS = ("--without-gossip", "--without-mingle", "-l", "INFO")
PREDICTION_KEYS = "CONCORD_PREDICTION_KEYS"
CLOSING_KEYS = "CONCORD_PREDICTION_CLOSING_KEYS"
DROPPED = (
    "PYTHONPATH",
    "PYTHONSAFEPATH",
    "READY_FILE",
    "DJANGO_SETTINGS_MODULE",
    PREDICTION_KEYS,
)


def environment(home: Home, postgres: Postgres) -> dict[str, str]:
    """For every program of ours; the database role is the one that serves people."""
    own = {key: value for key, value in os.environ.items() if key not in DROPPED}
    return own | {
        "CONCORD_HOME": str(home.folder),
        "CONCORD_DEMO": "1" if home.is_demo else "0",
        "CONCORD_SECRET_KEY": home.key("secret_key"),
        "CONCORD_IDENTITY_KEYS": json.dumps(home.key("identity_keys").split()),
        CLOSING_KEYS: json.dumps([public_half(key) for key in prediction_keys(home)]),
        "DATABASE_URL": postgres.url(database_roles.APP, DATABASE),
        "DEPLOY_DATABASE_URL": postgres.url(database_roles.DEPLOY, DATABASE),
        "BROKER_URL": valkey.broker_url(home.folder / "run"),
        "TZ": "UTC",
        "PYTHONUNBUFFERED": "1",
    }


def as_owner(environment: dict[str, str]) -> dict[str, str]:
    return environment | {"DATABASE_URL": environment["DEPLOY_DATABASE_URL"]}


def with_prediction_keys(home: Home, environment: dict[str, str]) -> dict[str, str]:
    """For workers alone: the web process could not open a sealed prediction if it tried."""
    return environment | {PREDICTION_KEYS: json.dumps(prediction_keys(home))}


def prediction_keys(home: Home) -> list[str]:
    return home.key("prediction_keys").split()


def public_half(key: str) -> str:
    """What closes a prediction that only the key opens; any process may hold it."""
    secret = X25519PrivateKey.from_private_bytes(base64.b64decode(key))
    return base64.b64encode(secret.public_key().public_bytes_raw()).decode()


def web(home: Home, postgres: Postgres, listener: socket.socket) -> Program:
    url = postgres.url(database_roles.APP, DATABASE, statement_timeout=WEB_STATEMENT_TIMEOUT)
    port = listener.getsockname()[1]
    return _program(
        home,
        "web",
        ["-m", "gunicorn", "config.wsgi", "--bind", f"fd://{listener.fileno()}", *WEB_MANNERS],
        environment(home, postgres) | {"DATABASE_URL": url},
        keep_open=(listener.fileno(),),
        answers=lambda: answers(f"http://127.0.0.1:{port}/healthz/"),
    )


def workers(home: Home, postgres: Postgres) -> list[Program]:
    """Two, so that torch is loaded in one process only; and beat, which sends the sweeps."""
    settings = environment(home, postgres)
    sealing = with_prediction_keys(home, settings)
    return [
        _worker(home, sealing, "general", queues="interactive,reports,sweeps", children=3),
        _worker(home, sealing, "inference", queues="inference", children=1),
        _program(
            home,
            "beat",
            [
                *CELERY,
                "beat",
                "--pidfile",
                "",
                "-l",
                "INFO",
                "-s",
                f"{home.private('beat')}/schedule",
            ],
            settings,
        ),
    ]


def command(home: Home, environment: dict[str, str], *words: str) -> Program:
    """A management command."""
    return _program(home, words[0], ["manage.py", *words], environment)


def answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=5) as page:
            return bool(page.status == 200)
    except OSError:
        return False


def _worker(
    home: Home, environment: dict[str, str], name: str, *, queues: str, children: int
) -> Program:
    words = ["worker", "-Q", queues, "-c", str(children), "-n", f"{name}@%h"]
    ready = home.private("run") / f"{name}.ready"
    return _program(home, name, [*CELERY, *words, *WORKER_MANNERS], environment, ready_file=ready)


def _program(
    home: Home, name: str, words: list[str], environment: dict[str, str], **more: Any
) -> Program:
    return Program(
        name=name,
        command=[sys.executable, *words],
        environment=environment,
        log=home.log(name),
        folder=PROJECT,
        **more,
    )
