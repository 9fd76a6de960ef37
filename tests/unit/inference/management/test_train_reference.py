import pytest
from django.core.management import CommandError, call_command


def test_a_folder_that_is_not_free_is_told_before_anything_is_trained(tmp_path, capsys):
    (tmp_path / "notes").write_text("mine")
    for taken in (tmp_path, tmp_path / "notes"):
        with pytest.raises(CommandError, match="into a folder of its own"):
            call_command("train_reference", "--trial", "hcc-adj", "--out", str(taken))
    assert capsys.readouterr().out == ""
    assert (tmp_path / "notes").read_text() == "mine"
