import errno
from pathlib import Path

import pytest

from config.services.trouble import Trouble, disk_in_words


def test_trouble_says_what_happened_and_what_to_do():
    trouble = Trouble("the disk is full.", "Free some space.")

    assert str(trouble).splitlines() == [
        "Concord could not start.",
        "  What happened: the disk is full.",
        "  What to do: Free some space.",
    ]


def test_trouble_after_the_start_has_another_headline():
    trouble = Trouble("web died.", "Read web.log.", headline="Concord had to stop.")

    assert str(trouble).startswith("Concord had to stop.\n")


def test_trouble_ends_the_program_without_a_traceback(python_process):
    process = python_process("from services.trouble import Trouble; raise Trouble('a', 'b')")

    _, said = process.communicate()

    assert process.returncode == 1
    assert said == "Concord could not start.\n  What happened: a\n  What to do: b\n"


def test_a_full_disk_is_said_in_words(tmp_path):
    with pytest.raises(Trouble, match="the disk that holds"), disk_in_words(tmp_path):
        raise OSError(errno.ENOSPC, "No space left on device")


def test_a_full_quota_is_said_in_words(tmp_path):
    with pytest.raises(Trouble, match="is full"), disk_in_words(tmp_path):
        raise OSError(errno.EDQUOT, "Disk quota exceeded")


def test_a_forbidden_file_is_named(tmp_path):
    with pytest.raises(Trouble, match="no right to use /etc/shadow"), disk_in_words(tmp_path):
        raise PermissionError(errno.EACCES, "Permission denied", "/etc/shadow")


def test_other_faults_keep_their_traceback(tmp_path):
    with pytest.raises(OSError, match="Input/output"), disk_in_words(Path("x")):
        raise OSError(errno.EIO, "Input/output error")
