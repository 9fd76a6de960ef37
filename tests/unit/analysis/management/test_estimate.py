import json

import pytest
from django.core.management import CommandError, call_command

SPEC = {"time": "rfs_time", "event": "rfs", "at": [730.5]}


@pytest.fixture
def spec(tmp_path):
    path = tmp_path / "spec.json"
    path.write_text(json.dumps(SPEC))
    return path


COLON = "tests/data/truth/colon.csv"


def test_the_answer_is_printed(spec, capsys):
    call_command("estimate", "kaplan_meier", file=COLON, spec=spec)

    assert json.loads(capsys.readouterr().out)["all"]["participants"] == 929


def test_the_answer_is_written_where_asked(spec, tmp_path, capsys):
    out = tmp_path / "answer.json"

    call_command("estimate", "kaplan_meier", file=COLON, spec=spec, out=out)

    assert json.loads(out.read_text())["all"]["participants"] == 929
    assert capsys.readouterr().out == ""


def test_what_does_not_fit_is_refused_by_line_and_column(tmp_path, spec):
    table = tmp_path / "table.csv"
    table.write_text("rfs_time,rfs\n10,1\nsoon,0\n")

    with pytest.raises(CommandError, match="Line 3, column rfs_time: 'soon' is not a number"):
        call_command("estimate", "kaplan_meier", file=table, spec=spec)


def test_a_file_that_is_not_there_is_named(spec):
    with pytest.raises(CommandError, match=r"nothing\.csv cannot be read"):
        call_command("estimate", "kaplan_meier", file="nothing.csv", spec=spec)
