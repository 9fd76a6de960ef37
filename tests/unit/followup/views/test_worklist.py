from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from followup.domain.worklist import Kind, Task
from followup.wording import TONES, WORDS, row
from tests.factories import casebook, followup, people, protocols
from trials.domain.roles import Role

pytestmark = pytest.mark.django_db

HOME = "/trials/hcc-neo/worklist/"


@pytest.fixture
def signed_in(client, nurse):
    client.force_login(nurse)
    return client


def text(answer) -> str:
    return answer.content.decode()


def test_empty_list_teaches_the_next_step(signed_in):
    page = text(signed_in.get(HOME))
    assert "Nothing is due" in page
    assert reverse("casebook:register", args=["hcc-neo"]) in page


def test_overdue_visit_leads_to_its_page(signed_in, participant):
    page = text(signed_in.get(HOME))
    assert "Overdue</span>" in page
    assert reverse("casebook:visit", args=["hcc-neo", participant.code, "SCR"]) in page
    assert "days over" in page


def test_form_leads_to_its_visit(signed_in, nurse, participant):
    casebook.saved_form(
        participant, "screening_clinical", {"ecog": 0}, visit="SCR", complete=False, by=nurse
    )
    form = reverse("casebook:form", args=["hcc-neo", participant.code, "screening_clinical"])
    assert f"{form}?visit=SCR" in text(signed_in.get(HOME))


def test_serious_event_leads_to_its_record(signed_in, participant):
    event = followup.adverse_event(participant, "Sepsis", 4, seriousness=("life_threatening",))
    page = text(signed_in.get(HOME))
    records = reverse("followup:records", args=["hcc-neo", participant.code])
    assert f"{records}#event-{event.pk}" in page
    assert "Serious adverse event: Sepsis" in page


def test_count_is_a_filter_that_lives_in_the_address(signed_in, participant):
    followup.adverse_event(participant, seriousness=("disability",))
    page = text(signed_in.get(HOME, {"show": "sae_clock"}))
    assert "Serious adverse event" in page
    assert "days over" not in page
    assert 'aria-current="true"' in page


def test_filter_without_work_leads_back_to_all(signed_in, participant):
    page = text(signed_in.get(HOME, {"show": "due_today"}))
    assert "Nothing of this kind" in page


def test_quiet_day_counts_only_what_nought_is_news_of(signed_in):
    shown = signed_in.get(HOME, {"show": "open_query"}).context["filters"]
    assert [(one["href"], one["count"]) for one in shown] == [
        ("?show=sae_clock", 0),
        ("?show=overdue", 0),
        ("?show=due_today", 0),
        ("?", 0),
    ]


def test_work_of_another_site_is_not_shown(signed_in, participant):
    other = followup.enrolled_participant(protocols.open_site())
    page = text(signed_in.get(HOME))
    assert participant.code in page
    assert other.code not in page


def test_page_costs_the_same_for_two_and_for_twelve(signed_in, site, django_assert_max_num_queries):
    for _number in range(2):
        followup.enrolled_participant(site)
    signed_in.get(HOME)
    with django_assert_max_num_queries(100) as few:
        signed_in.get(HOME)
    for _number in range(10):
        followup.enrolled_participant(site)
    with django_assert_max_num_queries(len(few)):
        page = text(signed_in.get(HOME))
    assert page.count('class="work ') >= 12


@pytest.mark.parametrize(
    ("role", "status"),
    [
        (Role.NURSE, 200),
        (Role.PI, 200),
        (Role.SUB_INVESTIGATOR, 200),
        (Role.MONITOR, 403),
        (Role.DATA_MANAGER, 403),
        (Role.STATISTICIAN, 403),
        (Role.READER, 403),
    ],
)
def test_worklist_is_for_who_treats(client, site, role, status):
    client.force_login(people.delegated(role, site).user)
    assert client.get(HOME).status_code == status


def test_trial_of_others_does_not_exist(signed_in):
    protocols.open_site("small-trial")
    assert signed_in.get("/trials/small-trial/worklist/").status_code == 404


# --- the words ---------------------------------------------------------------------------------
def test_every_kind_that_is_found_has_words_and_a_tone():
    assert set(WORDS) == set(TONES) == set(Kind)


@pytest.mark.parametrize(
    ("kind", "margin", "left"),
    [
        (Kind.SAE_CLOCK, timedelta(hours=6, minutes=5), "6 hours left"),
        (Kind.SAE_CLOCK, timedelta(minutes=-5), "1 hour over"),
        (Kind.OVERDUE, timedelta(days=-1), "1 day over"),
        (Kind.OVERDUE, timedelta(days=-12), "12 days over"),
        (Kind.CLOSING, timedelta(), "closes today"),
        (Kind.CLOSING, timedelta(days=3), "closes in 3 days"),
        (Kind.UNFINISHED, timedelta(), "since today"),
        (Kind.UNFINISHED, timedelta(days=-4), "for 4 days"),
    ],
)
def test_time_left_is_said_in_words(kind, margin, left):
    due = datetime(2026, 7, 10, 12, tzinfo=UTC)
    due = due if kind is Kind.SAE_CLOCK else due.date()
    task = Task(
        kind=kind, participant="HN01-0007-8", site="01", item="7", label="x", due=due, margin=margin
    )
    assert row(task, "hcc-neo").words.left == left
