"""A query beside its field, on its own page and in the list."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from casebook.models import FormRecord, Query
from tests.factories import casebook, protocols
from tests.unit.casebook.actions.test_forms import INTAKE, save
from tests.unit.casebook.views.conftest import at, words
from trials.domain.roles import Role

pytestmark = pytest.mark.django_db


def page(participant, item=None):
    where = at("new_query" if item else "form", participant, "intake") + "?visit=SCR"
    return f"{where}&item={item}" if item else where


def listed(trial="small-trial", query=""):
    return reverse("casebook:queries", args=[trial]) + query


def one(query):
    return reverse("casebook:query", args=["small-trial", query.pk])


@pytest.fixture
def record(consented):
    return save(consented)


@pytest.fixture
def monitor(signed_in, site, record):
    return signed_in(casebook.member(site, Role.MONITOR))


@pytest.fixture
def reader(signed_in, site, record):
    return signed_in(casebook.member(site))


def only(record):
    with casebook.seeing(record.activation):
        return Query.objects.get(record=record)


class TestRaise:
    def test_beside_the_answer_with_a_suggestion_that_the_nurse_takes_over(
        self, monitor, reader, consented, record
    ):
        assert "Raise a query" in words(monitor.get(page(consented)))
        asked = {"query-text": "The report says 12", "bilirubin": "12", "bilirubin-unit": "umol/L"}
        answer = monitor.post(page(consented, "bilirubin"), asked)
        assert answer["Location"] == page(consented) + "#field-bilirubin"
        shown = words(reader.get(page(consented)))
        assert "The report says 12" in shown
        assert "12 µmol/L" in shown
        assert "Raise a query" not in shown
        answer = reader.post(one(only(record)), {"move": "accept"})
        assert answer["Location"] == page(consented) + "#field-bilirubin"
        assert only(record).state == "closed"

    def test_the_panel_asks_as_the_form_does(self, monitor, consented):
        for headers, whole in (({}, True), ({"HX-Request": "true"}, False)):
            shown = words(monitor.get(page(consented, "scan_on"), headers=headers))
            assert ("<html" in shown) is whole
            assert 'name="scan_on_day_unknown"' in shown
            assert 'name="query-text"' in shown

    @pytest.mark.parametrize("item", ["weather", "days_to_scan"])
    def test_what_nobody_answers_has_no_query(self, monitor, consented, item):
        assert monitor.get(page(consented, item)).status_code == 404

    def test_what_is_refused_comes_back_with_what_was_typed(self, monitor, consented, record):
        typed = {"query-text": "too high?", "bilirubin": "9999"}
        answer = monitor.post(page(consented, "bilirubin"), typed)
        assert answer.status_code == 422
        for text in ("too high?", "9999", "cannot be recorded"):
            assert text in words(answer)
        answer = monitor.post(page(consented, "bilirubin"), {"query-text": ""})
        assert answer.status_code == 422


class TestReply:
    def test_answer_and_close_by_two_people(self, monitor, reader, record):
        query = casebook.query(record, "ecog")
        assert reader.post(one(query), {"move": "answer", "text": "As written"}).status_code == 302
        shown = words(monitor.get(one(query)))
        for text in ("As written", "Close the query", "Open it again", "Answered"):
            assert text in shown
        assert monitor.post(one(query), {"move": "close", "text": ""}).status_code == 302
        assert only(record).state == "closed"

    def test_a_refusal_says_what_to_do_and_keeps_the_words(self, monitor, reader, record):
        query = casebook.query(record, "ecog")
        answer = reader.post(one(query), {"move": "answer", "text": ""})
        assert (answer.status_code, "Write the answer" in words(answer)) == (422, True)
        answer = monitor.post(one(query), {"move": "dance", "text": "my words"})
        assert "Choose what to do" in words(answer)
        assert "my words" in words(answer)
        assert reader.post(one(query), {"move": "close"}).status_code == 403

    def test_while_the_form_is_being_filled_in(self, reader, consented):
        begun = casebook.saved_form(
            consented, "arm_a_only", {"dose": "5"}, complete=False, expected_version=0
        )
        casebook.query(begun, "dose", suggests="6")
        shown = words(reader.get(at("form", consented, "arm_a_only")))
        assert "Accept it" in shown
        # The reply stands in the form of the answers and belongs to one of its own.
        assert 'form="query-' in shown


class TestList:
    def test_what_waits_stands_first_and_filters_count(self, monitor, record):
        old = casebook.query(record, "ecog", at=casebook.instant(casebook.CONSENTED))
        casebook.query(record, "smokes", text="Since when?")
        shown = words(monitor.get(listed()))
        assert shown.index("ECOG") < shown.index("Since when?")
        assert "waits for the site" in shown
        assert ">55<" in shown
        late = words(monitor.get(listed(query="?state=old")))
        assert "ECOG" in late
        assert "Since when?" not in late
        assert "No such query" in words(monitor.get(listed(query="?state=closed")))
        assert "No such query" in words(monitor.get(listed(query="?site=nowhere")))
        assert words(monitor.get(one(old))).count("What does the source document say?") == 1

    def test_more_of_them_take_no_more_statements(self, monitor, record):
        asked = []
        for item in ("ecog", "smokes", "route", "bilirubin", "scan_on"):
            casebook.query(record, item)
            with CaptureQueriesContext(connection) as seen:
                monitor.get(listed())
            asked.append(len(seen))
        assert len(set(asked[1:])) == 1

    def test_empty_it_says_how_one_comes_about(self, monitor, record):
        assert "No query waits" in words(monitor.get(listed()))

    def test_a_statistician_reads_only_what_they_asked(self, signed_in, site, record):
        someone = casebook.member(site, Role.STATISTICIAN)
        casebook.query(record, "ecog", text="From the monitor")
        casebook.query(record, "route", text="From the statistician", by=someone)
        shown = words(signed_in(someone).get(listed()))
        assert "From the statistician" in shown
        assert "From the monitor" not in shown

    def test_of_another_site_there_is_none(self, signed_in, record):
        elsewhere = protocols.open_site("small-trial")
        client = signed_in(casebook.member(elsewhere))
        query = casebook.query(record, "ecog")
        assert client.get(one(query)).status_code == 404
        assert "No query waits" in words(client.get(listed()))


def test_a_confirmed_warning_is_read_in_the_readers_language(signed_in, consented, site):
    save(consented, {**INTAKE, "bilirubin": casebook.entry("700", reason="seen twice")})
    manager = signed_in(casebook.member(site, Role.DATA_MANAGER), "zh-hans")
    shown = words(manager.get(listed()))
    with casebook.seeing(site):
        assert FormRecord.objects.get().queries.get().message["zh"] in shown
