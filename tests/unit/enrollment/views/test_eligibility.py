from datetime import date, timedelta

import pytest
import time_machine

from enrollment.models import EligibilityDecision, Enrollment
from enrollment.selectors.decisions import to_sign
from tests.factories import casebook, enrollment, people, protocols
from tests.factories.casebook import instant, seeing
from tests.factories.enrollment import JUDGED, screened_participant
from tests.unit.enrollment.views.conftest import at, words
from trials.domain.roles import Role
from trials.domain.values import Missing

pytestmark = pytest.mark.django_db
PAGE, ENROLL = "enrollment:eligibility", "enrollment:enroll"
READERS = {
    *(Role.NURSE, Role.PI, Role.SUB_INVESTIGATOR),
    *(Role.DATA_MANAGER, Role.MONITOR, Role.AUDITOR),
}


def typed(person, row, **changes):
    """As the page sends it: what it showed goes back with what was typed."""
    with seeing(row.activation):
        shown = to_sign(row, on=JUDGED).as_shown().token()
    return {"user_id": person.username, "password": people.PASSWORD, "shown": shown, **changes}


@pytest.fixture
def visitor(signed_in, investigator):
    return signed_in(investigator)


class TestLooking:
    def test_the_verdict_stands_on_top_and_what_is_missing_links_to_its_question(
        self, site, visitor
    ):
        row = screened_participant(site, score="", inr=Missing.NOT_DONE)
        page = words(visitor.get(at(PAGE, row)))
        assert "Cannot tell yet: 3 of 27 unanswered" in page
        assert f'href="{at("inference:record", row)}">PRE score</a>' in page
        form = f"/trials/hcc-neo/participants/{row.code}/forms/screening_laboratory/"
        assert f'href="{form}?visit=SCR#field-inr">INR</a>' in page
        assert "Can be signed once every criterion is decided" in page

    def test_what_settles_it_comes_first_then_what_is_unanswered(self, site, visitor):
        row = screened_participant(site, inr=Missing.NOT_DONE, ecog=2, ecog_tumor_related=True)
        page = words(visitor.get(at(PAGE, row)))
        places = [page.index(f'id="{group}"') for group in ("failed", "open", "met", "later")]
        assert places == sorted(places)

    def test_a_failed_criterion_says_why(self, site, visitor):
        row = screened_participant(site, ecog=2, ecog_tumor_related=True)
        page = words(visitor.get(at(PAGE, row)))
        assert "Not eligible: 1 of 27 not met" in page
        assert "ECOG performance status is 2, protocol allows 0 to 1" in page

    def test_a_near_miss_in_a_date_names_the_day(self, site, as_role):
        """The scan of 4 January counted until 4 February."""
        row = screened_participant(site)
        with time_machine.travel(instant(date(2026, 2, 5)), tick=False):
            page = words(as_role(Role.PI).get(at(PAGE, row)))
        assert "Would be otherwise with: MRI performed on: from 2026-01-05 to 2026-02-05" in page
        assert "Met with these values: until 2026-02-04" in page

    def test_each_value_stands_with_its_date_and_source(self, screened, visitor):
        page = words(visitor.get(at(PAGE, screened)))
        assert 'datetime="2026-01-04">2026-01-04</time> · <a href' in page
        assert "computed from Liver function" in page
        assert "Performance Status: ECOG Performance Status of 0 or 1." in page

    def test_another_reading_that_would_turn_the_verdict_is_shown(self, site, visitor):
        """Child-Pugh 7 is class B, and yet the protocol prints "class A (score <= 7)"."""
        row = screened_participant(site, albumin=27)
        assert "the verdict would be: Eligible (I5a)" in words(visitor.get(at(PAGE, row)))

    def test_what_only_surgery_shows_is_said_so(self, screened, visitor):
        assert "known after surgery" in words(visitor.get(at(PAGE, screened)))

    def test_before_consent_the_page_says_so(self, site, visitor):
        row = casebook.participant(site)
        assert "Consent comes first" in words(visitor.get(at(PAGE, row)))

    def test_in_chinese_the_protocol_is_chinese(self, screened, as_role):
        page = words(as_role(Role.PI, "zh-hans").get(at(PAGE, screened)))
        assert "ECOG 体力状况评分 0 或 1" in page

    @pytest.mark.parametrize("role", sorted(READERS))
    def test_readers_of_records_look(self, screened, as_role, role):
        assert as_role(role).get(at(PAGE, screened)).status_code == 200

    @pytest.mark.parametrize("role", sorted(set(Role) - READERS - {Role.SYSADMIN}))
    def test_others_are_told_who_may(self, screened, as_role, role):
        answer = as_role(role).get(at(PAGE, screened))
        assert answer.status_code == 403
        assert "Research nurse" in words(answer)

    def test_for_other_sites_the_participant_does_not_exist(self, screened, signed_in):
        elsewhere = signed_in(casebook.member(protocols.open_site(), Role.PI))
        assert elsewhere.get(at(PAGE, screened)).status_code == 404

    def test_who_is_not_signed_in_is_asked_to(self, screened, client):
        assert "/accounts/login/" in client.get(at(PAGE, screened))["Location"]

    def test_27_criteria_do_not_cost_27_queries(
        self, screened, visitor, django_assert_max_num_queries
    ):
        visitor.get(at(PAGE, screened))
        with django_assert_max_num_queries(55):
            visitor.get(at(PAGE, screened))


class TestSigning:
    def test_the_investigator_signs_what_is_shown(self, screened, visitor, investigator):
        assert "I confirm the eligibility assessment: Eligible" in words(
            visitor.get(at(PAGE, screened))
        )
        answer = visitor.post(at(PAGE, screened), typed(investigator, screened))
        assert answer["Location"] == at(PAGE, screened)
        page = words(visitor.get(at(PAGE, screened)))
        assert "Signature holds" in page
        assert "2026-01-08 09:00 UTC+08:00" in page
        assert 'name="password"' not in page

    @pytest.mark.parametrize("wrong", [{"password": "wrong"}, {"user_id": "wrong"}])
    def test_a_wrong_component_is_told_and_nothing_is_signed(
        self, screened, visitor, investigator, wrong
    ):
        answer = visitor.post(at(PAGE, screened), typed(investigator, screened, **wrong))
        assert answer.status_code == 422
        assert "Nothing was signed; type it again" in words(answer)
        assert people.PASSWORD not in words(answer)
        with seeing(screened.activation):
            assert not EligibilityDecision.objects.exists()

    def test_the_next_signature_takes_the_password_alone(self, screened, visitor, investigator):
        key = visitor.session.session_key
        visitor.post(at(PAGE, screened), typed(investigator, screened))
        assert visitor.session.session_key != key
        enrollment.correct(screened, "screening_clinical", ecog=1, ecog_tumor_related=True)
        page = words(visitor.get(at(PAGE, screened)))
        assert 'name="user_id"' not in page
        sent = typed(investigator, screened, user_id="")
        assert visitor.post(at(PAGE, screened), sent).status_code == 302

    def test_what_changed_since_the_page_was_opened_is_named(self, screened, visitor, investigator):
        opened = typed(investigator, screened)
        enrollment.correct(screened, "screening_clinical", ecog=1, ecog_tumor_related=True)
        answer = visitor.post(at(PAGE, screened), opened)
        assert answer.status_code == 422
        assert "Changed since you opened this page: I2b, I6a. Nothing was signed" in words(answer)

    def test_five_wrong_passwords_lock_signing_and_signing_in(
        self, screened, visitor, investigator, client
    ):
        for _ in range(5):
            answer = visitor.post(
                at(PAGE, screened), typed(investigator, screened, password="wrong")
            )
        assert answer.status_code == 429
        assert "Try again from 2026-01-08 09:16 UTC+08:00 on" in words(answer)
        assert visitor.post(at(PAGE, screened), typed(investigator, screened)).status_code == 429
        door = {"login": investigator.username, "password": people.PASSWORD}
        assert client.post("/accounts/login/", door).status_code == 429

    def test_an_empty_box_is_told(self, screened, visitor):
        answer = visitor.post(at(PAGE, screened), {"user_id": "", "password": ""})
        assert answer.status_code == 422
        assert "This field is required" in words(answer)

    def test_a_nurse_sees_no_box_and_cannot_sign(self, screened, as_role, site):
        nurse = casebook.member(site, Role.NURSE)
        visitor = as_role(Role.NURSE)
        page = words(visitor.get(at(PAGE, screened)))
        assert 'name="password"' not in page
        assert "Not signed yet." in page
        assert visitor.post(at(PAGE, screened), typed(nurse, screened)).status_code == 403

    def test_a_void_signature_names_what_changed_and_can_be_given_again(self, screened, visitor):
        enrollment.decided(screened)
        enrollment.correct(screened, "screening_clinical", ecog=1, ecog_tumor_related=True)
        page = words(visitor.get(at(PAGE, screened)))
        assert "Signature void" in page
        assert "Changed since: I6a." in page
        assert 'name="password"' in page

    def test_a_screen_failure_stays_judged_as_on_the_day_it_was_signed(self, site, as_role, clock):
        row = screened_participant(site, ecog=2, ecog_tumor_related=True)
        enrollment.decided(row)
        clock.move_to(instant(JUDGED + timedelta(days=60)))
        page = words(as_role(Role.PI).get(at(PAGE, row)))
        assert "Not eligible: 1 of 27 not met" in page
        assert "Signature holds" in page


class TestEnrolling:
    def test_with_a_signature_one_press_enrolls(self, screened, visitor):
        enrollment.decided(screened)
        answer = visitor.post(at(ENROLL, screened))
        assert answer["Location"] == at(PAGE, screened)
        page = words(visitor.get(at(PAGE, screened)))
        assert "Enrolled on 2026-01-08; judged as on that day" in page
        assert at("enrollment:allocate", screened) in page

    def test_pressed_twice_it_is_done_once(self, screened, visitor):
        enrollment.decided(screened)
        for _ in range(2):
            sent = visitor.post(at(ENROLL, screened), {"submission_key": "enroll-key-1"})
            assert sent.status_code == 302
        with seeing(screened.activation):
            assert Enrollment.objects.count() == 1

    def test_the_button_says_why_it_cannot_be_pressed(self, screened, visitor):
        assert "is not signed. An investigator signs it first" in words(
            visitor.get(at(PAGE, screened))
        )

    def test_a_refusal_comes_back_on_the_page(self, site, visitor):
        row = screened_participant(site, ecog=2, ecog_tumor_related=True)
        answer = visitor.post(at(ENROLL, row))
        assert answer.status_code == 409
        assert "I6a not met: ECOG performance status is 2, protocol allows 0 to 1." in words(answer)

    def test_a_nurse_does_not_enroll(self, screened, as_role):
        enrollment.decided(screened)
        visitor = as_role(Role.NURSE)
        assert "Enroll today" not in words(visitor.get(at(PAGE, screened)))
        answer = visitor.post(at(ENROLL, screened))
        assert answer.status_code == 403
        with seeing(screened.activation):
            assert not Enrollment.objects.exists()
