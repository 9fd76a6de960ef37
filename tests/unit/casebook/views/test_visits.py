from datetime import date

import pytest

from casebook.models import Visit
from tests.factories import casebook
from tests.unit.casebook.views.conftest import at, day, words
from trials.domain.roles import Role

pytestmark = pytest.mark.django_db
DONE = {
    "outcome": "done",
    "mode": "clinic",
    "not_done_reason": "",
    **day("visit_date", "2026-02-10"),
}


@pytest.fixture
def operated(consented):
    casebook.known(consented, surgery_date=casebook.CONSENTED)
    return consented


def recorded(participant):
    with casebook.seeing(participant.activation):
        return Visit.objects.get()


def test_the_window_stands_beside_the_question(visitor, operated):
    shown = words(visitor.get(at("visit", operated, "M03")))
    assert "Not yet open" in shown
    assert "2026-03-23" in shown


def test_a_visit_is_recorded_and_opens_its_form_with_the_day_already_there(visitor, operated):
    assert 'name="visit_date_year" value="2026"' in page(visitor, operated)
    answer = visitor.post(at("visit", operated, "M03"), DONE)
    assert answer["Location"] == at("form", operated, "checkup") + "?visit=M03"
    assert recorded(operated).visit_date.isoformat() == "2026-02-10"
    assert "Done before the window" in words(visitor.get(at("participant", operated)))


def page(visitor, participant):
    return visitor.get(at("visit", participant, "M03")).content.decode()


def test_a_visit_not_done_leads_back_to_the_participant(visitor, operated):
    sent = {"outcome": "not_done", "mode": "clinic", "not_done_reason": "Ill"}
    answer = visitor.post(at("visit", operated, "M03"), sent)
    assert answer["Location"] == at("participant", operated)
    assert "not done" in words(visitor.get(at("participant", operated)))


def test_not_done_asks_why(visitor, operated):
    sent = {"outcome": "not_done", "mode": "clinic", "not_done_reason": ""}
    answer = visitor.post(at("visit", operated, "M03"), sent)
    assert answer.status_code == 422
    assert "Say why the visit did not take place" in words(answer)


def test_a_recorded_visit_is_corrected_with_a_reason(visitor, operated):
    visitor.post(at("visit", operated, "M03"), DONE)
    sent = {**DONE, **day("visit_date", "2026-02-11"), "version": "1"}
    assert visitor.post(at("visit", operated, "M03"), sent).status_code == 422
    assert visitor.post(at("visit", operated, "M03"), {**sent, "reason": "typo"}).status_code == 302
    assert recorded(operated).version == 2


def test_the_second_to_correct_is_told(visitor, operated):
    visitor.post(at("visit", operated, "M03"), DONE)
    sent = {**DONE, **day("visit_date", "2026-02-11"), "version": "1", "reason": "typo"}
    visitor.post(at("visit", operated, "M03"), sent)
    answer = visitor.post(at("visit", operated, "M03"), {**sent, **day("visit_date", "2026-02-12")})
    assert answer.status_code == 422
    assert "saved this after you opened it (version 2, yours was 1)" in words(answer)


def test_a_monitor_reads_and_has_no_form(signed_in, operated):
    client = signed_in(casebook.member(operated.activation, Role.MONITOR))
    shown = words(client.get(at("visit", operated, "M03")))
    assert 'name="outcome"' not in shown
    assert client.post(at("visit", operated, "M03"), DONE).status_code == 403


def test_a_visit_the_protocol_does_not_know_is_not_found(visitor, operated):
    assert visitor.get(at("visit", operated, "M99")).status_code == 404


# --- what nobody planned ------------------------------------------------------------------------
CALL = {"mode": "telephone", **day("visit_date", "2026-02-10")}


def test_a_call_between_visits_gets_a_number_and_the_forms_of_every_visit(visitor, operated):
    answer = visitor.post(at("unplanned_visit", operated), CALL)
    assert answer["Location"] == at("visit", operated, "U01")
    shown = visitor.get(at("visit", operated, "U01")).content.decode()
    assert "Unscheduled visit 1" in shown
    form = at("form", operated, "checkup") + "?visit=U01"
    assert form in shown
    assert visitor.get(form).status_code == 200
    only_once = at("form", operated, "intake") + "?visit=U01"
    assert visitor.get(only_once).status_code == 404
    visitor.post(at("unplanned_visit", operated), CALL)
    with casebook.seeing(operated.activation):
        found = list(Visit.objects.order_by("visit").values_list("visit", "mode"))
    assert found == [("U01", "telephone"), ("U02", "telephone")]
    assert "Unscheduled visit 2" in words(visitor.get(at("participant", operated)))


def test_a_form_of_an_unplanned_visit_keeps_its_answers_apart(visitor, operated):
    visitor.post(at("unplanned_visit", operated), CALL)
    casebook.saved_form(operated, "checkup", {"weight": 70}, visit="U01", day=date(2026, 3, 2))
    with casebook.seeing(operated.activation):
        fact = operated.facts.get(name="weight")
    assert fact.occasion == "U01"
    assert "Unscheduled visit 1" in words(
        visitor.get(at("form", operated, "checkup") + "?visit=U01")
    )


def test_an_unplanned_visit_is_no_deviation_and_proves_life(visitor, operated):
    visitor.post(at("unplanned_visit", operated), CALL)
    with casebook.seeing(operated.activation):
        assert not operated.deviations.exists()
        contact = operated.facts.get(name="last_contact")
    assert contact.value == {"date": "2026-02-10"}


def test_a_day_before_consent_is_refused(visitor, operated):
    answer = visitor.post(
        at("unplanned_visit", operated), {**CALL, **day("visit_date", "2025-02-10")}
    )
    assert answer.status_code == 422
    assert "before the consent" in words(answer)
