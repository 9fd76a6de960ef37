"""`./run` before anything is installed: make the virtual environment, then hand over to it."""

import fcntl
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from . import options
from .home import PROJECT, Home
from .trouble import Trouble, disk_in_words

LOCK = PROJECT / "requirements.lock"
SPACE = 3_000_000_000


def main(words: Sequence[str]) -> None:
    home = Home.chosen(options.read(words).data)
    with disk_in_words(home.folder):
        python = installed(_place(home))
    environment = os.environ | {"PYTHONPATH": str(PROJECT / "config")}
    os.execve(python, [str(python), "-P", "-m", "services.up", *words], environment)


def installed(place: Path, *, requirements: Path = LOCK) -> Path:
    """The interpreter of a virtual environment that holds exactly the locked packages."""
    python = place / "bin" / "python"
    if _is_current(place, requirements):
        return python
    _check_means(place)
    place.parent.mkdir(parents=True, exist_ok=True)
    with _alone(place.parent):
        if not _is_current(place, requirements):
            _install(place, requirements)
    return python


def stamp_of(requirements: Path) -> str:
    version = f"{sys.version_info.major}.{sys.version_info.minor}\n"
    return hashlib.sha256(version.encode() + requirements.read_bytes()).hexdigest()


def _place(home: Home) -> Path:
    """Beside the program, or in the data folder when the program lies where we may not write."""
    if os.access(PROJECT, os.W_OK):
        return PROJECT / ".venv"
    if home.folder != PROJECT / "var":
        return home.folder / ".venv"
    raise Trouble(
        f"{PROJECT} cannot be written to.",
        "Name a folder of your own with --data DIR (or CONCORD_HOME), and start again.",
    )


def _is_current(place: Path, requirements: Path) -> bool:
    stamp = place / "concord.stamp"
    return (
        stamp.exists()
        and stamp.read_text() == stamp_of(requirements)
        and (place / "bin" / "python").exists()
    )


def _check_means(place: Path) -> None:
    if not importlib.util.find_spec("ensurepip") or not importlib.util.find_spec("venv"):
        version = f"{sys.version_info.major}.{sys.version_info.minor}"
        raise Trouble(
            "Python's own tools for a virtual environment are missing.",
            f"On Debian or Ubuntu: sudo apt install python{version}-venv; then start again.",
        )
    nearest = next(folder for folder in (place, *place.parents) if folder.exists())
    free = shutil.disk_usage(nearest).free
    if free < SPACE and not place.exists():
        raise Trouble(
            f"the disk of {nearest} has {free / 1e9:.1f} GB left, and the programs need 3 GB.",
            "Free some space there, or move the program to a larger disk; then start again.",
        )


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Two first starts at once must not install into each other's half-filled environment."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _install(place: Path, requirements: Path) -> None:
    print("Installing Concord's parts: a minute or two, only this once.", flush=True)
    python = place / "bin" / "python"
    if not _works(python):
        _do(place, [sys.executable, "-m", "venv", "--clear", str(place)])
    pip = [str(python), "-m", "pip", "--disable-pip-version-check"]
    # pip would compile on one core, for longer than it fetches.
    quickly = ["install", "--no-input", "--no-compile"]
    _do(place, [*pip, *quickly, "--requirement", str(requirements)])
    # A library may bring a file that is no Python of today: nobody imports it.
    subprocess.run([python, "-m", "compileall", "-q", "-q", "-j", "0", place / "lib"], check=False)
    (place / "concord.stamp").write_text(stamp_of(requirements))


def _works(python: Path) -> bool:
    """Also false when the interpreter that the environment was made with has gone or changed."""
    question = f"import sys, pip; sys.exit(sys.version_info[:2] != {sys.version_info[:2]})"
    try:
        done = subprocess.run([python, "-c", question], check=False, capture_output=True)
    except OSError:
        return False
    return done.returncode == 0


def _do(place: Path, command: list[str]) -> None:
    done = subprocess.run(
        command, check=False, stdin=subprocess.DEVNULL, capture_output=True, text=True
    )
    if done.returncode:
        place.mkdir(exist_ok=True)
        log = place / "install.log"
        log.write_text(done.stdout + done.stderr)
        last = ((done.stderr + done.stdout).strip().splitlines() or ["no reason given"])[-1]
        raise Trouble(
            f"the parts could not be installed: {last}",
            f"Check the internet connection and the free disk space; all of it is in {log}.",
        )


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except KeyboardInterrupt:
        sys.exit("\nStopped; the next ./run goes on from here.")
