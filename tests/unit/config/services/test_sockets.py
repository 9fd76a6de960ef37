import os
import tempfile

import pytest

from config.services.sockets import LONGEST, refuse_strangers_folder, socket_folder
from config.services.trouble import Trouble

NAME = ".s.PGSQL.5432"


def test_a_short_folder_is_used_as_it_is(tmp_path):
    wanted = tmp_path / "run"

    assert socket_folder(wanted, longest_name=NAME) == wanted


def test_a_folder_of_just_the_right_length_is_used(tmp_path):
    wanted = tmp_path / ("x" * (LONGEST - len(f"{tmp_path}//{NAME}")))

    assert len(str(wanted / NAME)) == LONGEST
    assert socket_folder(wanted, longest_name=NAME) == wanted


def test_one_letter_more_moves_it(tmp_path):
    wanted = tmp_path / ("x" * (LONGEST + 1 - len(f"{tmp_path}//{NAME}")))

    assert socket_folder(wanted, longest_name=NAME) != wanted


def test_the_stand_in_is_short_and_always_the_same(tmp_path):
    wanted = tmp_path / ("x" * 120)

    stand_in = socket_folder(wanted, longest_name=NAME)

    assert len(os.fsencode(stand_in / NAME)) <= LONGEST
    assert stand_in == socket_folder(wanted, longest_name=NAME)


def test_two_long_folders_have_two_stand_ins(tmp_path):
    one, other = (socket_folder(tmp_path / (x * 120), longest_name=NAME) for x in "ab")

    assert one != other


def test_bytes_count_and_not_letters(tmp_path):
    wanted = tmp_path / ("试" * 30)

    assert socket_folder(wanted, longest_name=NAME) != wanted


def test_a_long_temporary_folder_is_passed_over(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "gettempdir", lambda: str(tmp_path / ("t" * 120)))

    stand_in = socket_folder(tmp_path / ("x" * 120), longest_name=NAME)

    assert str(stand_in.parent) == "/tmp"


def test_a_name_too_long_for_any_folder_is_said_in_words(tmp_path):
    with pytest.raises(Trouble, match="too long a name"):
        socket_folder(tmp_path, longest_name="s" * 100)


def test_a_folder_of_our_own_is_fine(tmp_path):
    refuse_strangers_folder(tmp_path, owners={os.geteuid()})


def test_a_folder_that_does_not_exist_yet_is_fine(tmp_path):
    refuse_strangers_folder(tmp_path / "new", owners={os.geteuid()})


def test_a_strangers_folder_is_refused(tmp_path):
    with pytest.raises(Trouble, match="belongs to somebody else"):
        refuse_strangers_folder(tmp_path, owners={os.geteuid() + 1})


def test_a_link_is_refused_even_when_it_is_ours(tmp_path):
    (tmp_path / "link").symlink_to(tmp_path)

    with pytest.raises(Trouble, match="belongs to somebody else"):
        refuse_strangers_folder(tmp_path / "link", owners={os.geteuid()})
