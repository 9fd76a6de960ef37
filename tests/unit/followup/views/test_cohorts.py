"""From a file in hand to participants: upload, columns, trial run, import, held rows."""

import csv
import io
from datetime import timedelta

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from casebook.models import Participant
from config.cohorts.loading import ARCHIVES, mapping_path
from followup import tasks
from followup.actions import cohort_uploads
from followup.models import CohortImport, CohortUpload
from jobs import runner
from jobs.models import Job
from tests.factories import archives, casebook, people
from trials.domain.roles import Role

pytestmark = pytest.mark.django_db
PAGE = "/trials/crlm/cohorts/"


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(people.NOW, tick=False):
        yield


@pytest.fixture
def places():
    return archives.sites("crlm", "WH", "YC")


@pytest.fixture
def manager(places, client):
    person = people.delegated(Role.DATA_MANAGER, places[0]).user
    client.force_login(person)
    return person


def upload(client, content: str) -> str:
    file = SimpleUploadedFile("archive.csv", content.encode())
    answer = client.post(PAGE, {"file": file, "site": "WH"})
    assert answer.status_code == 302, answer.content.decode()
    return answer.url


def run_job(job_url: str) -> Job:
    job = Job.objects.get(pk=job_url.strip("/").split("/")[-1])
    runner.run(job_id=job.pk)
    job.refresh_from_db()
    return job


def save_shipped(places, person) -> None:
    text = mapping_path(ARCHIVES["crlm"]).read_text()
    cohort_uploads.save_mapping(trial=places[0].trial, text=text, by=person, at=people.NOW)


def columns_as_shown(client, address: str) -> dict[str, str]:
    page = client.get(address)
    return {
        "do": "columns",
        "seen": page.context["seen"],
        **{
            f"{field}:{line.key}": said
            for line in page.context["lines"]
            for field, said in vars(line.said).items()
        },
    }


def test_whole_way_of_a_file_with_a_bad_row(client, places, manager):
    save_shipped(places, manager)
    content = archives.spoiled(archives.text("crlm", 4, ["WH", "YC"]), 3, pt="T9")
    address = upload(client, content)
    assert client.post(address, {"do": "check"}).status_code == 400  # columns come first
    assert client.post(address, columns_as_shown(client, address)).url == address

    job = run_job(client.post(address, {"do": "check"}).url)
    assert job.state == "done", job.error
    page = client.get(address)
    [problem] = page.context["page"].object_list
    assert (problem["row"], problem["column"], problem["value"]) == (3, "pt", "T9")
    assert "“T9” is not one of the answers" in problem["rule"]
    assert b"Import the good, hold the rest" in page.content
    with casebook.seeing(*places):
        assert not Participant.objects.exists()

    job = run_job(client.post(address, {"do": "good"}).url)
    assert (job.state, job.result) == ("done", {"url": PAGE})
    with casebook.seeing(*places):
        assert Participant.objects.count() == 3
        done = CohortImport.objects.get(rows_held=1)
        kept = CohortUpload.objects.get()
        assert (kept.sealed, kept.rows_good, kept.problems[0]["value"]) == ("", 3, "")
        assert kept.sha256 == done.file_sha256
    assert b"archive.csv" in client.get(PAGE).content
    after = client.get(address).content.decode()
    assert "The file is not kept" in after
    assert kept.sha256 in after
    assert client.post(address, {"do": "check"}).status_code == 400

    answer = client.get(reverse("followup:cohort_held", args=["crlm", done.pk]))
    [row] = csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")))
    assert (row["row"], row["pt"]) == ("3", "T9")
    assert row["reasons"].startswith("pt: ")


def test_nothing_of_the_file_stands_open_in_the_database(client, places, manager):
    upload(client, archives.text("crlm", 1, ["WH"]))
    with casebook.seeing(*places):
        assert "合成病例" not in CohortUpload.objects.get().sealed


def test_a_file_that_nobody_takes_in_is_removed_after_two_weeks(client, places, manager):
    address = upload(client, archives.text("crlm", 1, ["WH"]))
    for days, is_there in ((13, True), (15, False)):
        with time_machine.travel(people.NOW + timedelta(days=days), tick=False):
            tasks.remove_old_uploads()
        with casebook.seeing(*places):
            assert bool(CohortUpload.objects.get().sealed) is is_there
    assert "The file is not kept" in client.get(address).content.decode()
    refused = client.post(address, {"do": "columns"})
    assert refused.status_code == 400
    assert "Hand it in again" in refused.content.decode()
    assert "archive.csv" not in client.get(PAGE).content.decode()


def test_columns_of_an_unknown_file_are_guessed(client, places, manager):
    page = client.get(upload(client, "record,Sex,cea\n1,F,3\n"))
    shown = {one.name: one.said.column for one in page.context["lines"]}
    assert (shown["number"], shown["sex"], shown["cea"]) == ("record", "Sex", "cea")


def test_what_cannot_be_meant_is_told_and_nothing_chosen_is_lost(client, places, manager):
    address = upload(client, "record,Sex,cea,age\n1,F,3,60\n")
    chosen = columns_as_shown(client, address) | {"column:age": "age", "value:age": "60"}
    answer = client.post(address, chosen)
    assert answer.status_code == 400
    assert "Age: choose a column or one value" in answer.content.decode()
    [age] = (line for line in answer.context["lines"] if line.key == "age")
    assert vars(age.said)["value"] == "60"


def test_columns_that_somebody_else_changed_meanwhile_are_not_overwritten(client, places, manager):
    save_shipped(places, manager)
    address = upload(client, archives.text("crlm", 1, ["WH"]))
    earlier = columns_as_shown(client, address)
    assert client.post(address, earlier | {"column:cause_of_death": ""}).status_code == 302
    with casebook.seeing(*places):
        [kept] = CohortUpload.objects.values_list("mapping_text", flat=True)
    answer = client.post(address, earlier)
    assert answer.status_code == 400
    assert "Somebody changed the columns" in answer.content.decode()
    with casebook.seeing(*places):
        assert CohortUpload.objects.get().mapping_text == kept


def test_what_is_no_table_is_refused_on_the_page(client, places, manager):
    file = SimpleUploadedFile("scan.pdf", b"%PDF")
    answer = client.post(PAGE, {"file": file, "site": "WH"})
    assert answer.status_code == 400
    assert "neither CSV nor XLSX" in answer.content.decode()


def test_trial_that_asks_for_consent_offers_no_upload(client):
    place = archives.sites("hcc-neo", "WH")[0]
    client.force_login(people.delegated(Role.DATA_MANAGER, place).user)
    page = client.get("/trials/hcc-neo/cohorts/").content.decode()
    assert "takes no archived records" in page
    assert 'type="file"' not in page


def test_address_of_the_upload_is_that_of_its_page(client, places, manager):
    address = upload(client, "record,sex\n1,F\n")
    with casebook.seeing(*places):
        assert tasks.address(CohortUpload.objects.get()) == address
