import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from config.services.account import plain_environment
from config.services.program import Program

PROJECT = Path(__file__).resolve().parents[4]


@pytest.fixture
def folder() -> Iterator[Path]:
    """Short enough for a socket, and open to PostgreSQL's own account when tests run as root."""
    path = Path(tempfile.mkdtemp(prefix="concord-"))
    path.chmod(0o711)
    yield path
    shutil.rmtree(path, ignore_errors=True)


@pytest.fixture
def build_program(folder: Path) -> Iterator[Callable[..., Program]]:
    """A small Python child; whatever the test leaves running is stopped."""
    built: list[Program] = []

    def build(code: str = "import time; time.sleep(60)", name: str = "child", **more) -> Program:
        settings = {
            "command": [sys.executable, "-c", code],
            "environment": plain_environment(),
            "log": folder / f"{name}.log",
            "folder": folder,
        }
        built.append(Program(name=name, **{**settings, **more}))
        return built[-1]

    yield build
    for program in built:
        program.stop(0.1)


@pytest.fixture
def python_process() -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """Python code in a process of its own, with the services package at hand."""
    started: list[subprocess.Popen[str]] = []

    def start(code: str, *words: str) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, "-c", code, *words],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=plain_environment() | {"PYTHONPATH": str(PROJECT / "config")},
        )
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.communicate()
