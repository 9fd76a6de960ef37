from datetime import date, timedelta

import pytest

from casebook.actions import consent_versions, consents
from casebook.actions.consent_versions import UnableToRecordConsentVersion
from casebook.actions.consents import UnableToConsent
from casebook.models import ConsentVersion
from tests.factories import casebook, people, protocols
from trials.domain.roles import Role
from trials.permissions import NotPermitted

pytestmark = pytest.mark.django_db
DAY = casebook.CONSENTED
HASH = "ab" * 32


def approve(site, *, by=None, **change):
    """A consent form approved and in use from the day the tests' participants consent."""
    entry = {
        "protocol_version": protocols.adopted("small-trial"),
        "label": "ICF 2",
        "language": "zh",
        "approved_on": DAY,
        "effective_from": DAY,
        "document": "icf-2.pdf",
        "sha256": HASH,
        **change,
    }
    by = by or casebook.member(site)
    with casebook.seeing(site, by=by):
        return consent_versions.record(activation=site, **entry, by=by, at=people.NOW)


@pytest.mark.parametrize(
    ("signed_on", "language", "label"),
    [
        (DAY - timedelta(days=1), "zh", "ICF 1.0 2025-10-26"),
        (DAY, "zh", "ICF 2"),
        (DAY + timedelta(days=30), "zh", "ICF 2"),
        (DAY, "en", "ICF 1.0 2025-10-26"),
        (DAY, "", "ICF 2"),
    ],
)
def test_the_form_signed_is_the_one_in_use_that_day(site, screened, signed_on, language, label):
    approve(site)
    consent = casebook.consent(screened, consent_date=signed_on, language=language)
    assert consent.consent_version.label == label


def test_correcting_the_day_chooses_again(site, screened):
    approve(site)
    consent = casebook.consent(screened, consent_date=DAY, language="zh")
    nurse = casebook.member(site)
    with casebook.seeing(site):
        mended = consents.correct(
            consent=consent,
            consent_date=DAY - timedelta(days=1),
            scopes=consent.scopes,
            reason="the form says the 5th",
            by=nurse,
            at=people.NOW,
        )
    assert mended.consent_version.label == "ICF 1.0 2025-10-26"


def test_nobody_signs_a_form_that_was_not_approved(site, screened):
    with people.acting(by=people.SETUP, action="tests.none", activations=[site.pk]):
        ConsentVersion.objects.all().delete()
    with pytest.raises(UnableToConsent) as refusal:
        casebook.consent(screened)
    said = str(refusal.value)
    assert site.site.code in said
    assert "1.0" in said
    assert "Consent forms" in said


def test_an_amendment_is_signed_on_its_own_form(site, screened):
    """The form of the old version does not speak of what the amendment changes."""
    later = DAY + timedelta(days=10)
    amended = protocols.amended("small-trial")
    protocols.in_force(amended, site, later)
    with people.acting(by=people.SETUP, action="tests.none", activations=[site.pk]):
        ConsentVersion.objects.filter(protocol_version=amended).delete()
    with pytest.raises(UnableToConsent, match="no approved consent form"):
        casebook.consent(screened, consent_date=later)
    approve(site, protocol_version=amended, approved_on=DAY, effective_from=later)
    assert casebook.consent(screened, consent_date=later).consent_version.label == "ICF 2"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"label": " "}, "Give the consent form's version"),
        ({"document": ""}, "its language and its file"),
        ({"sha256": "abc"}, "not a SHA-256"),
        ({"approved_on": people.TODAY + timedelta(days=1)}, "in the future"),
        ({"effective_from": DAY - timedelta(days=1)}, "is earlier"),
        (
            {"approved_on": date(2025, 10, 1), "effective_from": date(2025, 10, 1)},
            "from 2025-10-26 on",
        ),
        (
            {"approved_on": protocols.SINCE, "effective_from": protocols.SINCE},
            "already has a consent form",
        ),
        ({"label": "ICF 1.0 2025-10-26"}, "already has a consent form"),
    ],
)
def test_a_form_that_cannot_be_right_is_refused(site, change, said):
    with pytest.raises(UnableToRecordConsentVersion, match=said):
        approve(site, **change)


def test_a_site_records_forms_of_versions_it_works_by(site):
    amended = protocols.amended("small-trial")
    with pytest.raises(UnableToRecordConsentVersion, match="does not work by"):
        approve(site, protocol_version=amended)


def test_it_keeps_who_recorded_it_and_its_history(site):
    row = approve(site)
    assert row.recorded_by == casebook.member(site)
    with casebook.seeing(site):
        assert row.events.get().sha256 == HASH


@pytest.mark.parametrize("role", [Role.DATA_MANAGER, Role.MONITOR, Role.SPONSOR])
def test_only_the_site_records_its_forms(site, role):
    with pytest.raises(NotPermitted):
        approve(site, by=people.delegated(role, site).user)
