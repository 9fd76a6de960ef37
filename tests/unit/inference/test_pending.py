"""A try without a result is work on the nurse's list; what comes out is not on it."""

import pytest

from followup.domain.worklist import Kind
from followup.selectors.worklist import worklist
from followup.wording import row as drawn
from inference.models import PredictionAttempt
from tests.factories import casebook, people, running
from tests.factories.casebook import instant, seeing
from tests.factories.enrollment import JUDGED

pytestmark = pytest.mark.django_db


@pytest.fixture
def row(site):
    return running.screened(site)


def found(row):
    nurse = casebook.member(row.activation)
    with seeing(row.activation, by=nurse):
        here = [row.activation_id]
        tasks = worklist(row.activation.trial, activations=here, user=nurse, now=instant(JUDGED))
    return [task for task in tasks if "prediction" in task.kind]


def ended(attempt, outcome, **more):
    with seeing(attempt.activation), people.setting_up():
        PredictionAttempt.objects.filter(pk=attempt.pk).update(
            outcome=outcome, ended_at=instant(JUDGED), **more
        )


def test_it_waits_until_it_has_run_and_says_when_it_did_not(site, row):
    release = running.approved(site)
    attempt = running.asked(row, release)
    (task,) = found(row)
    assert (task.kind, task.participant) == (Kind.PENDING_PREDICTION, row.code)
    words = drawn(task, row.activation.trial.slug).words
    assert str(release) in words.what
    assert words.why == "Asked for and not computed yet"
    ended(attempt, "failed", reasons=[{"code": "broken", "fault": "ValueError"}])
    (task,) = found(row)
    assert task.kind is Kind.FAILED_PREDICTION
    assert "can try it again" in drawn(task, row.activation.trial.slug).words.why
    again = running.asked(row, release)
    assert again.number == 2
    assert [one.item for one in found(row)] == [str(again.pk)]
    ended(again, "done", started_at=instant(JUDGED), platform={"torch": "2"})
    assert found(row) == []


def test_what_lacks_input_says_so_and_leads_to_the_page_that_says_which(site):
    row = casebook.consented_participant(site)
    running.asked(row, running.approved(site))
    (task,) = found(row)
    words = drawn(task, row.activation.trial.slug)
    assert "is missing; the page says which" in words.words.why
    assert words.href.endswith(f"/participants/{row.code}/predictions/")
