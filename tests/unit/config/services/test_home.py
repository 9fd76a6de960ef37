import base64
import os
import stat
from pathlib import Path

import pytest

from config.services.home import PROJECT, Home
from config.services.trouble import Trouble


@pytest.fixture
def home(folder, restored_umask) -> Home:
    return Home(folder / "var")


@pytest.fixture
def restored_umask():
    before = os.umask(0o022)
    yield
    os.umask(before)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_the_folder_asked_for_wins(monkeypatch):
    monkeypatch.setenv("CONCORD_HOME", "/srv/concord")

    assert Home.chosen("/data").folder == Path("/data")


def test_the_environment_comes_next(monkeypatch):
    monkeypatch.setenv("CONCORD_HOME", "/srv/concord")

    assert Home.chosen(None).folder == Path("/srv/concord")


def test_without_either_it_lies_beside_the_program(monkeypatch):
    monkeypatch.delenv("CONCORD_HOME", raising=False)

    assert Home.chosen(None).folder == PROJECT / "var"
    assert (PROJECT / "manage.py").exists()


def test_a_relative_folder_is_seen_from_where_one_stands(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)

    assert Home.chosen("here").folder == tmp_path / "here"


def test_a_new_folder_is_a_demo(home):
    home.create()

    assert home.is_demo


def test_a_new_folder_is_no_demo_when_the_environment_says_so(home, monkeypatch):
    monkeypatch.setenv("CONCORD_DEMO", "0")

    home.create()

    assert not home.is_demo


def test_a_folder_in_use_never_becomes_a_demo(home):
    home.folder.mkdir()
    (home.folder / "postgres").mkdir()

    home.create()

    assert not home.is_demo


def test_a_demo_stays_one(home, monkeypatch):
    home.create()
    monkeypatch.setenv("CONCORD_DEMO", "0")

    home.create()

    assert home.is_demo


def test_an_installed_program_and_a_command_do_not_make_the_folder_look_used(home):
    for name in (".venv", "uploading"):
        (home.folder / name).mkdir(parents=True)

    home.create()

    assert home.is_demo


def test_others_may_not_list_the_folder(home):
    home.create()

    assert mode(home.folder) & 0o066 == 0


def test_what_is_written_later_is_for_the_owner_only(home):
    home.create()
    report = home.private("reports") / "summary.json"
    report.write_text("{}")

    assert mode(home.private("reports")) == 0o700
    assert mode(report) == 0o600


def test_a_file_in_the_way_is_said_in_words(folder, restored_umask):
    (folder / "var").write_text("")

    with pytest.raises(Trouble, match="cannot be used"):
        Home(folder / "var").create()


def test_a_key_is_made_once_and_kept(home):
    home.create()

    first = home.key("identity_keys")

    assert Home(home.folder).key("identity_keys") == first
    assert len(base64.b64decode(first, validate=True)) == 32


def test_keys_differ_from_each_other(home):
    home.create()

    assert home.key("secret_key") != home.key("identity_keys")


def test_a_key_is_readable_by_its_owner_only(home):
    home.create()
    home.key("secret_key")

    assert mode(home.folder / "secrets") == 0o700
    assert mode(home.folder / "secrets" / "secret_key") == 0o600


def test_a_start_that_died_while_writing_leaves_no_half_key(home):
    home.create()
    (home.private("secrets") / "secret_key.new").write_text("hal")

    assert len(base64.b64decode(home.key("secret_key"), validate=True)) == 32


def test_keys_added_by_hand_are_kept(home):
    home.create()
    (home.private("secrets") / "identity_keys").write_text("new\nold\n")

    assert home.key("identity_keys").split() == ["new", "old"]
