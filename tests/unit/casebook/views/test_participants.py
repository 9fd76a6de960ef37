import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from casebook.models import Participant
from tests.factories import casebook, people, protocols
from tests.unit.casebook.views.conftest import at, day, words
from trials.domain.roles import Role

pytestmark = pytest.mark.django_db
LIST = reverse("casebook:participants", args=["small-trial"])
NEW = reverse("casebook:register", args=["small-trial"])
ENTRY = {
    "age": "65",
    "sex": "female",
    "screening_reason": "clinic",
    **day("screened_date", "2026-03-01"),
}


def queries(client, url):
    # The first visit of a session also writes the session.
    client.get(url)
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert client.get(url).status_code == 200
    return len(captured)


class TestList:
    def test_an_empty_list_teaches_the_next_step(self, visitor):
        shown = words(visitor.get(LIST))
        assert "No participants yet" in shown
        assert NEW in shown

    def test_each_participant_with_where_it_stands(self, visitor, site):
        screened = casebook.participant(site)
        enrolled = casebook.consented_participant(site)
        casebook.known(enrolled, enrolled=casebook.CONSENTED)
        shown = words(visitor.get(LIST))
        assert at("participant", screened) in shown
        assert "Registered, no consent yet" in shown
        assert ">Enrolled<" in shown

    def test_participants_of_other_sites_are_not_there(self, visitor, site):
        elsewhere = casebook.participant(protocols.open_site("small-trial"))
        assert elsewhere.code not in words(visitor.get(LIST))

    def test_a_trial_wide_role_sees_every_site(self, signed_in, site):
        here = casebook.participant(site)
        elsewhere = casebook.participant(protocols.open_site("small-trial"))
        shown = words(signed_in(casebook.member(site, Role.DATA_MANAGER)).get(LIST))
        assert here.code in shown
        assert elsewhere.code in shown

    def test_another_trial_does_not_exist_for_who_has_no_role_in_it(self, visitor):
        protocols.open_site("hcc-neo")
        assert visitor.get(LIST.replace("small-trial", "hcc-neo")).status_code == 404

    @pytest.mark.parametrize(
        "role", [Role.STATISTICIAN, Role.DSMB, Role.MODEL_ENGINEER, Role.READER]
    )
    def test_roles_that_read_cuts_do_not_read_records(self, signed_in, site, role):
        answer = signed_in(people.delegated(role, site).user).get(LIST)
        assert answer.status_code == 403
        assert "Research nurse" in words(answer)

    def test_part_of_a_code_finds(self, visitor, site):
        first, second = casebook.participant(site), casebook.participant(site)
        shown = words(visitor.get(LIST, {"code": "0002"}))
        assert second.code in shown
        assert first.code not in shown

    def test_a_whole_code_leads_to_its_page(self, visitor, screened):
        answer = visitor.get(LIST, {"code": f" {screened.code.lower()} "})
        assert answer["Location"] == at("participant", screened)

    def test_standing_narrows(self, visitor, site):
        screened, consented = casebook.participant(site), casebook.consented_participant(site)
        shown = words(visitor.get(LIST, {"standing": "in_screening"}))
        assert consented.code in shown
        assert screened.code not in shown

    def test_nobody_found_says_so(self, visitor, screened):
        assert "Nobody found" in words(visitor.get(LIST, {"code": "9999"}))

    def test_the_number_of_queries_does_not_grow(self, visitor, site):
        casebook.consented_participant(site)
        few = queries(visitor, LIST)
        for _ in range(12):
            casebook.consented_participant(site)
        assert queries(visitor, LIST) == few

    def test_long_lists_have_pages(self, visitor, site, monkeypatch):
        monkeypatch.setattr("casebook.views.participants.A_PAGE", 2)
        rows = [casebook.participant(site) for _ in range(3)]
        assert rows[2].code not in words(visitor.get(LIST))
        assert rows[2].code in words(visitor.get(LIST, {"page": 2}))


class TestRegister:
    def test_leads_on_to_the_consent(self, visitor, site):
        answer = visitor.post(NEW, {**ENTRY, "site": site.pk})
        with casebook.seeing(site):
            row = Participant.objects.get()
        assert answer["Location"] == at("consent", row)
        assert (row.age_at_screening, row.sex, row.screening_reason) == (65, "female", "clinic")

    def test_sent_twice_is_done_once(self, visitor, site):
        sent = {**ENTRY, "site": site.pk, "submission_key": "double-click-1"}
        first, second = visitor.post(NEW, sent), visitor.post(NEW, sent)
        assert first["Location"] == second["Location"]
        with casebook.seeing(site):
            assert Participant.objects.count() == 1

    def test_one_key_with_other_content_is_told_apart(self, visitor, site):
        sent = {**ENTRY, "site": site.pk, "submission_key": "back-button-1"}
        visitor.post(NEW, sent)
        answer = visitor.post(NEW, {**sent, "age": "66"})
        assert answer.status_code == 409
        assert "sent before, with other content" in words(answer)

    @pytest.mark.parametrize(
        ("change", "said"),
        [
            (day("screened_date", "2026-03-03"), "is in the future"),
            (day("screened_date", "2026-02-30"), "There is no day 30"),
            (day("screened_date", "2026-03-"), "is not a date"),
            ({"age": "200"}, "less than or equal to 130"),
            ({"age": ""}, "This field is required"),
            ({"sex": "unknown"}, "Select a valid choice"),
            ({"site": "999999"}, "Select a valid choice"),
        ],
    )
    def test_a_wrong_entry_comes_back_with_what_was_typed(self, visitor, site, change, said):
        answer = visitor.post(NEW, {**ENTRY, "site": site.pk, **change})
        assert answer.status_code == 422
        shown = words(answer)
        assert said in shown
        assert "<title>Error:" in shown
        assert 'value="clinic"' in shown

    def test_who_may_not_enter_is_told_who_may(self, signed_in, site):
        answer = signed_in(casebook.member(site, Role.MONITOR)).get(NEW)
        assert answer.status_code == 403
        assert "Research nurse" in words(answer)

    def test_a_month_may_be_typed_by_name(self, visitor, site):
        typed = {
            "screened_date_year": "2026",
            "screened_date_month": "Mar",
            "screened_date_day": "1",
        }
        assert visitor.post(NEW, {**ENTRY, **typed, "site": site.pk}).status_code == 302


class TestPage:
    def test_before_consent_there_is_one_thing_to_do(self, visitor, screened):
        shown = words(visitor.get(at("participant", screened)))
        assert "No consent yet" in shown
        assert at("consent", screened) in shown

    @pytest.mark.parametrize(
        ("language", "words_of_it"),
        [("en", ("Month 3", "Intake")), ("zh-hans", ("3 个月", "首诊"))],
    )
    def test_casebook_in_the_language_of_the_reader(
        self, signed_in, consented, language, words_of_it
    ):
        casebook.known(consented, surgery_date=casebook.CONSENTED)
        client = signed_in(casebook.member(consented.activation), language)
        shown = words(client.get(at("participant", consented)))
        assert f'lang="{language}"' in shown
        for word in words_of_it:
            assert word in shown

    def test_forms_carry_their_state(self, visitor, consented):
        casebook.saved_form(consented, "intake", {"ecog": "1"}, visit="SCR", complete=False)
        shown = words(visitor.get(at("participant", consented)))
        assert ">Incomplete<" in shown
        assert at("form", consented, "intake") + "?visit=SCR" in shown

    def test_a_visit_without_a_day_says_what_it_waits_for(self, visitor, consented):
        shown = words(visitor.get(at("participant", consented)))
        assert "has a day once this is recorded: Surgery" in shown

    def test_nobody_is_named(self, visitor, site):
        row = casebook.consented_participant(site, person=casebook.LI_HUA)
        shown = words(visitor.get(at("participant", row)))
        for secret in (casebook.LI_HUA.name, casebook.LI_HUA.record_number, "1960-05-01"):
            assert secret not in shown

    def test_of_another_site_nobody_is_found(self, visitor):
        elsewhere = casebook.participant(protocols.open_site("small-trial"))
        assert visitor.get(at("participant", elsewhere)).status_code == 404

    def test_the_number_of_queries_does_not_grow_with_the_casebook(self, visitor, consented):
        url = at("participant", consented)
        casebook.saved_form(consented, "relapse", {"relapse_on": "2025"})
        few = queries(visitor, url)
        for repeat in range(2, 8):
            casebook.saved_form(consented, "relapse", {"relapse_on": "2025"}, repeat=repeat)
        casebook.saved_form(consented, "intake", {"ecog": "1"}, visit="SCR", complete=False)
        assert queries(visitor, url) == few

    def test_nobody_signed_in_is_sent_to_sign_in(self, client, screened):
        answer = client.get(at("participant", screened))
        assert answer["Location"].startswith(reverse("account_login"))
