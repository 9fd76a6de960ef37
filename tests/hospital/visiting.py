"""One person's browser between Concord and the hospital: every step a request of its own."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest
import requests
import time_machine
from django.conf import settings
from django.test import Client

from config import oidc
from config.environment import Environment
from tests.factories.casebook import instant
from tests.factories.enrollment import JUDGED
from tests.hospital.staff import CLIENT, CONCORD, PASSWORD, SECRET

NAME = "Hospital of the tests"


class Browser:
    def __init__(self, server: str) -> None:
        self.server, self.who = server, ""
        self.client, self.hospital = Client(), requests.Session()

    def follow(self, answer: Any) -> Any:
        """Through the hospital, typing there what it asks for, until Concord answers again."""
        address = answer["Location"]
        while address.startswith(self.server):
            page = self.hospital.get(address, allow_redirects=False)
            if page.status_code == 200:
                typed = {"login": self.who, "password": PASSWORD}
                page = self.hospital.post(address, typed, allow_redirects=False)
            assert page.status_code == 302, page.text
            address = urljoin(address, page.headers["Location"])
        parts = urlsplit(address)
        assert address.startswith(CONCORD), address
        return self.client.get(f"{parts.path}?{parts.query}")

    def sign_in(self, who: str, **more: str) -> Any:
        self.who = who
        return self.follow(self.client.post("/accounts/hospital/sign-in/", more))

    def confirm(self, back: str) -> Any:
        asked = self.client.get("/accounts/hospital/confirm/", {"next": back})
        return self.follow(asked)

    def let_through_unasked(self) -> None:
        self.hospital.get(f"{self.server}/nod/").raise_for_status()


@contextmanager
def hospital(folder: Path, *, at: datetime, concord: str) -> Iterator[str]:
    """Its address, while it stands; it sends people back to that Concord alone."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.hospital.serve", str(folder), at.isoformat(), concord],
        cwd=settings.BASE_DIR,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    port = process.stdout.readline().strip()
    yield f"http://127.0.0.1:{port}"
    process.kill()
    process.wait()
    process.stdout.close()


def named(server: str) -> dict[str, Any]:
    """What the settings hold where the environment names this server."""
    env = Environment(oidc_server=server, oidc_client=CLIENT, oidc_secret=SECRET, oidc_name=NAME)
    return oidc.providers(env)


@pytest.fixture(scope="session")
def hospital_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("hospital")
    with hospital(folder, at=instant(JUDGED), concord=CONCORD) as server:
        yield server


@pytest.fixture
def clock():
    with time_machine.travel(instant(JUDGED), tick=False) as clock:
        yield clock


@pytest.fixture
def guest(hospital_server: str, settings: Any, clock: Any) -> Iterator[Browser]:
    """Concord as it is where the environment names this hospital."""
    settings.SOCIALACCOUNT_PROVIDERS = named(hospital_server)
    visitor = Browser(hospital_server)
    yield visitor
    visitor.hospital.close()
