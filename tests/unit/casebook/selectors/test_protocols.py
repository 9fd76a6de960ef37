"""An amendment reaches a participant with their new consent, and nothing written before."""

from datetime import timedelta

import pytest

from casebook.actions import forms
from casebook.actions.forms import AnswersToMend
from casebook.models import FormRecord
from casebook.selectors.protocols import version_for
from tests.factories import casebook, protocols
from tests.factories.casebook import instant, seeing

pytestmark = pytest.mark.django_db
DAY = casebook.CONSENTED
AMENDED, AGREED, OPERATED = (DAY + timedelta(days=days) for days in (10, 20, 2))
NEW = {
    'label: {en: "Weight", zh: "体重"}': 'label: {en: "Body mass", zh: "体质量"}',
    "range: {min: 20, max: 300}": "range: {min: 20, max: 200}",
}


@pytest.fixture
def amended(site, consented):
    """Version 1.1 calls the weight a body mass, and allows less of it."""
    casebook.known(consented, surgery_date=OPERATED)
    version = protocols.amended("small-trial", **NEW)
    protocols.in_force(version, site, AMENDED)
    return version


def weighed(row, visit, kilograms, day):
    return casebook.saved_form(row, "checkup", {"weight": kilograms}, visit=visit, day=day)


def governs(row, day):
    with seeing(row.activation):
        return version_for(row, on=day).version


def test_who_agreed_before_keeps_the_version_until_a_new_consent(consented, amended):
    assert governs(consented, AMENDED + timedelta(days=9)) == "1.0"
    casebook.consent(consented, consent_date=AGREED)
    assert governs(consented, AGREED) == "1.1"
    assert governs(consented, AGREED - timedelta(days=1)) == "1.0"


def test_who_has_not_agreed_yet_follows_the_site(site, amended):
    screened = casebook.participant(site)
    assert governs(screened, AMENDED - timedelta(days=1)) == "1.0"
    assert governs(screened, AMENDED) == "1.1"


def test_a_form_is_begun_in_the_version_that_governs(consented, amended):
    before = weighed(consented, "M03", 250, AMENDED + timedelta(days=1))
    casebook.consent(consented, consent_date=AGREED)
    after = weighed(consented, "M06", 90, AGREED)
    assert before.protocol_version.version == "1.0"
    assert after.protocol_version == amended
    with pytest.raises(AnswersToMend):
        weighed(casebook_of(consented), "M06", 250, AGREED)


def casebook_of(row):
    """Another participant who agreed to the amendment only."""
    return casebook.consented_participant(row.activation, consent_date=AGREED)


def test_what_was_written_stays_as_it_was_and_is_corrected_by_its_own_rules(consented, amended):
    record = weighed(consented, "M03", 250, AMENDED)
    casebook.consent(consented, consent_date=AGREED)
    nurse = casebook.member(consented.activation)
    with seeing(consented.activation, by=nurse):
        assert FormRecord.objects.get() == record
        corrected = forms.correct(
            record=record,
            answers=casebook.answers({"weight": 260}, expected_version=record.version),
            reason="typed wrong",
            by=nurse,
            at=instant(AGREED),
        )
        assert record.events.count() == 2
    assert corrected.protocol_version.version == "1.0"
