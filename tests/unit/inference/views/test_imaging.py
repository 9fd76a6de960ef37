"""Uploading a scan on the page, following it, and reading what became of it."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from inference.actions.series import quarantine_of
from inference.models import Series, Upload
from jobs import runner
from jobs.models import Job
from tests.factories import casebook, people, protocols
from tests.factories.casebook import seeing
from tests.factories.imaging import MRI, liver_files, received, scanned, sent
from tests.factories.phantom import incoming, shipped, zipped
from tests.unit.enrollment.views.conftest import as_role, at, clock, signed_in, words
from tests.unit.inference.api.test_imaging import disagree
from trials.domain.roles import Role

__all__ = ["as_role", "clock", "signed_in"]

pytestmark = pytest.mark.django_db
PAGE, PANEL = "inference:imaging", "inference:imaging_panel"


@pytest.fixture
def visitor(as_role):
    return as_role(Role.NURSE)


def files_of(row, **changes):
    return [
        SimpleUploadedFile(one.name, b"".join(one.pieces)) for one in liver_files(row, **changes)
    ]


def form(files, **more):
    return {"scan": MRI, "files": files, **more}


def uploads(row):
    with seeing(row.activation):
        return list(Upload.objects.filter(participant=row))


def run_job(row):
    """As the worker does, on the job that the page asked for."""
    job = Job.objects.get(kind="inference.ingest")
    runner.run(job_id=job.pk)
    job.refresh_from_db()
    return job


class TestUploading:
    def test_it_leads_to_the_job_and_the_job_to_the_result(self, visitor, consented):
        answer = visitor.post(at(PAGE, consented), form(files_of(consented)))
        job = Job.objects.get(kind="inference.ingest")
        assert answer["Location"] == job.get_absolute_url()
        job = run_job(consented)
        assert (job.state, job.error) == ("done", "")
        page = words(visitor.get(job.result["url"]))
        assert "4 series accepted" in page
        for phase in ("Non-contrast", "Arterial", "Portal venous", "Delayed"):
            assert phase in page

    def test_the_payload_of_the_job_is_an_id_alone(self, visitor, consented):
        visitor.post(at(PAGE, consented), form(files_of(consented, only="arterial")[:1]))
        (upload,) = uploads(consented)
        assert Job.objects.get(kind="inference.ingest").payload == {"upload_id": upload.pk}

    def test_whom_it_is_not_agreed_for_is_said_above_the_form(self, visitor, consented):
        disagree(consented)
        answer = visitor.post(at(PAGE, consented), form(files_of(consented, only="arterial")))
        assert answer.status_code == 422
        assert "has not agreed to this: “Images and records are analyzed" in words(answer)
        assert uploads(consented) == []

    def test_a_zip_will_do(self, visitor, consented):
        images = {one.name: one.read() for one in files_of(consented, only="arterial")}
        scan = SimpleUploadedFile("scan.zip", zipped(images))
        visitor.post(at(PAGE, consented), form([scan]))
        run_job(consented)
        with seeing(consented.activation):
            assert Series.objects.get().instance_count == 16

    def test_sent_twice_it_is_received_once(self, visitor, consented):
        for _ in range(2):
            body = form(files_of(consented, only="arterial")[:1], submission_key="upload-1")
            assert visitor.post(at(PAGE, consented), body).status_code == 302
        assert len(uploads(consented)) == 1

    def test_more_files_than_a_form_has_fields_for(self, visitor, consented):
        many = [SimpleUploadedFile(f"{number}.dcm", b"x") for number in range(300)]
        assert visitor.post(at(PAGE, consented), form(many)).status_code == 302
        assert uploads(consented)[0].file_count == 300

    @pytest.mark.parametrize(
        ("body", "said"),
        [
            ({"scan": MRI}, "This field is required"),
            ({"scan": "elsewhere"}, "Select a valid choice"),
        ],
    )
    def test_what_is_not_right_comes_back(self, visitor, consented, body, said):
        answer = visitor.post(at(PAGE, consented), body)
        assert answer.status_code == 422
        assert said in words(answer)
        assert uploads(consented) == []

    def test_who_does_not_treat_uploads_nothing(self, as_role, consented):
        visitor = as_role(Role.MONITOR)
        answer = visitor.post(at(PAGE, consented), form(files_of(consented, only="arterial")[:1]))
        assert answer.status_code == 403
        page = words(visitor.get(at(PAGE, consented)))
        assert "Upload a scan" not in page

    def test_another_site_does_not_exist(self, visitor):
        other = casebook.consented_participant(protocols.open_site("hcc-neo", people.site("FAR")))
        assert visitor.get(at(PAGE, other)).status_code == 404


class TestTheResult:
    def page(self, visitor, upload, language="en"):
        return words(visitor.get(f"{at(PAGE, upload.participant)}{upload.pk}/"))

    def test_every_bad_file_is_named_with_how_to_mend_it(self, visitor, consented):
        bad = incoming([shipped("image_dfl.dcm"), shipped("JPEG2000.dcm")])
        page = self.page(visitor, sent(consented, bad))
        assert "Nothing of this upload was kept" in page
        assert "image_dfl.dcm" in page
        assert "It is deflated DICOM" in page
        assert "Export it uncompressed" in page
        assert "JPEG2000.dcm" in page

    def test_file_names_are_text(self, visitor, consented):
        (bad,) = incoming([shipped("image_dfl.dcm")])
        named = type(bad)(name="<img src=x onerror=alert(1)>", pieces=bad.pieces)
        page = self.page(visitor, sent(consented, [named]))
        assert "&lt;img src=x onerror=alert(1)&gt;" in page
        assert "<img src=x" not in page

    def test_once_the_names_are_gone_the_numbers_stand_in(self, visitor, consented):
        upload = sent(consented, incoming([shipped("image_dfl.dcm")]))
        quarantine_of(upload.folder).remove()
        assert "File 1" in self.page(visitor, upload)

    def test_every_reason_of_a_series_is_said(self, visitor, consented):
        page = self.page(visitor, sent(consented, incoming([shipped("CT_small.dcm")])))
        assert "The files say who the patient is (" in page
        assert "PatientName" in page
        assert "CompressedSamples" not in page
        assert "De-identify first" in page
        assert "It is CT, where MR is asked for." in page
        assert "Slices: 1; at least 16 are asked for." in page
        assert "Which contrast phase it shows cannot be told" in page

    def test_it_says_what_still_has_to_be_sent_and_what_was_there(self, visitor, consented):
        scanned(consented, only="arterial")
        page = self.page(visitor, scanned(consented, only="arterial"))
        assert "still to send: Non-contrast, Portal venous, Delayed" in page
        assert "It was taken in before; nothing changed." in page
        assert "What was not accepted" not in page

    def test_a_contradiction_names_the_phase_as_the_protocol_does(self, visitor, consented):
        late = {"ContrastBolusStartTime": "095000"}
        page = self.page(visitor, scanned(consented, only="arterial", tags=late))
        assert "It is called Arterial, but was taken" in page
        assert "No series was accepted" in page

    def test_while_it_waits_the_page_leads_to_the_job(self, visitor, consented):
        visitor.post(at(PAGE, consented), form(files_of(consented, only="arterial")[:1]))
        (upload,) = uploads(consented)
        upload.participant = consented
        job = Job.objects.get(kind="inference.ingest")
        assert job.get_absolute_url() in self.page(visitor, upload)

    def test_others_see_that_it_waits_and_not_the_job(self, as_role, consented):
        upload = received(consented, liver_files(consented, only="arterial")[:1])
        page = self.page(as_role(Role.MONITOR), upload)
        assert "The files are waiting to be read" in page
        assert "See how far it is" not in page

    def test_an_upload_of_another_participant_is_not_found(self, visitor, consented):
        upload = received(consented, liver_files(consented, only="arterial")[:1])
        other = casebook.consented_participant(consented.activation)
        assert visitor.get(f"{at(PAGE, other)}{upload.pk}/").status_code == 404


class TestThePage:
    def test_what_is_asked_for_stands_there_before_anything_is_sent(self, visitor, consented):
        page = words(visitor.get(at(PAGE, consented)))
        assert "Pre-operative MRI" in page
        assert "still to send: Non-contrast, Arterial, Portal venous, Delayed" in page

    def test_a_whole_scan_says_its_day(self, visitor, consented):
        scanned(consented)
        page = words(visitor.get(at(PAGE, consented)))
        assert "Complete" in page
        assert "scanned 2026-01-04" in page
        assert page.count("2026-01-04") == 5
        assert "still to send" not in page

    def test_before_consent(self, visitor, site):
        page = words(visitor.get(at(PAGE, casebook.participant(site))))
        assert "Consent comes first." in page
        assert "multipart" not in page

    def test_a_trial_without_scans(self, signed_in):
        row = casebook.consented_participant(protocols.open_site("small-trial"))
        page = words(signed_in(casebook.member(row.activation)).get(at(PAGE, row)))
        assert "The protocol names no scan" in page

    def test_its_panel_says_how_far_it_is(self, visitor, consented):
        scanned(consented, only="arterial")
        page = words(visitor.get(at(PANEL, consented)))
        assert "still to send: Non-contrast, Portal venous, Delayed" in page
        assert at(PAGE, consented) in page

    def test_the_participants_page_brings_the_panel(self, visitor, consented):
        assert at(PANEL, consented) in words(visitor.get(at("casebook:participant", consented)))

    def test_in_chinese(self, as_role, consented):
        visitor = as_role(Role.NURSE, "zh-hans")
        upload = sent(consented, incoming([shipped("CT_small.dcm")]))
        for address in (at(PAGE, consented), f"{at(PAGE, consented)}{upload.pk}/"):
            page = words(visitor.get(address))
            for english in ("Upload", "Series", "De-identify", "slices", "Verdict", "still to"):
                assert english not in page.split("<main")[1].split("</main")[0]

    def test_pages_ask_no_more_with_more_uploads(
        self, visitor, consented, django_assert_max_num_queries
    ):
        scanned(consented)
        visitor.get(at(PAGE, consented))
        with django_assert_max_num_queries(60) as few:
            visitor.get(at(PAGE, consented))
        scanned(consented, day=date(2026, 1, 6), seed=2)
        with django_assert_max_num_queries(len(few)):
            visitor.get(at(PAGE, consented))
