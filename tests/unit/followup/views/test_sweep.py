from datetime import date

import pytest
import time_machine
from django.urls import reverse

from casebook.models import Visit
from followup.models import ContactAttempt, VitalStatus
from tests.factories import followup, protocols
from tests.factories.casebook import instant, seeing
from tests.unit.followup.views.pages import address, day

pytestmark = pytest.mark.django_db

SWEEP = "/trials/hcc-neo/sweep/"
TODAY = date(2026, 6, 1)


@pytest.fixture
def signed_in(client, nurse):
    with time_machine.travel(instant(TODAY)):
        client.force_login(nurse)
        yield client


def row(participant, **answers):
    return {f"{participant.code}-{name}": value for name, value in answers.items()}


def send(client, participant, *, alone=True, **answers):
    headers = {"HX-Request": "true"} if alone else {}
    where = address(participant, "sweep_row")
    return client.post(where, row(participant, **answers), headers=headers, follow=True)


ALIVE = {"told": "alive", "source": "telephone", "recurrence": "no", **day("day", "2026-06-01")}


def kept(model, participant):
    with seeing(participant.activation):
        return list(model.objects.filter(participant=participant))


def test_whoever_was_heard_of_longest_ago_is_asked_first(signed_in, site, participant):
    other = followup.enrolled_participant(site)
    followup.contact(participant, "alive", "2026-05-01")
    followup.contact(other, "alive", "2026-04-01")
    elsewhere = followup.enrolled_participant(protocols.open_site())
    page = signed_in.get(SWEEP).content.decode()
    assert page.index(f"row-{other.code}") < page.index(f"row-{participant.code}")
    assert elsewhere.code not in page
    followup.contact(other, "dead", "2026-05-02")
    assert f"row-{other.code}" not in signed_in.get(SWEEP).content.decode()


def test_a_call_is_one_row_and_comes_back_alone(signed_in, participant):
    answer = send(signed_in, participant, **ALIVE)
    text = answer.content.decode()
    assert "<html" not in text
    assert "Alive, 2026-06-01" in text
    (status,) = kept(VitalStatus, participant)
    assert (status.vital_status, status.recurrence_told) == ("alive", "no")


def test_a_death_asks_its_cause_and_a_month_may_be_all_that_is_known(signed_in, participant):
    death = {**ALIVE, "told": "dead", **day("day", "2026-05", "day")}
    answer = send(signed_in, participant, **death)
    assert answer.status_code == 422
    assert "cause of death" in answer.content.decode()
    send(signed_in, participant, **{**death, "cause": "Liver failure"})
    assert [one.status_date for one in kept(VitalStatus, participant)] == ["2026-05"]


def test_nobody_reached_is_an_attempt_of_today_and_names_the_next_rung(signed_in, participant):
    answer = send(signed_in, participant, **{**ALIVE, "told": "not_reached"})
    assert "Attempt 2 of 3 comes next" in answer.content.decode()
    assert [one.attempt_date for one in kept(ContactAttempt, participant)] == [TODAY]
    assert kept(VitalStatus, participant) == []


def test_a_recurrence_told_leads_to_its_scan(signed_in, participant):
    answer = send(signed_in, participant, **{**ALIVE, "recurrence": "yes"})
    assert address(participant, "new_scan") in answer.content.decode()


def test_an_unfinished_row_says_so_and_saves_nothing(signed_in, participant):
    answer = send(signed_in, participant, source="telephone", **day("day", "2026-06-01"))
    assert answer.status_code == 422
    assert "Choose one answer" in answer.content.decode()
    assert kept(VitalStatus, participant) == []


def test_without_javascript_the_page_comes_back(signed_in, participant):
    answer = send(signed_in, participant, alone=False, **ALIVE)
    assert answer.redirect_chain == [(SWEEP, 302)]


# --- one participant's contacts, and the end ------------------------------------------------------
def test_one_press_is_an_attempt_and_the_last_rung_a_loss(signed_in, nurse, participant):
    page = address(participant, "contact")
    lost = address(participant, "lost")
    refused = signed_in.post(lost)
    assert refused.status_code == 422
    assert "cannot be declared lost yet" in refused.content.decode()
    for number in (1, 2, 3):
        with time_machine.travel(instant(date(2026, 6, number))):
            signed_in.force_login(nurse)
            assert signed_in.post(page, {"means": "telephone"}).status_code == 302
    with time_machine.travel(instant(date(2026, 6, 4))):
        signed_in.force_login(nurse)
        signed_in.post(page, {"means": "sweep"})
        assert "Everything was tried" in signed_in.get(page).content.decode()
        ending = address(participant, "ending") + "?what=loss"
        assert signed_in.post(ending, {"closes_visits": "on"}).status_code == 302
    assert [one.vital_status for one in kept(VitalStatus, participant)] == ["lost"]


def test_the_end_asks_what_belongs_to_it(signed_in, participant):
    page = address(participant, "ending")
    first = signed_in.get(page).content.decode()
    assert "Cause of death" not in first
    assert "Cause of death" in signed_in.get(page + "?what=death").content.decode()
    assert "Stopped follow-up on" in signed_in.get(page + "?what=withdrawal").content.decode()
    assert signed_in.post(page).status_code == 422
    given = {"source": "family", "cause": "unknown", **day("died", "2026-05", "day")}
    sent = signed_in.post(page + "?what=death", {**given, "closes_visits": "on"})
    assert sent.url == reverse("casebook:participant", args=["hcc-neo", participant.code])
    assert {one.outcome for one in kept(Visit, participant)} == {"not_done"}
