"""A cut for outsiders: CSV and a dictionary."""

import csv

import pytest
from django.core.management import CommandError, call_command

from tests.factories import cuts

pytestmark = pytest.mark.usefixtures("shared_committed_db")


def test_every_open_table_with_its_dictionary(tmp_path):
    team = cuts.team(rows=5)
    cut = cuts.cut(team)
    asked = {"trial": "moertel", "name": cut.name, "out": tmp_path / "out"}
    call_command("export_cut", **asked, by=team.manager.username)

    facts = (tmp_path / "out" / "casebook.fact.csv").read_text().splitlines()
    tables = cut.manifest["content"]["open"]["tables"]
    assert facts[0].split(",") == tables["casebook.fact"]["columns"]
    assert len(facts) == 1 + tables["casebook.fact"]["rows"]
    with (tmp_path / "out" / "dictionary.csv").open(newline="") as file:
        words = {(row["table"], row["name"]): row for row in csv.DictReader(file)}
    assert words["casebook.participant", "age_at_screening"]["type"] == "PositiveSmallIntegerField"
    assert words["fact", "recurrence"]["type"] == "date"
    assert all((name, column) in words for name in tables for column in tables[name]["columns"])

    with pytest.raises(CommandError, match="there already"):
        call_command("export_cut", **asked, by=team.manager.username)
    other = {**asked, "out": tmp_path / "other"}
    with pytest.raises(CommandError):
        call_command("export_cut", **other, by=team.board.username)
    assert not (tmp_path / "other").exists()
