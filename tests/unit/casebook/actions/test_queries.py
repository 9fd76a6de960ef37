from datetime import date

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from casebook.actions import forms, queries
from casebook.actions.queries import UnableToAsk, UnableToSettle
from casebook.actions.query_entries import UnableToMove
from casebook.models import FormRecord, Query, QueryEntry
from casebook.selectors.facts import facts_of
from tests.factories import casebook, people
from tests.factories.casebook import entry, instant, seeing
from tests.unit.casebook.actions.test_forms import INTAKE, correct, save
from trials.domain.roles import Role
from trials.domain.values import Missing
from trials.permissions import NotPermitted

pytestmark = pytest.mark.django_db
DAY = instant(date(2026, 3, 2))
UNUSUAL = {**INTAKE, "bilirubin": entry("700", reason="seen twice")}


def asked(record, item="bilirubin", text="The report says 12", by=None, at=DAY, **more):
    by = by or casebook.member(record.activation, Role.MONITOR)
    if "suggests" in more:
        more["suggestion"] = entry(more.pop("suggests"))
    with seeing(record.activation, by=by):
        return queries.ask(record=record, item=item, text=text, by=by, at=at, **more)


def did(act, query, role, **more):
    by = more.pop("by", None) or casebook.member(query.activation, role)
    with seeing(query.activation, by=by):
        return act(query=query, by=by, at=DAY, **more)


def said_in(query):
    with seeing(query.activation):
        return [(one.said, one.role, one.text) for one in query.entries.all()]


def only_query(record):
    with seeing(record.activation):
        return Query.objects.get(record=record)


class TestTwoPeople:
    def test_raised_answered_reopened_answered_closed(self, consented):
        record = save(consented)
        query = asked(record)
        assert (query.state, query.origin) == ("open", "person")
        did(queries.answer, query, Role.NURSE, text="It is 20 in both copies")
        did(queries.reopen, query, Role.DATA_MANAGER, text="Which date has the copy?")
        did(queries.answer, query, Role.PI, text="6 January")
        query = did(queries.close, query, Role.MONITOR)
        assert query.state == "closed"
        assert said_in(query) == [
            ("raise", "monitor", "The report says 12"),
            ("answer", "nurse", "It is 20 in both copies"),
            ("reopen", "data_manager", "Which date has the copy?"),
            ("answer", "pi", "6 January"),
            ("close", "monitor", ""),
        ]
        with seeing(record.activation):
            assert query.events.count() == 5

    def test_each_may_do_only_their_part(self, consented):
        record = save(consented)
        with pytest.raises(NotPermitted):
            asked(record, by=casebook.member(record.activation))
        query = asked(record)
        for act, role in [
            (queries.answer, Role.MONITOR),
            (queries.close, Role.NURSE),
            (queries.reopen, Role.STATISTICIAN),
            (queries.accept, Role.DATA_MANAGER),
        ]:
            words = {} if act is queries.accept else {"text": "so"}
            with pytest.raises(NotPermitted):
                did(act, query, role, **words)

    def test_who_answered_does_not_close(self, consented, site):
        query = asked(save(consented))
        both = people.delegated(Role.NURSE, site).user
        people.delegated(Role.DATA_MANAGER, site, both)
        did(queries.answer, query, None, by=both, text="so it is")
        with pytest.raises(UnableToSettle, match="Another reviewer"):
            did(queries.close, query, None, by=both)
        assert did(queries.close, query, Role.MONITOR).state == "closed"

    def test_what_says_too_little_or_comes_too_late_is_refused(self, consented):
        record = save(consented)
        with pytest.raises(UnableToAsk, match="Say what you ask"):
            asked(record, text=" ")
        for item in ("weather", "days_to_scan"):
            with pytest.raises(UnableToAsk, match="no question"):
                asked(record, item=item)
        query = asked(record)
        with pytest.raises(UnableToSettle, match="Write the answer"):
            did(queries.answer, query, Role.NURSE, text=" ")
        with pytest.raises(UnableToSettle, match="no suggestion"):
            did(queries.accept, query, Role.NURSE)
        did(queries.close, query, Role.MONITOR)
        with pytest.raises(UnableToMove, match="closed already"):
            did(queries.answer, query, Role.NURSE, text="late")
        with pytest.raises(UnableToSettle, match="still open"):
            did(queries.reopen, query, Role.MONITOR, text="")


class TestSuggestion:
    def test_one_click_corrects_the_form_and_settles_the_query(self, consented):
        record = save(consented)
        query = asked(record, suggests="12")
        query = did(queries.accept, query, Role.NURSE)
        assert query.state == "closed"
        with seeing(record.activation):
            now = FormRecord.objects.get(pk=record.pk)
            assert facts_of(consented)["bilirubin"].value == 12
            last = now.events.order_by("pgh_id").last()
        assert (now.data["bilirubin"]["entered"], now.version, now.status) == ("12", 2, "complete")
        assert last.pgh_context["reason"] == "query: The report says 12"
        assert said_in(query)[-1] == ("settle", "nurse", "")

    def test_in_an_incomplete_form_it_is_saved_as_incomplete(self, consented):
        record = save(consented, {"ecog": "1"}, complete=False)
        query = did(queries.accept, asked(record, suggests=Missing.REFUSED), Role.NURSE)
        with seeing(record.activation):
            now = FormRecord.objects.get(pk=record.pk)
        assert (query.state, now.status) == ("closed", "incomplete")
        assert now.data["bilirubin"] == {"missing": "refused"}

    @pytest.mark.parametrize("typed", ["12", "12.0", entry("12.00")])
    def test_corrected_as_asked_it_closes_by_itself(self, consented, typed):
        record = save(consented)
        query = asked(record, suggests="12")
        correct(record, {**INTAKE, "bilirubin": typed})
        assert only_query(record).state == "closed"
        assert said_in(query)[-1][0] == "settle"

    def test_corrected_otherwise_it_stays_open(self, consented):
        record = save(consented)
        asked(record, suggests="12")
        correct(record, {**INTAKE, "bilirubin": "13"})
        assert only_query(record).state == "open"

    @pytest.mark.parametrize(
        ("suggests", "said"),
        [("twelve", "is not a number"), ("9999", "impossible"), ("20", "says so already")],
    )
    def test_what_the_form_would_refuse_is_not_suggested(self, consented, suggests, said):
        with pytest.raises(UnableToAsk, match=said):
            asked(save(consented), suggests=suggests)

    def test_an_unusual_suggestion_is_accepted_on_the_form_where_the_reason_is_given(
        self, consented
    ):
        record = save(consented)
        query = asked(record, suggests="700")
        with pytest.raises(forms.AnswersToMend):
            did(queries.accept, query, Role.NURSE)
        assert only_query(record).state == "open"


class TestConfirmedDoubt:
    def test_a_reason_becomes_a_query_that_answers_itself(self, consented):
        record = save(consented, UNUSUAL)
        query = only_query(record)
        assert (query.state, query.origin, query.rule) == ("answered", "warning", "plausible")
        assert query.message["en"] == "700 umol/L is unusual: expected 2 to 600 umol/L."
        assert query.message["zh"] != query.message["en"]
        assert said_in(query) == [("answer", "nurse", "seen twice")]

    def test_so_does_a_pair_of_answers(self, consented):
        values = {**INTAKE, "smokes": True, "packs": "1", "ecog": "1"}
        record = save(consented, values, reasons={"active_smoker": "asked twice"})
        query = only_query(record)
        assert (query.rule, query.message["en"]) == (
            "active_smoker",
            "A limited smoker is unusual.",
        )

    def test_the_value_mended_it_is_settled(self, consented):
        record = save(consented, UNUSUAL)
        correct(record, INTAKE)
        assert only_query(record).state == "closed"

    def test_saved_again_it_is_not_raised_again_after_review(self, consented):
        record = save(consented, UNUSUAL)
        did(queries.close, only_query(record), Role.MONITOR)
        correct(record, {**UNUSUAL, "ecog": "1"})
        assert only_query(record).state == "closed"

    def test_another_unusual_value_is_put_before_the_reviewer_again(self, consented):
        record = save(consented, UNUSUAL)
        other = {**INTAKE, "bilirubin": entry("800", reason="rising")}
        correct(record, other)
        query = only_query(record)
        assert query.message["en"].startswith("800")
        assert [text for _, _, text in said_in(query)] == ["seen twice", "rising"]

    def test_unconfirmed_it_is_nobodys_answer(self, consented):
        save(consented, {**INTAKE, "bilirubin": "700"}, complete=False)
        with seeing(consented.activation):
            assert not Query.objects.exists()


BROKEN = [{"origin": "rule"}, {"message": {"en": "x"}}, {"raised_by": None}, {"rule": "plausible"}]


@pytest.mark.parametrize("half", BROKEN)
def test_the_database_refuses_half_a_query(consented, half):
    asked(save(consented))
    with (
        seeing(consented.activation),
        people.setting_up(),
        pytest.raises(IntegrityError),
        transaction.atomic(),
    ):
        Query.objects.update(**half)


def test_what_was_said_is_never_changed(consented):
    asked(save(consented))
    with (
        seeing(consented.activation),
        people.setting_up(),
        pytest.raises(DatabaseError),
        transaction.atomic(),
    ):
        QueryEntry.objects.update(text="nothing of the kind")
