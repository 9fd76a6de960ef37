import pytest

from tests.factories import casebook
from tests.unit.casebook.api.conftest import Api
from trials.domain.roles import Role

pytestmark = pytest.mark.django_db
ALL = "trials/small-trial/consent-forms/"


def test_a_consent_form_is_recorded_by_its_hash_and_listed_with_who_signed_it(api, site):
    entry = {
        "site": site.site.code,
        "protocol_version": "1.0",
        "label": "ICF 2",
        "language": "zh",
        "approved_on": "2026-01-02",
        "effective_from": "2026-01-02",
        "document": "icf-2.pdf",
        "sha256": "ab" * 32,
    }
    unknown = api.post(ALL, {**entry, "protocol_version": "9"})
    assert (unknown.status_code, unknown.json()) == (400, {"protocol_version": "9: 1.0"})
    refused = api.post(ALL, {**entry, "sha256": "abc"})
    assert (refused.status_code, refused.json()["refusal"]) == (409, "UnableToRecordConsentVersion")
    assert api.post(ALL, {**entry, "site": "NOWHERE"}).status_code == 404
    made = api.post(ALL, entry)
    assert (made.status_code, made.json()["label"]) == (201, "ICF 2")
    casebook.consented_participant(site)
    signed = {(one["label"], one["language"]): one["consents"] for one in api.get(ALL).json()}
    assert signed[("ICF 2", "zh")] == 1
    monitor = Api(casebook.member(site, Role.MONITOR))
    assert monitor.get(ALL).status_code == 200
    assert monitor.post(ALL, entry).status_code == 403
    assert Api(casebook.member(site, Role.SPONSOR)).get(ALL).status_code == 403
