import hashlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from casebook.actions.consent_versions import UnableToRecordConsentVersion, correct
from casebook.models import ConsentVersion
from tests.factories import casebook, people
from tests.unit.casebook.views.conftest import at, day, words
from trials.domain.roles import Role
from trials.models import VersionInForce

pytestmark = pytest.mark.django_db
PAGE = reverse("casebook:consent_versions", args=["small-trial"])
TEXT = b"%PDF-1.7 what the participant agrees to"


def sent(site, **change):
    return {
        "place": str(VersionInForce.objects.get(activation=site).pk),
        "label": "ICF 2",
        "language": "en",
        **day("approved_on", "2026-02-01"),
        **day("effective_from", "2026-02-10"),
        "file": SimpleUploadedFile("icf-2.pdf", TEXT),
        **change,
    }


def test_a_form_is_recorded_by_its_hash_and_its_file_is_not_kept(visitor, site):
    answer = visitor.post(PAGE, sent(site))
    assert answer["Location"] == PAGE
    with casebook.seeing(site):
        row = ConsentVersion.objects.get(label="ICF 2")
    assert row.sha256 == hashlib.sha256(TEXT).hexdigest()
    assert row.document == "icf-2.pdf"
    shown = words(visitor.get(PAGE))
    assert "ICF 2</a>, English" in shown
    assert row.sha256[:16] in shown
    assert "2026-02-10" in shown


def test_what_is_wrong_is_said_and_nothing_typed_is_lost(visitor, site):
    answer = visitor.post(PAGE, sent(site, **day("effective_from", "2026-01-01")))
    assert answer.status_code == 422
    assert "used from its approval on, 2026-02-01" in words(answer)
    assert 'value="ICF 2"' in words(answer)


def test_without_the_file_nothing_is_recorded(visitor, site):
    assert visitor.post(PAGE, sent(site, file="")).status_code == 422


def test_the_monitor_reads_and_records_nothing(signed_in, site):
    client = signed_in(casebook.member(site, Role.MONITOR))
    shown = words(client.get(PAGE))
    assert "ICF 1.0" in shown
    assert 'name="label"' not in shown
    assert client.post(PAGE, sent(site)).status_code == 403


def correction_of(version):
    return reverse("casebook:consent_version", args=["small-trial", version.pk])


def mended(site, **change):
    entry = {**sent(site), "reason": "Misread", "file": "", **change}
    return {**entry, **day("effective_from", "2026-02-12")}


def test_an_entry_nobody_consented_with_is_corrected_with_a_reason_and_its_history(
    visitor, site, signed_in
):
    visitor.post(PAGE, sent(site))
    with casebook.seeing(site):
        page = correction_of(ConsentVersion.objects.get(label="ICF 2"))
    assert 'value="ICF 2"' in words(visitor.get(page))
    assert visitor.post(page, mended(site, reason=" ")).status_code == 422
    answer = visitor.post(page, mended(site, label="ICF 2.0"))
    assert answer["Location"] == page
    shown = words(visitor.get(page))
    for said in ("ICF 2, English", "ICF 2.0, English", "2026-02-10", "2026-02-12", "Misread"):
        assert said in shown
    with casebook.seeing(site):
        row = ConsentVersion.objects.get(label="ICF 2.0")
        assert (row.document, row.sha256) == ("icf-2.pdf", hashlib.sha256(TEXT).hexdigest())
        other = SimpleUploadedFile("right.pdf", b"the right one")
        assert visitor.post(page, mended(site, file=other)).status_code == 302
        row.refresh_from_db()
        assert (row.label, row.document) == ("ICF 2", "right.pdf")
    assert visitor.post(page, mended(site, **day("approved_on", "2099-01-01"))).status_code == 422
    monitor = signed_in(casebook.member(site, Role.MONITOR))
    assert "Correct this entry" not in words(monitor.get(page))
    assert monitor.post(page, mended(site)).status_code == 403


def test_what_somebody_signed_stays_and_the_page_says_what_to_do(visitor, site, screened):
    consent = casebook.consent(screened)
    with casebook.seeing(site):
        version = consent.consent_version
    page = correction_of(version)
    shown = words(visitor.get(page))
    assert "1 participant consented with" in shown
    assert "Record the right consent form as another version" in shown
    assert 'name="reason"' not in shown
    assert visitor.post(page, mended(site)).status_code == 422
    nurse = casebook.member(site)
    entry = {"label": "Another", "language": "en", "reason": "Misread"}
    days = {"approved_on": version.approved_on, "effective_from": version.effective_from}
    with pytest.raises(UnableToRecordConsentVersion, match="stays as it is"), casebook.seeing(site):
        correct(
            version=version,
            protocol_version=consent.protocol_version,
            **entry,
            **days,
            by=nurse,
            at=people.NOW,
        )
    gone = reverse("casebook:consent_version", args=["small-trial", 0])
    assert visitor.get(gone).status_code == 404


def test_the_consent_page_shows_what_is_signed_on_the_day_typed(visitor, site, screened):
    visitor.post(PAGE, sent(site, language="zh"))
    today = words(visitor.get(at("consent", screened)))
    assert "ICF 2, Chinese: approved by the ethics board 2026-02-01" in today
    typed = words(visitor.post(at("consent", screened), day("consent_date", "2026-02-09")))
    assert "ICF 2" not in typed
    assert "on 2026-02-09 it is 1.0" in typed


def test_the_page_says_that_a_site_has_no_form(visitor, site, screened):
    with people.acting(by=people.SETUP, action="tests.none", activations=[site.pk]):
        ConsentVersion.objects.all().delete()
    assert "no approved consent form for version 1.0" in words(visitor.get(at("consent", screened)))
