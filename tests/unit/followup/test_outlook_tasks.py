from datetime import date

import pytest
import time_machine

from audit.acts import acting
from followup.models import Outlook, OutlookMark
from followup.outlook_tasks import KIND, nightly_check, refresh_outlooks
from jobs.models import Job
from tests.databases import APP, signed_in
from tests.factories import casebook, followup, people, protocols
from tests.factories.casebook import instant

MORNING = instant(date(2026, 6, 1))


@pytest.fixture
def row(committed_db):
    with time_machine.travel(MORNING, tick=False):
        yield followup.enrolled_participant(protocols.open_site())


def test_whoever_commits_after_the_marks_were_read_leaves_one_that_stays(row):
    """Writing goes on while outlooks are read; nobody waits, and nothing is forgotten."""
    refresh_outlooks()
    assert marks(row) == 0
    with signed_in(APP) as other:
        context = '{"user": "1", "action": "tests.write"}'
        other.execute(
            "SELECT set_config('app.activations', %s, true)", [f"{{{row.activation_id}}}"]
        )
        other.execute("SELECT set_config('pghistory.context_metadata', %s, true)", [context])
        other.execute("UPDATE casebook_fact SET date = '2026' WHERE participant_id = %s", [row.pk])
        refresh_outlooks()
        assert marks(row) == 0
        other.connection.commit()
    assert marks(row) == 1
    refresh_outlooks()
    assert marks(row) == 0


def marks(row) -> int:
    with casebook.seeing(row.activation):
        return OutlookMark.objects.filter(participant=row).count()


def test_every_night_all_are_compared_and_what_differs_is_named_and_mended(row):
    refresh_outlooks()
    with acting(by=people.SETUP, action="tests.break", activations=[row.activation_id]):
        before = Outlook.objects.get(participant=row).lines
        assert before
        Outlook.objects.filter(participant=row).update(lines=[])
    nightly_check()
    nightly_check()
    job = Job.objects.get(kind=KIND)
    assert (job.state, job.error) == ("done", "")
    assert job.result == {"participants": 1, "differences": 1, "first": [row.pk]}
    with casebook.seeing(row.activation):
        assert Outlook.objects.get(participant=row).lines == before
