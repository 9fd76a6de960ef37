import shutil
import subprocess
import sys
from collections import namedtuple
from pathlib import Path

import pytest

from config.services import bootstrap
from config.services.account import plain_environment
from config.services.trouble import Trouble

PROJECT = Path(__file__).resolve().parents[4]
Usage = namedtuple("Usage", "total used free")


@pytest.fixture
def requirements(tmp_path) -> Path:
    path = tmp_path / "requirements.lock"
    path.write_text("# nothing\n")
    return path


@pytest.fixture
def place(tmp_path, requirements) -> Path:
    """An environment that is up to date."""
    python = tmp_path / "home" / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.symlink_to(sys.executable)
    (python.parents[1] / "concord.stamp").write_text(bootstrap.stamp_of(requirements))
    return python.parents[1]


@pytest.fixture
def pip_words(monkeypatch, place) -> list[list[str]]:
    """What would have been installed: the interpreter is replaced by one that writes it down."""
    book = place / "book"
    python = place / "bin" / "python"
    python.unlink()
    python.write_text(f'#!/bin/sh\necho "$*" >> {book}\n')
    python.chmod(0o755)

    class Words(list):
        def read(self):
            return book.read_text().splitlines() if book.exists() else []

    return Words()


def run(*words: str, path: str, **settings: str) -> subprocess.CompletedProcess[str]:
    environment = plain_environment() | {"PATH": path} | settings
    return subprocess.run(
        ["/bin/bash", str(PROJECT / "run"), *words],
        env=environment,
        check=False,
        capture_output=True,
        text=True,
    )


# --- what is there already -------------------------------------------------------------------


def test_what_is_up_to_date_is_not_installed_again(place, requirements, pip_words):
    assert bootstrap.installed(place, requirements=requirements) == place / "bin" / "python"
    assert pip_words.read() == []


def test_a_changed_lock_is_installed(place, requirements, pip_words):
    requirements.write_text("# something\n")

    bootstrap.installed(place, requirements=requirements)

    assert any(f"--requirement {requirements}" in line for line in pip_words.read())


def test_an_interrupted_installation_is_taken_up_again(place, requirements, pip_words):
    (place / "concord.stamp").unlink()

    bootstrap.installed(place, requirements=requirements)

    assert any("pip" in line for line in pip_words.read())
    assert (place / "concord.stamp").read_text() == bootstrap.stamp_of(requirements)


def test_the_second_time_it_is_up_to_date(place, requirements, pip_words):
    (place / "concord.stamp").unlink()
    bootstrap.installed(place, requirements=requirements)
    before = pip_words.read()

    bootstrap.installed(place, requirements=requirements)

    assert pip_words.read() == before


def test_a_new_environment_is_made_and_works(tmp_path, requirements):
    place = tmp_path / "new" / ".venv"

    python = bootstrap.installed(place, requirements=requirements)

    question = [python, "-c", "import sys; print(sys.prefix)"]
    said = subprocess.run(question, check=True, capture_output=True, text=True).stdout
    assert said.strip() == str(place)


def test_an_environment_whose_interpreter_has_gone_is_made_anew(place, requirements):
    (place / "bin" / "python").unlink()
    (place / "bin" / "python").symlink_to("/nowhere/python3.9")

    python = bootstrap.installed(place, requirements=requirements)

    assert subprocess.run([python, "-c", ""], check=False).returncode == 0


# --- what goes wrong ---------------------------------------------------------------------------


def test_missing_tools_are_said_in_words(tmp_path, requirements, monkeypatch):
    monkeypatch.setitem(sys.modules, "ensurepip", None)

    with pytest.raises(Trouble, match="tools for a virtual environment are missing") as trouble:
        bootstrap.installed(tmp_path / ".venv", requirements=requirements)

    assert f"sudo apt install python3.{sys.version_info.minor}-venv" in trouble.value.todo
    assert not (tmp_path / ".venv").exists()


def test_a_small_disk_is_said_in_words(tmp_path, requirements, monkeypatch):
    monkeypatch.setattr(shutil, "disk_usage", lambda path: Usage(10**10, 10**10, 2_900_000_000))

    with pytest.raises(Trouble, match=r"has 2\.9 GB left, and the programs need 3 GB"):
        bootstrap.installed(tmp_path / "a" / "b" / ".venv", requirements=requirements)

    assert not (tmp_path / "a").exists()


def test_a_small_disk_is_no_matter_when_all_is_installed(place, requirements, monkeypatch):
    monkeypatch.setattr(shutil, "disk_usage", lambda path: Usage(10**10, 10**10, 1))

    assert bootstrap.installed(place, requirements=requirements)


def test_a_part_that_cannot_be_had_is_said_in_words(tmp_path, requirements):
    requirements.write_text("./no-such-file.whl\n")
    place = tmp_path / ".venv"

    with pytest.raises(Trouble, match="the parts could not be installed") as trouble:
        bootstrap.installed(place, requirements=requirements)

    assert "no-such-file" in (place / "install.log").read_text()
    assert str(place / "install.log") in trouble.value.todo
    assert not (place / "concord.stamp").exists()


# --- the command itself ------------------------------------------------------------------------


@pytest.fixture
def old_pythons(tmp_path) -> str:
    """A PATH on which every Python is too old."""
    folder = tmp_path / "old"
    folder.mkdir()
    for name in ("python3", "python3.11", "python3.12", "python3.13"):
        (folder / name).write_text("#!/bin/sh\nexit 1\n")
        (folder / name).chmod(0o755)
    for name in ("dirname", "readlink", "env", "cat"):
        (folder / name).symlink_to(shutil.which(name))
    return str(folder)


def test_an_old_python_is_said_in_words(old_pythons):
    done = run(path=old_pythons)

    assert done.returncode == 1
    assert done.stderr.splitlines()[:2] == [
        "Concord could not start.",
        "  What happened: no Python 3.11 or newer was found.",
    ]
    assert "What to do:" in done.stderr


def test_a_newer_python_beside_an_old_one_is_found(old_pythons):
    newer = Path(old_pythons) / "python3.12"
    newer.unlink()
    newer.symlink_to(sys.executable)

    done = run("--help", path=old_pythons)

    assert done.stdout.startswith("usage: ./run")


def test_a_wrong_word_is_refused_before_anything_is_installed(old_pythons):
    python = Path(old_pythons) / "python3"
    python.unlink()
    python.symlink_to(sys.executable)

    done = run("--port", "http", path=old_pythons)

    assert done.returncode == 2
    assert "http is not a port" in done.stderr
    assert "Installing" not in done.stdout


def test_it_can_be_started_from_anywhere_and_through_a_link(tmp_path, old_pythons):
    python = Path(old_pythons) / "python3"
    python.unlink()
    python.symlink_to(sys.executable)
    (tmp_path / "concord").symlink_to(PROJECT / "run")

    done = subprocess.run(
        [tmp_path / "concord", "--help"],
        cwd="/",
        env={"PATH": f"{old_pythons}:/usr/bin:/bin"},
        check=False,
        capture_output=True,
        text=True,
    )

    assert done.stdout.startswith("usage: ./run"), done.stderr
