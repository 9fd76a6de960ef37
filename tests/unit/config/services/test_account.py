import os
import pwd
import stat
import subprocess
import tempfile
from pathlib import Path

import pytest

from config.services import account as accounts
from config.services.account import plain_environment, unprivileged_account
from config.services.trouble import Trouble

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root lends an account")


@pytest.fixture
def account():
    return unprivileged_account()


def test_nothing_of_the_callers_settings_reaches_a_server(monkeypatch):
    monkeypatch.setenv("PGOPTIONS", "-c fsync=off")
    monkeypatch.setenv("LC_ALL", "tr_TR.UTF-8")
    monkeypatch.setenv("TZ", "Asia/Shanghai")

    environment = plain_environment()

    assert "PGOPTIONS" not in environment
    assert (environment["LC_ALL"], environment["TZ"]) == ("C", "UTC")


def test_postgres_never_runs_as_root(account):
    assert account.uid != 0
    assert account.run(["id", "-u"]).stdout.strip() == str(account.uid)


def test_what_is_fed_is_read(account):
    assert account.run(["cat"], feed="SELECT 1").stdout == "SELECT 1"


def test_without_food_there_is_nothing_to_read(account):
    assert account.run(["cat"]).stdout == ""


def test_a_private_folder_belongs_to_the_account_alone(account, folder):
    account.private_folder(folder / "postgres")

    status = (folder / "postgres").stat()
    assert (status.st_uid, stat.S_IMODE(status.st_mode)) == (account.uid, 0o700)


def test_a_folder_that_was_open_is_closed(account, folder):
    (folder / "postgres").mkdir(mode=0o755)

    account.private_folder(folder / "postgres")

    assert stat.S_IMODE((folder / "postgres").stat().st_mode) == 0o700


def test_a_folder_within_reach_is_fine(account, folder):
    account.private_folder(folder / "postgres")

    account.check_reach(folder=folder / "postgres", program=Path("/bin/true"))


@as_root
def test_a_private_parent_is_refused_in_words(account, folder):
    (folder / "private").mkdir(mode=0o700)
    (folder / "private" / "postgres").mkdir()

    with pytest.raises(Trouble, match="may not enter the folder") as trouble:
        account.check_reach(folder=folder / "private" / "postgres", program=Path("/bin/true"))

    assert trouble.value.todo == accounts.MOVE_IT


@as_root
def test_a_private_parent_stays_private(account, folder):
    (folder / "private").mkdir(mode=0o700)

    with pytest.raises(Trouble):
        account.check_reach(folder=folder / "private" / "x", program=Path("/bin/true"))

    assert stat.S_IMODE((folder / "private").stat().st_mode) == 0o700


@as_root
def test_a_program_out_of_reach_is_refused_in_words(account, folder):
    (folder / "private").mkdir(mode=0o700)
    program = folder / "private" / "postgres"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)

    with pytest.raises(Trouble, match=f"may not run {program}"):
        account.check_reach(folder=folder, program=program)


@as_root
def test_when_no_account_can_be_made_it_is_said_in_words(monkeypatch, folder):
    useradd = folder / "useradd"
    useradd.write_text("#!/bin/sh\nexit 1\n")
    useradd.chmod(0o755)
    monkeypatch.setenv("PATH", str(folder), prepend=os.pathsep)
    monkeypatch.setattr(accounts, "NAMES", ("concord-nobody-has-this-name",))

    with pytest.raises(Trouble, match="no account could be made for it") as trouble:
        unprivileged_account()

    assert "start as an ordinary user" in trouble.value.todo


@as_root
def test_an_account_is_made_when_there_is_none(monkeypatch, folder):
    useradd = folder / "useradd"
    useradd.write_text(f'#!/bin/sh\nprintf %s "$*" > {folder}/asked\n')
    useradd.chmod(0o755)
    monkeypatch.setenv("PATH", str(folder), prepend=os.pathsep)
    nobody = pwd.getpwnam("nobody")

    def known_once_made(name: str) -> pwd.struct_passwd:
        if not (folder / "asked").exists():
            raise KeyError(name)
        return nobody

    monkeypatch.setattr(pwd, "getpwnam", known_once_made)

    account = unprivileged_account()

    assert account.lent
    assert (folder / "asked").read_text().endswith("--shell /bin/false concord")


@as_root
def test_an_ordinary_user_is_its_own_account(account, folder):
    process = _as_ordinary_user(
        account, "from services.account import unprivileged_account as a; print(a())"
    )

    assert f"Account(uid={account.uid}, gid={account.gid}, lent=False)" in process.stdout


def _as_ordinary_user(account, code: str) -> subprocess.CompletedProcess[str]:
    project = Path(__file__).resolve().parents[4]
    with tempfile.NamedTemporaryFile("w", suffix=".py") as script:
        script.write(f"import sys; sys.path.insert(0, {str(project / 'config')!r})\n{code}\n")
        script.flush()
        Path(script.name).chmod(0o644)
        done = account.run(["/usr/bin/env", "python3", script.name])
    if done.returncode:
        pytest.skip(f"no Python for an ordinary user here: {done.stderr.strip()[-200:]}")
    return done
