"""The summary of the main job, once more people are there than when it was written."""

import json

from config import counts
from tests.factories import casebook, enrollment, people, score_files


def test_the_counts_of_a_summary_are_brought_up_to_date(db, tmp_path):
    people.user("auditor")
    row = enrollment.enrolled_participant()
    casebook.participant(row.activation)
    counts.write_summary({"trial": "moertel", "trials": {}}, out=tmp_path)
    counts.recount(out=tmp_path)
    said = json.loads((tmp_path / counts.SUMMARY).read_text())
    assert said["trial"] == "moertel"
    assert said["trials"]["hcc-neo"] == {"participants": 2, "enrolled": 1, "archived": 0}
    assert [one.name for one in tmp_path.iterdir()] == [counts.SUMMARY]


def test_without_a_summary_none_is_made(db, tmp_path):
    counts.recount(out=tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_archived_people_are_told_from_those_who_were_screened(db):
    people.user("auditor")
    score_files.archive(rows=3)
    found = counts.counts_by_trial()["crlm"]
    assert found == {"participants": 3, "enrolled": 3, "archived": 3}
