import pytest
import structlog

from casebook.models import Consent, Withdrawal
from casebook.selectors.identities import person_of
from tests.factories import casebook, protocols
from tests.unit.casebook.views.conftest import at, day, words
from trials.domain.roles import Role

pytestmark = pytest.mark.django_db
LI_HUA = casebook.LI_HUA
SIGNED = {
    **day("consent_date", "2026-01-06"),
    "language": "zh",
    "explained_by": "Dr Chen",
    "scope_participation": "on",
    "name": LI_HUA.name,
    **day("birth_date", "1960-05-01"),
    "record_number": LI_HUA.record_number,
    "phone": LI_HUA.phone,
}


class TestConsent:
    def test_identity_and_scopes_enter_with_it(self, visitor, screened):
        answer = visitor.post(at("consent", screened), SIGNED)
        assert answer["Location"] == at("participant", screened)
        with casebook.seeing(screened.activation):
            consent = Consent.objects.get()
            assert person_of(screened) == LI_HUA
        assert consent.scopes == {"participation": True, "samples": False}
        assert consent.explained_by == "Dr Chen"

    def test_sent_twice_is_done_once(self, visitor, screened):
        sent = {**SIGNED, "submission_key": "consent-key-1"}
        for _ in range(2):
            assert visitor.post(at("consent", screened), sent).status_code == 302
        with casebook.seeing(screened.activation):
            assert Consent.objects.count() == 1

    @pytest.mark.parametrize(
        ("change", "said"),
        [
            (day("consent_date", "2026-03-03"), "in the future"),
            (day("consent_date", "2026-01-01"), "before the screening date"),
            (day("birth_date", "1960-13-01"), "There is no month 13"),
            (day("birth_date", "1960-05-"), "is not a date"),
            ({"name": ""}, "This field is required"),
            ({"scope_participation": ""}, "cannot take part"),
        ],
    )
    def test_what_is_wrong_is_said_and_nothing_typed_is_lost(self, visitor, screened, change, said):
        sent = {key: value for key, value in {**SIGNED, **change}.items() if value != ""}
        answer = visitor.post(at("consent", screened), sent)
        assert answer.status_code == 422
        assert said in words(answer)
        assert 'value="Dr Chen"' in words(answer)

    def test_a_possible_duplicate_asks_how_one_knows(self, visitor, site, screened):
        casebook.consented_participant(site, person=LI_HUA)
        answer = visitor.post(at("consent", screened), SIGNED)
        assert answer.status_code == 422
        assert 'name="reason"' in words(answer)
        known = {**SIGNED, "reason": "other identity card"}
        assert visitor.post(at("consent", screened), known).status_code == 302

    def test_a_later_consent_asks_for_no_name(self, visitor, site, consented):
        protocols.in_force(protocols.amended("small-trial"), site, casebook.CONSENTED)
        shown = words(visitor.get(at("consent", consented)))
        assert 'name="name"' not in shown
        sent = {key: SIGNED[key] for key in SIGNED if not key.startswith(("name", "birth"))}
        assert visitor.post(at("consent", consented), sent).status_code == 302

    def test_who_may_not_record_it_is_told_who_may(self, signed_in, screened):
        monitor = casebook.member(screened.activation, Role.MONITOR)
        answer = signed_in(monitor).get(at("consent", screened))
        assert answer.status_code == 403
        assert "Research nurse" in words(answer)

    def test_the_page_speaks_both_languages(self, signed_in, screened):
        nurse = casebook.member(screened.activation)
        for language, word in (("en", "Takes part"), ("zh-hans", "参加")):
            shown = words(signed_in(nurse, language).get(at("consent", screened)))
            assert word in shown


class TestIdentity:
    @pytest.fixture
    def named(self, site):
        return casebook.consented_participant(site, person=LI_HUA)

    def test_is_shown_on_request_and_logged(self, visitor, named):
        with structlog.testing.capture_logs() as lines:
            shown = words(visitor.post(at("identity", named)))
        assert LI_HUA.name in shown
        assert "1960-05-01" in shown
        assert [line for line in lines if line["event"] == "identity seen"]

    def test_is_never_a_link(self, visitor, named):
        assert visitor.get(at("identity", named)).status_code == 405

    def test_an_auditor_says_why_first(self, signed_in, named):
        client = signed_in(casebook.member(named.activation, Role.AUDITOR))
        asked = words(client.post(at("identity", named)))
        assert LI_HUA.name not in asked
        assert 'name="reason"' in asked
        assert LI_HUA.name in words(client.post(at("identity", named), {"reason": "inspection"}))

    def test_a_data_manager_does_not_see_it(self, signed_in, named):
        client = signed_in(casebook.member(named.activation, Role.DATA_MANAGER))
        answer = client.post(at("identity", named))
        assert answer.status_code == 403
        assert LI_HUA.name not in words(answer)

    def test_before_consent_there_is_none(self, visitor, screened):
        assert "enters with the consent" in words(visitor.post(at("identity", screened)))


class TestWithdrawal:
    SENT = {"scope": "follow_up", "reason": "", **day("withdrawal_date", "2026-02-01")}

    def test_is_recorded_and_stands_on_the_page(self, visitor, consented):
        answer = visitor.post(at("withdrawal", consented), self.SENT)
        assert answer["Location"] == at("participant", consented)
        with casebook.seeing(consented.activation):
            assert Withdrawal.objects.get().scope == "follow_up"
        assert "Withdrew from follow-up" in words(visitor.get(at("participant", consented)))
        assert "2026-02-01: Stop follow-up" in words(visitor.get(at("withdrawal", consented)))

    def test_a_refusal_says_why(self, visitor, consented):
        visitor.post(at("withdrawal", consented), self.SENT)
        answer = visitor.post(at("withdrawal", consented), self.SENT)
        assert answer.status_code == 422
        assert "recorded already" in words(answer)
