import pytest
from django.urls import reverse

from casebook.models import Lock
from enrollment.models import TreatmentDecision
from tests.factories import adjuvant, casebook, enrollment, people, protocols
from tests.factories.adjuvant import DECIDED, LANDMARK, LATER
from tests.factories.casebook import instant, seeing
from tests.standing import fresh, site_of, standing
from tests.unit.enrollment.views.conftest import at, day, words
from trials.domain.roles import Role

pytestmark = pytest.mark.django_db
PAGE = "enrollment:treatment_decision"
LOCK = "enrollment:lock_treatment_decision"
CHOSEN = {
    "strategy": "surgery_tace",
    **day("decided_date", adjuvant.day(20).isoformat()),
    "decided_by": "Liver board",
    "rationale": "Microvascular invasion",
}


operated_once = standing(adjuvant.participant, on=adjuvant.ENROLLED)


@pytest.fixture
def site(request, db):
    return site_of(request, "operated") or adjuvant.site()


@pytest.fixture
def operated(operated_once, db):
    return fresh(operated_once)


@pytest.fixture
def row(operated):
    return operated


@pytest.fixture
def investigator(site):
    return casebook.member(site, Role.PI)


@pytest.fixture
def visitor(signed_in, investigator):
    return signed_in(investigator)


@pytest.fixture(autouse=True)
def after_the_landmark(clock):
    clock.move_to(instant(LATER))
    return clock


def typed(person, row, **changes):
    shown = adjuvant.to_lock(row).token()
    return {"user_id": person.username, "password": people.PASSWORD, "shown": shown, **changes}


class TestChoosing:
    def test_each_strategy_of_the_protocol_is_offered(self, row, visitor):
        page = words(visitor.get(at(PAGE, row)))
        for strategy in ("Surgery alone", "Surgery + TACE + systemic therapy"):
            assert strategy in page

    def test_the_choice_is_recorded(self, row, visitor):
        answer = visitor.post(at(PAGE, row), CHOSEN)
        assert answer["Location"] == at(PAGE, row)
        page = words(visitor.get(at(PAGE, row)))
        assert "Liver board" in page
        assert "Microvascular invasion" in page

    def test_sent_twice_it_is_done_once(self, row, visitor):
        for _ in range(2):
            sent = visitor.post(at(PAGE, row), {**CHOSEN, "submission_key": "choose-1"})
            assert sent.status_code == 302
        with seeing(row.activation):
            assert TreatmentDecision.objects.count() == 1

    @pytest.mark.parametrize(
        ("change", "said"),
        [
            ({"strategy": ""}, "This field is required"),
            ({"strategy": "prayer"}, "Select a valid choice"),
            ({"rationale": ""}, "This field is required"),
            (day("decided_date", "2026-01-01"), "after surgery"),
            (day("decided_date", "2027-01-01"), "in the future"),
        ],
    )
    def test_what_is_wrong_is_said_and_nothing_stored(self, row, visitor, change, said):
        answer = visitor.post(at(PAGE, row), {**CHOSEN, **change})
        assert answer.status_code == 422
        assert said in words(answer)
        with seeing(row.activation):
            assert not TreatmentDecision.objects.exists()

    def test_it_is_corrected_with_a_reason(self, row, visitor):
        visitor.post(at(PAGE, row), CHOSEN)
        assert "Why it is corrected" in words(visitor.get(at(PAGE, row) + "?correct"))
        change = {"strategy": "surgery_systemic", "version": "1"}
        answer = visitor.post(at(PAGE, row), {**CHOSEN, **change})
        assert answer.status_code == 422

        answer = visitor.post(at(PAGE, row), {**CHOSEN, **change, "correction-why": "misread"})
        assert answer.status_code == 302
        assert "systemic therapy only" in words(visitor.get(at(PAGE, row)))

    @pytest.mark.parametrize("version", ["", "x", "7"])
    def test_whoever_was_overtaken_is_told(self, row, visitor, version):
        visitor.post(at(PAGE, row), CHOSEN)
        sent = {**CHOSEN, "version": version, "correction-why": "misread"}
        answer = visitor.post(at(PAGE, row), sent)
        assert answer.status_code == 422
        assert "saved this after you opened it" in words(answer)

    def test_a_nurse_reads_and_does_not_choose(self, row, as_role):
        nurse = as_role(Role.NURSE)
        page = words(nurse.get(at(PAGE, row)))
        assert "Not recorded yet" in page
        assert 'name="strategy"' not in page
        assert nurse.post(at(PAGE, row), CHOSEN).status_code == 403


class TestReceived:
    def test_what_it_rests_on_is_shown(self, row, visitor):
        adjuvant.course(row, "tace", 40)
        adjuvant.course(row, "tki", 110)
        page = words(visitor.get(at(PAGE, row)))
        assert "Surgery + TACE" in page
        assert str(LANDMARK) in page
        assert adjuvant.day(40).isoformat() in page
        assert f"First begun on {adjuvant.day(110)}, after the landmark" in page

    def test_who_recurred_is_not_assessable(self, row, visitor):
        adjuvant.scan(row, 50, "recurrence")
        assert "Not assessable: Recurred by the landmark" in words(visitor.get(at(PAGE, row)))

    def test_before_the_landmark_it_is_still_to_come(self, row, visitor, clock):
        clock.move_to(instant(DECIDED))
        visitor.post(at(PAGE, row), CHOSEN)
        page = words(visitor.get(at(PAGE, row)))
        assert "The landmark is still to come" in page
        assert f"from {LANDMARK} on" in page
        assert "Sign and lock" not in page

    def test_another_protocol_has_none(self, signed_in):
        here = protocols.open_site("hcc-neo")
        other = enrollment.screened_participant(here)
        page = signed_in(casebook.member(here, Role.PI)).get(at(PAGE, other))
        assert "compares no strategies" in words(page)


class TestLocking:
    @pytest.fixture
    def decided(self, row, visitor):
        visitor.post(at(PAGE, row), CHOSEN)
        return row

    def test_it_is_signed_and_stands(self, decided, visitor, investigator):
        answer = visitor.post(at(LOCK, decided), typed(investigator, decided))
        assert answer["Location"] == at(PAGE, decided)
        page = words(visitor.get(at(PAGE, decided)))
        assert "Signature holds" in page
        assert investigator.printed_name in page
        assert "?correct" not in page

    def test_the_page_sends_what_it_shows(self, decided, visitor):
        page = words(visitor.get(at(PAGE, decided)))
        assert adjuvant.to_lock(decided).sha256 in page
        assert "I lock this record: Surgery alone" in page

    @pytest.mark.parametrize(
        ("change", "said"),
        [
            ({"password": "wrong"}, "The password is not right"),
            ({"user_id": "somebody"}, "not your user name"),
            ({"shown": "x"}, "Changed since you opened this page"),
            ({"password": ""}, "This field is required"),
        ],
    )
    def test_a_refusal_is_told_and_nothing_locked(
        self, decided, visitor, investigator, change, said
    ):
        answer = visitor.post(at(LOCK, decided), typed(investigator, decided, **change))
        assert answer.status_code == 422
        assert said in words(answer)
        with seeing(decided.activation):
            assert not Lock.objects.exists()

    def test_what_is_corrected_later_is_shown_beside_it(self, decided, visitor, investigator):
        visitor.post(at(LOCK, decided), typed(investigator, decided))
        adjuvant.course(decided, "tace", 40)
        page = words(visitor.get(at(PAGE, decided)))
        assert "The records now say: Surgery + TACE" in page

    def test_there_is_nothing_to_lock_before_the_choice(self, row, visitor):
        assert visitor.post(at(LOCK, row)).status_code == 404

    def test_a_nurse_does_not_lock(self, decided, as_role):
        nurse = as_role(Role.NURSE)
        assert "Sign and lock" not in words(nurse.get(at(PAGE, decided)))
        assert nurse.post(at(LOCK, decided)).status_code == 403


def test_the_participants_page_leads_here(row, visitor):
    page = words(visitor.get(at("casebook:participant", row)))
    assert reverse(PAGE, args=[row.activation.trial.slug, row.code]) in page


def test_in_chinese(row, as_role):
    page = words(as_role(Role.PI, "zh-hans").get(at(PAGE, row)))
    for said in ("治疗决策", "拟定策略", "实际治疗策略", "单纯手术"):
        assert said in page
