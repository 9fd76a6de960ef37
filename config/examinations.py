"""What the doctor looks at: each examination is silent, or says what is wrong and what to do."""

import base64
import json
import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from audit import checks, probe
from casebook.keys import identity_keys
from config.celery import app as celery

OLDEST_POSTGRES = 150_000
FREE_AT_LEAST = 2 * 1024**3
CLOCKS_APART = 60
FONTS = ("fonts/NotoSansSC-Regular.ttf", "fonts/NotoSansSC-Bold.ttf")
TRUETYPE = b"\x00\x01\x00\x00"


class Ailment(Exception):
    def __init__(self, what: str, remedy: str) -> None:
        super().__init__(what)
        self.remedy = remedy


@dataclass(frozen=True, kw_only=True)
class Finding:
    name: str
    ailment: str = ""
    remedy: str = ""


def examine() -> Iterator[Finding]:
    for name, examination in EXAMINATIONS.items():
        try:
            examination()
        except Ailment as found:
            yield Finding(name=name, ailment=str(found), remedy=found.remedy)
        except Exception as error:
            # Not the message: a driver's error may carry an address with its password.
            yield Finding(name=name, ailment=type(error).__name__, remedy=UNREACHABLE)
        else:
            yield Finding(name=name)


UNREACHABLE = "It did not answer. Is it running? ./run starts everything on one machine."


def database_version() -> None:
    connection.ensure_connection()
    version = connection.connection.info.server_version
    if version < OLDEST_POSTGRES:
        raise Ailment(f"PostgreSQL {version // 10_000} is too old.", "Upgrade it to 15 or newer.")


def migrations() -> None:
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if plan:
        names = ", ".join(f"{step.app_label} {step.name}" for step, _ in plan)
        raise Ailment(f"Not applied yet: {names}.", "Run manage.py migrate as concord_deploy.")


def protection_of_history() -> None:
    if faults := checks.faults():
        raise Ailment("; ".join(faults), "Run manage.py migrate as concord_deploy: it hardens.")


def write_with_history() -> None:
    probe.audited_write_rolled_back()


def clocks() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        apart = abs((cursor.fetchone()[0] - datetime.now(UTC)).total_seconds())
    if apart > CLOCKS_APART:
        raise Ailment(
            f"The clocks of database and application differ by {apart:.0f} seconds.",
            "Set both by the same time server.",
        )


def broker() -> None:
    if settings.CELERY_BROKER_URL.startswith("memory:"):
        raise Ailment("No broker is set, so no job runs.", "Set BROKER_URL, or start with ./run.")
    with celery.connection_for_write(connect_timeout=3) as link:
        link.ensure_connection(max_retries=1, timeout=3)


def static_files() -> None:
    manifest = Path(settings.STATIC_ROOT) / "staticfiles.json"
    if not manifest.exists() or not json.loads(manifest.read_text())["paths"]:
        raise Ailment("The static files are not collected.", "Run manage.py collectstatic.")


def fonts() -> None:
    for name in FONTS:
        path = finders.find(name)
        if path is None or Path(path).read_bytes()[:4] != TRUETYPE:
            raise Ailment(
                f"The font {name} is missing or no TrueType font; reports cannot print Chinese.",
                "Restore static/fonts from the release.",
            )


def keys() -> None:
    if len(settings.SECRET_KEY) < 32:
        raise Ailment("CONCORD_SECRET_KEY is too short.", "Set 50 random characters.")
    if not settings.IDENTITY_KEYS:
        raise Ailment(
            "CONCORD_IDENTITY_KEYS is not set; no identity can be written or read.",
            "Restore the key the identities were written with.",
        )
    try:
        lengths = {len(base64.b64decode(key)) for key in settings.IDENTITY_KEYS}
        ring = identity_keys()
        ring.open(ring.seal("probe", owner="doctor", nonce=os.urandom(12)), owner="doctor")
    except ValueError:
        lengths = set()
    if lengths != {32}:
        raise Ailment(
            "CONCORD_IDENTITY_KEYS holds something that is no key.", "Compare with your safe copy."
        )


def disk() -> None:
    free = shutil.disk_usage(settings.HOME).free
    if free < FREE_AT_LEAST:
        raise Ailment(
            f"Only {free / 1024**3:.1f} GiB are free for {settings.HOME}.", "Free or add space."
        )


def real_use() -> None:
    if settings.DEMO:
        return
    if settings.DEBUG:
        raise Ailment("CONCORD_DEBUG is on over real data.", "Unset it.")
    if not settings.SECURE_SSL_REDIRECT:
        raise Ailment("Real data is served without HTTPS.", "Set CONCORD_HTTPS=1 behind TLS.")


EXAMINATIONS: dict[str, Callable[[], None]] = {
    "database": database_version,
    "migrations": migrations,
    "protection of the history": protection_of_history,
    "a write with its history": write_with_history,
    "clocks": clocks,
    "broker": broker,
    "static files": static_files,
    "fonts": fonts,
    "keys": keys,
    "disk": disk,
    "settings for real use": real_use,
}
