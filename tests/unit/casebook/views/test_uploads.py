"""A file as an answer: kept under its hash, given back to those who may read the record."""

import hashlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from casebook.models import FormFile, FormRecord
from tests.factories import casebook, people, protocols
from tests.unit.casebook.views.conftest import at, words
from tests.unit.casebook.views.test_tables import page, row, typed
from trials.domain.roles import Role

pytestmark = pytest.mark.django_db
CONTENT = b"%PDF-1.7 a letter from the ward"
SHA = hashlib.sha256(CONTENT).hexdigest()


def letter(content=CONTENT, name="letter.pdf"):
    return {"letter-file": SimpleUploadedFile(name, content)}


@pytest.fixture
def agreed(site):
    scopes = {"participation": True, "samples": True}
    row = casebook.participant(site)
    casebook.consent(row, scopes=scopes)
    return row


@pytest.fixture
def send(visitor, agreed):
    def send(act="complete", version="0", **fields):
        table = typed(("1", row(1)), version=version)
        return visitor.post(page(agreed), {**table, "form-act": act, **fields})

    return send


def saved():
    return FormRecord.objects.get(form_id="drugs_taken").data["letter"]


def address(participant, sha=SHA):
    return at("form_file", participant, "letter", sha)


def test_a_file_is_saved_read_and_downloaded(visitor, agreed, send, signed_in):
    assert send(**letter()).status_code == 302
    with casebook.seeing(agreed.activation):
        assert saved()["value"] == SHA
        kept = FormFile.objects.get()
        assert (kept.kind, kept.size, kept.uploaded_by_id) == (
            "pdf",
            len(CONTENT),
            kept.uploaded_by_id,
        )
    shown = words(visitor.get(page(agreed)))
    assert f'href="{address(agreed)}"' in shown
    assert "letter.pdf" in shown
    got = visitor.get(address(agreed))
    assert got.content == CONTENT
    assert got["Content-Disposition"].startswith("attachment")
    assert got["X-Content-Type-Options"] == "nosniff"
    assert visitor.get(address(agreed, "0" * 64)).status_code == 404
    monitor = signed_in(casebook.member(agreed.activation, Role.MONITOR))
    assert monitor.get(address(agreed)).status_code == 200
    reader = signed_in(casebook.member(agreed.activation, Role.READER))
    assert reader.get(address(agreed)).status_code == 403


def test_until_it_is_saved_it_is_the_uploaders_alone(visitor, agreed, signed_in):
    fields = {**typed(("1", row(1))), **letter()}
    draft = visitor.post(page(agreed, "draft"), fields, headers={"HX-Request": "true"})
    shown = words(draft)
    assert f'value="{SHA} letter.pdf"' in shown, "the page now says the file instead of sending it"
    assert visitor.get(address(agreed)).status_code == 200
    monitor = signed_in(casebook.member(agreed.activation, Role.MONITOR))
    assert monitor.get(address(agreed)).status_code == 404


def test_a_file_is_kept_replaced_and_removed(visitor, agreed, send):
    send("save", **letter())
    said = f"{SHA} letter.pdf"
    send("save", "1", letter=said)
    with casebook.seeing(agreed.activation):
        assert saved()["value"] == SHA
    send("save", "1", letter=said, **letter(b"%PDF-1.7 another"))
    with casebook.seeing(agreed.activation):
        assert saved()["value"] != SHA
        assert FormFile.objects.count() == 2
    send("save", "2", letter=said, **{"letter-remove": "on"})
    with casebook.seeing(agreed.activation):
        assert "letter" not in FormRecord.objects.get().data
    assert visitor.get(address(agreed)).status_code == 200, "the history still says it"


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "The file is empty"),
        (b"GIF89a", "Letter takes: PDF, PNG"),
        (b"%PDF-".ljust(1024 * 1024 + 1), "larger than 1 MB"),
    ],
)
def test_a_file_that_does_not_fit_is_refused(agreed, send, content, says):
    refused = send(**letter(content))
    assert refused.status_code == 422
    assert says in words(refused)
    with casebook.seeing(agreed.activation):
        assert not FormFile.objects.exists()
        assert not FormRecord.objects.exists()


def test_without_the_box_nothing_is_stored(visitor, consented):
    fields = {**typed(("1", row(1))), "form-act": "complete", **letter()}
    refused = visitor.post(page(consented), fields)
    assert "has not agreed to this" in words(refused)
    with casebook.seeing(consented.activation):
        assert not FormFile.objects.exists()


def test_a_hash_alone_is_no_file(agreed, send):
    refused = send(letter=f"{SHA} letter.pdf")
    assert "was not uploaded for" in words(refused)


def test_another_site_sees_no_row_of_it(agreed, send, signed_in):
    send(**letter())
    elsewhere = protocols.open_site("small-trial", at=people.site("S9"))
    with casebook.seeing(elsewhere):
        assert not FormFile.objects.exists()
    stranger = signed_in(casebook.member(elsewhere))
    assert stranger.get(address(agreed)).status_code == 404
