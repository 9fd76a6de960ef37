import pytest

from audit.models import Submission
from casebook.models import Participant
from tests.factories import casebook, protocols
from tests.unit.casebook.api.conftest import Api, of
from trials.domain.roles import Role

pytestmark = pytest.mark.django_db
ALL = "trials/small-trial/participants/"
CONSENT = {
    "consent_date": "2026-01-06",
    "scopes": {"participation": True},
    "language": "zh",
    "explained_by": "Dr Chen",
    "person": {"name": "李华", "birth_date": "1960-05-01"},
}


def entry(site, **change):
    return {
        "site": site.site.code,
        "screened_date": "2026-03-01",
        "age": 65,
        "sex": "female",
        **change,
    }


class TestParticipants:
    def test_one_is_registered(self, api, site):
        answer = api.post(ALL, entry(site))
        assert answer.status_code == 201
        assert answer.json()["number"] == 1
        with casebook.seeing(site):
            assert Participant.objects.get().code == answer.json()["code"]

    def test_a_retry_registers_nobody_else(self, api, site):
        first, second = (api.post(ALL, entry(site), key="the-same-key") for _ in range(2))
        assert first.json() == second.json()
        with casebook.seeing(site):
            assert Participant.objects.count() == 1

    def test_a_site_out_of_reach_is_not_found(self, api):
        elsewhere = protocols.open_site("small-trial")
        assert api.post(ALL, entry(elsewhere)).status_code == 404

    def test_a_refusal_says_why(self, api, site):
        answer = api.post(ALL, entry(site, screened_date="2026-03-03"))
        assert answer.status_code == 409
        assert answer.json()["refusal"] == "UnableToRegister"

    def test_a_wrong_body_is_told_field_by_field(self, api, site):
        answer = api.post(ALL, entry(site, sex="x", age="old"))
        assert answer.status_code == 400
        assert set(answer.json()) == {"sex", "age"}

    def test_half_a_character_is_told(self, api, site):
        answer = api.post(ALL, entry(site, sex="\ud800"))
        assert answer.status_code == 400
        assert "\\ud800 is half a character" in answer.json()["detail"]

    def test_who_may_not_enter_is_refused(self, site):
        answer = Api(casebook.member(site, Role.MONITOR)).post(ALL, entry(site))
        assert (answer.status_code, answer.json()["refusal"]) == (403, "NotPermitted")

    def test_the_list_holds_ones_own_sites(self, api, site):
        mine = casebook.consented_participant(site)
        casebook.participant(protocols.open_site("small-trial"))
        body = api.get(ALL).json()
        assert body["count"] == 1
        assert body["results"][0]["code"] == mine.code
        assert body["results"][0]["standing"] == "in_screening"

    def test_the_list_is_narrowed_and_paged(self, api, site):
        rows = [casebook.participant(site) for _ in range(3)]
        assert api.get(ALL, code=rows[1].code).json()["count"] == 1
        assert api.get(ALL, standing="enrolled").json()["count"] == 0
        assert len(api.get(ALL, limit=2).json()["results"]) == 2

    def test_a_statistician_does_not_read_it(self, site):
        assert Api(casebook.member(site, Role.STATISTICIAN)).get(ALL).status_code == 403

    def test_one_is_read(self, api, screened):
        assert api.get(of(screened)).json()["code"] == screened.code

    def test_of_another_site_nothing_is_found(self, api):
        elsewhere = casebook.consented_participant(protocols.open_site("small-trial"))
        for path in ("", "consents/", "withdrawals/", "facts/", "visits/", "forms/"):
            assert api.get(of(elsewhere, path)).status_code == 404


class TestConsents:
    def test_one_is_recorded_and_read_without_the_person(self, api, screened):
        answer = api.post(of(screened, "consents/"), CONSENT)
        assert answer.status_code == 201
        assert answer.json()["protocol_version"] == "1.0"
        assert answer.json()["consent_version"] == "ICF 1.0 2025-10-26"
        read = api.get(of(screened, "consents/"))
        assert [one["consent_date"] for one in read.json()] == ["2026-01-06"]
        assert "李华" not in read.content.decode()

    def test_not_even_a_hash_of_the_person_is_kept(self, api, screened):
        api.post(of(screened, "consents/"), CONSENT, key="first-key-1")
        stored = Submission.objects.get(key="first-key-1")
        other = casebook.participant(screened.activation)
        changed = {**CONSENT, "person": {"name": "王芳", "birth_date": "1961-01-01"}}
        api.post(of(other, "consents/"), changed, key="second-key")
        assert stored.request_sha256 != Submission.objects.get(key="second-key").request_sha256
        # The same address and everything but the person: the same hash.
        again = api.post(of(screened, "consents/"), changed, key="first-key-1")
        assert again.headers["Idempotent-Replayed"] == "true"

    def test_a_possible_duplicate_is_refused(self, api, site, screened):
        casebook.consented_participant(site, person=casebook.LI_HUA)
        answer = api.post(of(screened, "consents/"), CONSENT)
        assert (answer.status_code, answer.json()["refusal"]) == (409, "PossibleDuplicate")

    def test_a_withdrawal_is_recorded_and_read(self, api, consented):
        sent = {"scope": "samples", "withdrawal_date": "2026-02-01"}
        assert api.post(of(consented, "withdrawals/"), sent).status_code == 201
        assert api.get(of(consented, "withdrawals/")).json()[0]["scope"] == "samples"


def test_facts_say_where_they_come_from(api, consented):
    facts = {fact["name"]: fact for fact in api.get(of(consented, "facts/")).json()}
    assert facts["age_at_consent"]["value"] == 65
    assert facts["age_at_consent"]["source_kind"] == "consent"
