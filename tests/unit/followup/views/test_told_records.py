"""Queries and source verification beside adverse events, scans and the like."""

from datetime import date
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from audit.acts import Refusal
from casebook import other_records
from casebook.actions import data_locks, queries
from casebook.domain.data_locks import Scope
from casebook.models import Query, Verification
from casebook.selectors.verifications import sample
from followup.actions import adverse_events
from followup.domain.worklist import Kind
from followup.forms.kinds import KINDS
from followup.selectors.worklist import worklist
from followup.wording import row as worded_row
from tests.factories import casebook, followup
from tests.factories.casebook import instant, seeing
from tests.unit.followup.views.pages import address
from trials.domain.roles import Role

pytestmark = pytest.mark.django_db
LATER = date(2026, 6, 2)


@pytest.fixture
def event(participant):
    return followup.adverse_event(participant)


@pytest.fixture
def monitor(site):
    return casebook.member(site, Role.MONITOR)


def visiting(person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def page(record, name="record", kind="adverse-events"):
    trial = record.activation.trial.slug
    return reverse(f"casebook:{name}", args=[trial, record.participant.code, kind, record.pk])


def text(answer) -> str:
    return answer.content.decode()


def waiting(site, user):
    with seeing(site, by=user):
        found = worklist(site.trial, activations=[site.pk], user=user, now=instant(LATER))
    return [one for one in found if one.kind is Kind.OPEN_QUERY]


def only(site):
    with seeing(site):
        return Query.objects.get()


def unverified(site):
    with seeing(site):
        found = sample(site.trial, [site.pk])
        return {name: risks for one in found for name, risks in one.unverified.risks.items()}


def corrected(record, **changes):
    by = casebook.member(record.activation)
    with seeing(record.activation, by=by):
        return adverse_events.correct(
            record=record,
            event=followup.event_of(**changes),
            expected_version=record.version,
            reason="misread",
            by=by,
            at=instant(LATER),
        )


def test_asked_beside_the_field_answered_and_closed_by_two(site, nurse, monitor, event):
    asking, answering = visiting(monitor), visiting(nurse)
    assert page(event) in text(answering.get(address(event.participant, "records")))
    assert "Raise a query" in text(asking.get(page(event)))
    assert "Raise a query" not in text(answering.get(page(event)))
    ask = page(event, "ask_record") + "?item=grade"
    assert 'name="query-text"' in text(asking.get(ask))
    assert asking.post(ask, {"query-text": ""}).status_code == 422
    assert asking.post(ask, {"query-text": "Grade 2 or 3?"}).url == page(event) + "#field-grade"

    (task,) = waiting(site, nurse)
    line = worded_row(task, site.trial.slug)
    assert line.words.what == "Adverse event: Grade"
    assert line.href == page(event) + "#field-grade"
    assert "Grade 2 or 3?" in text(answering.get(page(event)))
    one = reverse("casebook:query", args=[site.trial.slug, only(site).pk])
    said = {"move": "answer", "text": "The note says 2."}
    assert answering.post(one, said).url == page(event) + "#field-grade"
    assert waiting(site, nurse) == []
    for place in (one, reverse("casebook:queries", args=[site.trial.slug])):
        assert "Adverse event" in text(asking.get(place))
    assert asking.post(one, {"move": "close", "text": ""}).status_code == 302
    assert only(site).state == "closed"


def test_what_nobody_answers_there_has_no_query(site, monitor, event):
    asking = visiting(monitor)
    assert asking.get(page(event, "ask_record") + "?item=weather").status_code == 404
    assert asking.get(page(event, kind="weather")).status_code == 404
    assert asking.get(page(event, kind="scans")).status_code == 404
    with seeing(site, by=monitor), pytest.raises(Refusal, match="no question “weather”"):
        queries.ask(record=event, item="weather", text="?", by=monitor, at=instant(LATER))


def test_only_what_is_changed_has_to_be_verified_again(site, nurse, monitor, event):
    checking = visiting(monitor)
    before = unverified(site)
    assert "decides" in before["grade"]
    listed = reverse("casebook:to_verify", args=[site.trial.slug])
    assert page(event) in text(checking.get(listed))
    sent = {"version": "1", "item": list(before)}
    assert visiting(nurse).post(page(event, "verify_record"), sent).status_code == 403
    assert checking.post(page(event, "verify_record"), sent).url == page(event)
    assert unverified(site) == {}
    assert ">Verified<" in text(checking.get(page(event)))
    event = corrected(event, grade=3)
    assert set(unverified(site)) == {"grade"}
    corrected(event, grade=2)
    assert "changed_since" in unverified(site)["grade"]
    assert "Changed since it was verified" in text(checking.get(page(event)))


def test_a_suggestion_is_accepted_in_one_click_or_settled_by_the_correction(
    site, nurse, monitor, event
):
    asking, answering = visiting(monitor), visiting(nurse)

    def ask(item, **typed):
        place = f"{page(event, 'ask_record')}?item={item}"
        sent = {f"query-suggestion{part}": value for part, value in typed.items()}
        return asking.post(place, {"query-text": "See the note.", **sent})

    assert 'name="query-suggestion"' not in text(
        asking.get(page(event, "ask_record") + "?item=term")
    )
    assert 'name="query-suggestion_month_unknown"' in text(
        asking.get(page(event, "ask_record") + "?item=onset")
    )
    refused = ask("grade", **{"": "5"})
    assert refused.status_code == 422
    assert "has no grade 5" in text(refused)
    assert "says so already" in text(ask("grade", **{"": "2"}))
    assert ask("grade", **{"": "3"}).status_code == 302
    assert ask("expected", **{"": "no"}).status_code == 302
    assert ask("onset", _year="2026", _month="2", _day_unknown="on").status_code == 302
    grade, _expected, _onset = standing(site)
    assert "Accept it" in text(answering.get(page(event)))
    one = reverse("casebook:query", args=[site.trial.slug, grade.pk])
    assert answering.post(one, {"move": "accept"}).status_code == 302
    with seeing(site):
        event.refresh_from_db()
    assert (event.grade, event.version) == (3, 2)
    assert [one.item for one in standing(site)] == ["expected", "onset"]
    corrected(event, grade=3, expected=False)
    assert [one.item for one in standing(site)] == ["onset"]


def standing(site):
    with seeing(site):
        return list(Query.objects.exclude(state="closed").order_by("pk"))


def suggesting(record, item, value, by):
    with seeing(record.activation, by=by):
        return queries.ask(
            record=record, item=item, text="?", suggestion=value, by=by, at=instant(LATER)
        )


SUGGESTED = {
    "courses": ("dose", "8.0", Decimal(8)),
    "surgery": ("clavien_dindo", "IIIbd", "IIIbd"),
    "scans": ("adequate", True, True),
    "vital-status": ("status_date", "2026-05-02", "2026-05-02"),
    "adverse-events": ("seriousness", ["hospitalization"], ["hospitalization"]),
}


def test_each_kind_takes_a_suggestion_over_as_it_would_be_typed(site, nurse, monitor, participant):
    followup.scan(participant, date(2026, 4, 2))
    made = {
        "courses": followup.course(participant, date(2026, 2, 1), dose=Decimal(12), dose_unit="mg"),
        "surgery": followup.surgery(participant, date(2026, 1, 20)),
        "scans": followup.scan(
            participant, date(2026, 4, 21), adequate=False, inadequate_reason="moved"
        ),
        "vital-status": followup.contact(participant, "alive", "2026-05-01"),
        "adverse-events": followup.adverse_event(participant),
    }
    for kind, record in made.items():
        item, value, then = SUGGESTED[kind]
        query = suggesting(record, item, value, monitor)
        with seeing(site, by=nurse):
            done = queries.accept(query=query, by=nurse, at=instant(LATER))
            record.refresh_from_db()
        assert getattr(record, item) == then
        assert done.state == "closed"


@pytest.mark.parametrize(
    ("item", "value", "why"),
    [
        ("onset", "2026-02-31", "no day 31 in 2026-02"),
        ("onset", "2027-01", "in the future"),
        ("onset", {"day": 3}, "Give one answer"),
        ("grade", "1e400", "integer"),
        ("seriousness", [{"a": 1}], "six seriousness criteria"),
        ("seriousness", "death", "Give a list"),
        ("outcome", "better", "not a valid choice"),
        ("term", "Nausea", "Say in words"),
    ],
)
def test_a_suggestion_that_could_not_be_kept_is_refused(event, monitor, item, value, why):
    with pytest.raises(Refusal, match=why):
        suggesting(event, item, value, monitor)
    assert standing(event.activation) == []


def test_the_same_by_program(site, nurse, monitor, event):
    place = f"/api/v1/trials/{site.trial.slug}/participants/{event.participant.code}"
    place += f"/records/adverse-events/{event.pk}/"

    def post(what, body, key):
        return visiting(monitor).post(
            place + what,
            body,
            content_type="application/json",
            headers={"Idempotency-Key": f"key-number-{key}"},
        )

    answer = post("queries/", {"item": "onset", "text": "Which day?"}, 1).json()
    assert (answer["kind"], answer["record"], answer["form"]) == ("adverse-events", event.pk, "")
    assert answer["item"] == "onset"
    more = {"item": "grade", "text": "Worse?", "suggestion": 3}
    assert post("queries/", more, 3).json()["suggestion"] == {"value": 3}
    bad = post("queries/", {**more, "suggestion": 7}, 4)
    assert (bad.status_code, "has no grade 7" in bad.content.decode()) == (409, True)
    body = {"items": ["grade"], "expected_version": 1}
    assert post("verifications/", body, 2).json() == {"verified": ["grade"]}
    marks = visiting(nurse).get(place + "verifications/").json()
    assert [(one["item"], one["verified"]) for one in marks["items"]] == [("grade", True)]


def test_each_kind_is_asked_about_and_a_lock_waits_for_the_answers(site, nurse, participant):
    made = {
        "adverse-events": followup.adverse_event(participant),
        "courses": followup.course(participant, date(2026, 2, 1)),
        "surgery": followup.surgery(participant, date(2026, 1, 20)),
        "scans": followup.scan(participant, date(2026, 4, 21)),
        "vital-status": followup.contact(participant, "alive", "2026-05-01"),
    }
    assert set(made) == {kind.slug for kind in KINDS}
    reading = visiting(nurse)
    for kind, record in made.items():
        name = next(iter(record.as_values()))
        name = "term" if kind == "adverse-events" else name
        casebook.query(record, name, text=f"About {kind}")
        assert f"About {kind}" in text(reading.get(page(record, kind=kind)))
    assert len(waiting(site, nurse)) == len(made)
    manager = casebook.member(site, Role.DATA_MANAGER)
    closing = data_locks.Closing(
        activations=(site,), scope=Scope.PARTICIPANT, participant=participant
    )
    with seeing(site, by=manager), pytest.raises(Refusal, match="5 queries are not closed"):
        data_locks.lock(closing=closing, by=manager, at=instant(LATER))


def test_an_attempt_at_contact_is_asked_about_and_verified(site, nurse, monitor, participant):
    attempt = followup.attempt(participant, date(2026, 5, 4))
    kind = "contact-attempts"
    asking = visiting(monitor)
    assert page(attempt, kind=kind) in text(
        asking.get(reverse("casebook:to_verify", args=[site.trial.slug]))
    )
    ask = page(attempt, "ask_record", kind=kind) + "?item=means"
    asked = asking.post(ask, {"query-text": "By telephone, or at home?"})
    assert asked.url == page(attempt, kind=kind) + "#field-means"
    (task,) = waiting(site, nurse)
    assert worded_row(task, site.trial.slug).words.what == "Contact attempt: Tried by"
    assert page(attempt, kind=kind) in text(visiting(nurse).get(address(participant, "contact")))
    shown = text(visiting(nurse).get(page(attempt, kind=kind)))
    assert "By telephone, or at home?" in shown
    # An attempt that was noted is not rewritten.
    assert ">Correct<" not in shown
    sent = {"version": "1", "item": ["attempt_date", "means"]}
    assert asking.post(page(attempt, "verify_record", kind=kind), sent).status_code == 302
    assert {"attempt_date", "means"}.isdisjoint(unverified(site))


def test_what_a_blind_reader_saw_is_no_record_a_site_is_asked_about(participant):
    """A query on it is read at the site, which would learn of the read."""
    slugs = {kind.slug for kind in other_records.kinds()}
    assert slugs == {*(kind.slug for kind in KINDS), "contact-attempts"}


def test_of_another_site_there_is_none(event):
    elsewhere = casebook.participant().activation
    assert visiting(casebook.member(elsewhere)).get(page(event)).status_code == 404
    with seeing(elsewhere):
        assert not Query.objects.exists()
        assert not Verification.objects.exists()
