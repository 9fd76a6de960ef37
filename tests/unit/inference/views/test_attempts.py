import pytest

from inference.models import PredictionAttempt
from jobs.models import Job
from tests.factories import casebook, people, protocols, running
from tests.factories.casebook import seeing
from tests.unit.enrollment.views.conftest import as_role, at, clock, signed_in, words
from trials.domain.roles import Role

__all__ = ["as_role", "clock", "signed_in"]

pytestmark = pytest.mark.django_db
PAGE, RUN = "inference:record", "inference:run"


@pytest.fixture
def release(site):
    return running.approved(site)


@pytest.fixture
def row(ready):
    return ready


@pytest.fixture
def manager(as_role):
    return as_role(Role.DATA_MANAGER)


def kept(row):
    with seeing(row.activation):
        return list(PredictionAttempt.objects.filter(participant=row))


def test_the_data_manager_has_it_run_and_sees_the_state(manager, row, release):
    assert "Run pre here 1" in words(manager.get(at(PAGE, row)))
    answer = manager.post(at(RUN, row), {"release": release.pk})
    assert answer["Location"] == at(PAGE, row)
    page = words(manager.get(at(PAGE, row)))
    assert "The run is asked for" in page
    assert "Waiting" in page
    assert 'hx-trigger="every 2s"' in page
    assert len(kept(row)) == 1


def test_the_score_of_a_run_stands_among_the_runs(
    manager, row, release, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        manager.post(at(RUN, row), {"release": release.pk})
    page = words(manager.get(at(PAGE, row)))
    assert "Records alone, no scan" in page
    assert "Counts</span>" in page
    assert "every 2s" not in page
    manager.post(at(RUN, row), {"release": release.pk})
    assert "has run on exactly this input" in words(manager.get(at(PAGE, row)))
    assert len(kept(row)) == 1


def test_what_is_missing_is_named_in_the_words_of_the_form(manager, consented, release):
    manager.post(at(RUN, consented), {"release": release.pk})
    page = words(manager.get(at(PAGE, consented)))
    assert "Not evaluable" in page
    assert "Largest tumor diameter is not recorded. Record it, then run again." in page


def test_the_same_in_chinese(as_role, consented, release):
    manager = as_role(Role.DATA_MANAGER, "zh-hans")
    manager.post(at(RUN, consented), {"release": release.pk})
    page = words(manager.get(at(PAGE, consented)))
    assert "最大肿瘤直径" in page
    assert "is not recorded" not in page


def test_a_refusal_is_told(manager, release, site):
    manager.post(at(RUN, casebook.participant(site)), {"release": release.pk})
    row = casebook.participant(site)
    manager.post(at(RUN, row), {"release": release.pk})
    assert "has not given consent" in words(manager.get(at(PAGE, row)))


@pytest.mark.parametrize("asked", ["", "0", "pre", "999999"])
def test_no_such_release(manager, row, asked):
    assert manager.post(at(RUN, row), {"release": asked}).status_code == 404


@pytest.mark.parametrize("role", [Role.NURSE, Role.PI, Role.MONITOR])
def test_others_see_the_tries_and_run_nothing(as_role, row, release, role):
    visitor = as_role(role)
    running.asked(row, release)
    page = words(visitor.get(at(PAGE, row)))
    assert "Waiting" in page
    assert "Run pre here 1" not in page
    assert visitor.post(at(RUN, row), {"release": release.pk}).status_code == 403


def test_a_job_that_failed_says_why(manager, row, release):
    attempt = running.asked(row, release)
    with people.setting_up():
        Job.objects.filter(pk=attempt.job_id).update(
            state="failed", error="Three times over.", finished_at=people.NOW
        )
    page = words(manager.get(at(PAGE, row)))
    assert f"tell the administrator the number of this job: {attempt.job_id}." in page
    # The ledger keeps it in the language of whoever asked.
    assert "Three times over." not in page


def test_of_a_concealed_prediction_only_the_run_is_shown(
    signed_in, django_capture_on_commit_callbacks
):
    here = protocols.open_site("hcc-adj")
    release, row = running.approved(here), running.operated(here)
    with django_capture_on_commit_callbacks(execute=True):
        signed_in(casebook.member(here, Role.DATA_MANAGER)).post(
            at(RUN, row), {"release": release.pk}
        )
    page = words(signed_in(casebook.member(here)).get(at(PAGE, row)))
    assert "Sealed" in page
    assert "Only that it was run stands here" in page
    assert 'name="score"' not in page
    assert not [code for code in ("surgery_tace", "Surgery + TACE") if code in page]
