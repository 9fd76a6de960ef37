import hashlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

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
    assert "ICF 2, English" in shown
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
