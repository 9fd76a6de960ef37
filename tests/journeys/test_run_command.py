"""./run as a newcomer uses it: start, look at a page, start again, lose a part, stop."""

import json
import os
import re
import shutil
import signal
import subprocess
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[2]
OURS = ("CONCORD_", "DATABASE_URL", "BROKER_URL", "DJANGO_", "READY_FILE", "PYTHONPATH", "PYTEST")
PATIENCE = 300


class Concord:
    """One `./run` with its data folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.said = folder.parent / f"{folder.name}.said"
        self.process: subprocess.Popen[bytes] | None = None

    def command(self, *words: str) -> list[str]:
        return [str(PROJECT / "run"), "--data", str(self.folder), "--port", "18300", *words]

    def start(self) -> None:
        with self.said.open("wb") as said:
            self.process = subprocess.Popen(
                self.command(), env=environment(), stdout=said, stderr=subprocess.STDOUT
            )
        wait_for(lambda: "Stop with Ctrl-C" in self.output() or self.process.poll() is not None)
        assert self.process.poll() is None, self.output()

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            self.command(*words),
            env=environment(),
            check=False,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
        )

    def stop(self, number: int = signal.SIGTERM) -> int:
        self.process.send_signal(number)
        return self.process.wait(PATIENCE)

    def output(self) -> str:
        return self.said.read_text()

    @property
    def address(self) -> str:
        return json.loads((self.folder / "up.json").read_text())["address"]

    def page(self, path: str) -> int:
        with urllib.request.urlopen(self.address + path, timeout=30) as page:
            return page.status

    def pid(self, mark: str) -> int:
        noted = json.loads((self.folder / "pids.json").read_text())
        return next(entry["pid"] for entry in noted if mark in entry["mark"])

    def postmaster(self) -> int:
        return int((self.folder / "postgres" / "postmaster.pid").read_text().split("\n")[0])

    def processes(self) -> list[str]:
        """Every living process that has this data folder in its words or environment."""
        sign = os.fsencode(self.folder)
        return [
            place.joinpath("cmdline").read_bytes().replace(b"\0", b" ").decode()
            for place in Path("/proc").glob("[0-9]*")
            if sign in _about(place) and place.name != str(os.getpid())
        ]


def _about(place: Path) -> bytes:
    try:
        return (place / "cmdline").read_bytes() + (place / "environ").read_bytes()
    except OSError:
        return b""


def environment() -> dict[str, str]:
    """A newcomer's: nothing of what this test run has set."""
    return {key: value for key, value in os.environ.items() if not key.startswith(OURS)}


def wait_for(condition: Callable[[], bool]) -> None:
    give_up = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < give_up, "it took too long"
        time.sleep(0.1)


@pytest.fixture(scope="module")
def place() -> Iterator[Path]:
    path = Path(tempfile.mkdtemp(prefix="concord-"))
    path.chmod(0o711)
    yield path
    shutil.rmtree(path, ignore_errors=True)


@pytest.fixture
def concord(place: Path) -> Iterator[Concord]:
    concord = Concord(place / "var")
    yield concord
    if concord.process and concord.process.poll() is None:
        concord.stop()


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="looks for what is left in /proc")
def test_a_newcomer_starts_looks_and_stops(concord):
    concord.start()
    assert_a_page_and_the_logins_are_there(concord)
    assert_a_second_start_says_where_it_is(concord)
    assert_lost_parts_come_back(concord)
    assert_after_a_kill_the_next_start_recovers(concord)

    assert concord.stop() == 0

    assert concord.processes() == []
    assert not (concord.folder / "up.json").exists()


def assert_a_page_and_the_logins_are_there(concord: Concord) -> None:
    assert concord.page("healthz/") == 200
    assert concord.page("accounts/login/") == 200
    assert f"Concord is ready: {concord.address}" in concord.output()
    assert "Demonstration logins" in concord.output()


def assert_a_second_start_says_where_it_is(concord: Concord) -> None:
    second = concord.run()

    assert second.returncode == 0
    assert second.stdout == f"Concord is already running at {concord.address}\n"


def assert_lost_parts_come_back(concord: Concord) -> None:
    lost = {mark: concord.pid(mark) for mark in ("valkey", "gunicorn")}
    database = concord.postmaster()
    for pid in (*lost.values(), database):
        os.kill(pid, signal.SIGKILL)

    wait_for(lambda: all(concord.pid(mark) != pid for mark, pid in lost.items()))
    wait_for(lambda: _healthy(concord))

    assert concord.postmaster() != database


def assert_after_a_kill_the_next_start_recovers(concord: Concord) -> None:
    concord.process.kill()
    concord.process.wait()

    concord.start()

    assert concord.page("accounts/login/") == 200


def _healthy(concord: Concord) -> bool:
    try:
        return concord.page("healthz/") == 200
    except OSError:
        return False


def test_a_wrong_port_is_refused_in_words(concord):
    done = concord.run("--port", "0")

    assert done.returncode == 2
    assert re.search("0 is not a port", done.stderr)


def test_once_does_the_main_job_and_leaves_nothing_running(concord):
    done = concord.run("--once")

    assert done.returncode == 0, done.stderr
    assert "HR 0.599 (0.475-0.756)" in done.stdout
    summary = json.loads((concord.folder / "reports" / "summary.json").read_text())
    everybody = {"participants": 929, "enrolled": 929, "archived": 929}
    assert summary["trials"]["moertel"] == everybody
    assert {"hcc-neo", "hcc-adj", "crlm", "rectal"} <= summary["trials"].keys()
    assert list((concord.folder / "reports").glob("*.pdf"))
    assert concord.processes() == []
