import pytest
from django.urls import reverse

from audit.acts import acting
from jobs.actions import LEDGER
from jobs.domain.states import State
from jobs.models import Job
from tests.factories import people
from tests.unit.jobs import building, kinds

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}
POLL = "hx-get="


@pytest.fixture
def nurse(client):
    person = people.user()
    client.force_login(person)
    return person


def page(client, name, job=None, **more):
    return client.get(reverse(f"jobs:{name}", args=[job.pk] if job else []), **more)


def text(response):
    return response.content.decode()


def at(job, **fields):
    with acting(by=LEDGER, action="tests.change"):
        Job.objects.filter(pk=job.pk).update(**fields)


# --- whose -----------------------------------------------------------------------------------
@pytest.mark.parametrize("name", ["detail", "progress"])
def test_job_of_another_person_is_not_found(client, nurse, name):
    assert page(client, name, building.waiting(by=people.user())).status_code == 404


def test_job_of_another_person_cannot_be_canceled(client, nurse):
    job = building.waiting(by=people.user())
    assert client.post(reverse("jobs:cancel", args=[job.pk])).status_code == 404
    job.refresh_from_db()
    assert job.state == State.WAITING


def test_list_holds_my_jobs_only(client, nurse):
    mine, other = building.waiting(by=nurse), building.waiting()
    shown = text(page(client, "list"))
    assert mine.get_absolute_url() in shown
    assert other.get_absolute_url() not in shown


@pytest.mark.parametrize("name", ["detail", "progress"])
def test_nobody_signed_in_is_sent_to_sign_in(client, name):
    answer = page(client, name, building.waiting())
    assert answer.status_code == 302
    assert answer.url.startswith(reverse("account_login"))


# --- the list --------------------------------------------------------------------------------
def test_empty_list_says_how_jobs_begin(client, nurse):
    assert "No jobs yet" in text(page(client, "list"))


@pytest.mark.parametrize(
    ("make", "word"),
    [
        (building.waiting, "Waiting"),
        (building.running, "Running"),
        (building.done, "Done"),
        (building.failed, "Failed"),
        (building.canceled, "Canceled"),
    ],
)
def test_list_names_each_job_and_its_state(client, nurse, make, word):
    make(by=nurse)
    shown = text(page(client, "list"))
    assert "Found a trial" in shown
    assert f">{word}</span>" in shown


def test_long_list_comes_in_pages_at_the_same_cost(client, nurse, django_assert_max_num_queries):
    for _ in range(30):
        building.waiting(by=nurse)
    page(client, "list")  # The first look of a session puts it on the list of sessions.
    with django_assert_max_num_queries(15):
        first = page(client, "list")
    assert text(first).count("Found a trial") == 25
    assert text(page(client, "list", data={"page": 2})).count("Found a trial") == 5


# --- the page --------------------------------------------------------------------------------
def test_page_of_a_running_job_shows_how_far_it_is_and_asks_again(client, nurse):
    job = building.running(by=nurse)
    at(job, progress=62, step="Drawing curves")
    shown = text(page(client, "detail", job))
    assert 'value="62"' in shown
    assert "Drawing curves" in shown
    assert f'{POLL}"{reverse("jobs:progress", args=[job.pk])}"' in shown
    assert 'hx-trigger="every 2s"' in shown


def test_page_without_scripts_has_a_link_to_look_again(client, nurse):
    job = building.waiting(by=nurse)
    link = f'<noscript><p><a href="{job.get_absolute_url()}">Look again</a></p></noscript>'
    assert link in text(page(client, "detail", job))
    assert "Look again" not in text(page(client, "detail", building.done(by=nurse)))


@pytest.mark.parametrize("make", [building.done, building.failed, building.canceled])
def test_page_of_an_ended_job_asks_no_more(client, nurse, make):
    job = make(by=nurse)
    assert POLL not in text(page(client, "detail", job))
    assert POLL not in text(page(client, "progress", job, headers=HTMX))


def test_page_of_a_done_job_leads_to_its_result(client, nurse):
    shown = text(page(client, "detail", building.done(by=nurse, payload={"slug": "hcc"})))
    assert 'href="/trials/hcc/"' in shown
    assert "Open the result" in shown


def test_done_job_without_a_result_has_no_link(client, nurse):
    job = building.done(by=nurse)
    at(job, result={})
    assert "Open the result" not in text(page(client, "detail", job))


def test_page_of_a_failed_job_says_what_to_do(client, nurse):
    job = building.failed(by=nurse, error="The disk is <full>. Tell the administrator.")
    assert "The disk is &lt;full&gt;. Tell the administrator." in text(page(client, "detail", job))


def test_elapsed_counts_from_the_start_to_the_end(client, nurse):
    job = building.done(by=nurse)
    start = people.NOW
    at(job, started_at=start, finished_at=start.replace(minute=12, second=5))
    assert "12:05" in text(page(client, "detail", job))


def test_page_polls_under_a_name_that_idle_watch_can_tell_from_a_person(client, nurse):
    assert '"X-Polling": "1"' in text(page(client, "detail", building.running(by=nurse)))


# --- the moving part -------------------------------------------------------------------------
def test_moving_part_comes_without_the_frame(client, nurse):
    shown = text(page(client, "progress", building.running(by=nurse), headers=HTMX))
    assert "<html" not in shown
    assert shown.count('id="job"') == 1


def test_moving_part_opened_by_itself_leads_to_the_page(client, nurse):
    job = building.running(by=nurse)
    answer = page(client, "progress", job)
    assert (answer.status_code, answer.url) == (302, job.get_absolute_url())


# --- cancel ----------------------------------------------------------------------------------
def cancel(client, job):
    return client.post(reverse("jobs:cancel", args=[job.pk]), follow=True)


def test_waiting_job_is_canceled_by_its_button(client, nurse):
    job = building.waiting(by=nurse)
    action = f'action="{reverse("jobs:cancel", args=[job.pk])}"'
    assert action in text(page(client, "detail", job))
    assert "Canceled" in text(cancel(client, job))
    assert action not in text(page(client, "detail", job))


def test_running_job_says_that_it_will_stop(client, nurse):
    job = building.running(by=nurse)
    assert "Stops at its next step" in text(cancel(client, job))


def test_cancel_that_comes_too_late_says_so(client, nurse):
    job = building.done(by=nurse)
    assert "This job has already ended: Done." in text(cancel(client, job))


def test_cancel_is_not_a_link(client, nurse):
    assert page(client, "cancel", building.waiting(by=nurse)).status_code == 405


# --- languages -------------------------------------------------------------------------------
def test_page_of_a_kind_given_up_still_opens(client, nurse):
    job = building.done(by=nurse)
    at(job, kind="tests.given_up")
    assert "tests.given_up" in text(page(client, "detail", job))
    assert kinds.FOUND not in text(page(client, "detail", job))
