"""A form drawn from the protocol, filled in by hand."""

from datetime import timedelta

import pytest
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from casebook.models import Draft, FormRecord
from tests.factories import casebook, people, protocols
from tests.unit.casebook.actions.test_forms import INTAKE, correct, save
from tests.unit.casebook.views.conftest import at, day, words
from trials.domain.roles import Role

pytestmark = pytest.mark.django_db
TYPED = {
    **day("taken_on", "2026-01-06"),
    "bilirubin": "20",
    "bilirubin-unit": "umol/L",
    "ecog": "0",
    "scan_on_year": "2026",
    "scan_on_month": "1",
    "scan_on_day": "",
    "scan_on_day_unknown": "on",
    "smokes": "no",
    "route": "scan",
    "form-version": "0",
}


def intake(participant, name="form"):
    return at(name, participant, "intake") + "?visit=SCR"


def send(client, participant, act="complete", name="form", **fields):
    return client.post(intake(participant, name), {**TYPED, "form-act": act, **fields})


def record_of(participant):
    with casebook.seeing(participant.activation):
        return FormRecord.objects.filter(form_id="intake").first()


def drafts_of(participant):
    with casebook.seeing(participant.activation):
        return list(Draft.objects.filter(participant=participant))


class TestEmptyForm:
    @pytest.mark.parametrize(
        ("language", "said"),
        [("en", ("Bilirubin", "Smokes", "Measures")), ("zh-hans", ("胆红素", "吸烟", "测量"))],
    )
    def test_asks_in_the_language_of_the_reader(self, signed_in, consented, language, said):
        client = signed_in(casebook.member(consented.activation), language)
        shown = words(client.get(intake(consented)))
        for word in said:
            assert word in shown

    def test_complains_of_nothing(self, visitor, consented):
        shown = words(visitor.get(intake(consented)))
        assert "data-error-summary" not in shown
        assert "is not answered" not in shown

    def test_a_hidden_question_says_when_it_is_asked(self, visitor, consented):
        shown = words(visitor.get(intake(consented)))
        assert "Packs a day: asked when Smokes: yes" in shown
        assert 'name="packs"' not in shown

    @pytest.mark.parametrize(
        "named",
        [
            'name="bilirubin-unit"',
            'name="bilirubin-missing"',
            'name="taken_on_month"',
            'name="scan_on_day_unknown"',
            'name="smokes"',
            'name="phases"',
            'name="fasting_since"',
            'name="remark"',
            "Not known yet",
            "hx-post",
            "submission_key",
        ],
    )
    def test_every_kind_of_question_is_drawn(self, visitor, consented, named):
        assert named in words(visitor.get(intake(consented)))

    def test_the_whole_form_of_hcc_neo_is_drawn(self, signed_in):
        row = casebook.consented_participant()
        client = signed_in(casebook.member(row.activation))
        for form_id in ("screening_clinical", "screening_laboratory", "screening_mri"):
            answer = client.get(at("form", row, form_id) + "?visit=SCR")
            assert answer.status_code == 200
        assert 'name="largest_tumor-unit"' in words(
            client.get(at("form", row, "screening_clinical") + "?visit=SCR")
        )

    @pytest.mark.parametrize("query", ["", "?visit=M03", "?visit=SCR&repeat=2", "?repeat=x"])
    def test_what_the_protocol_does_not_foresee_is_not_found(self, visitor, consented, query):
        assert visitor.get(at("form", consented, "intake") + query).status_code == 404

    def test_of_another_site_it_is_not_found(self, visitor):
        elsewhere = casebook.consented_participant(protocols.open_site("small-trial"))
        for name in ("form", "compare", "history"):
            assert visitor.get(intake(elsewhere, name)).status_code == 404
        assert send(visitor, elsewhere, name="draft").status_code == 404

    def test_each_part_shows_how_far_it_is(self, visitor, consented):
        assert ", empty<" in words(visitor.get(intake(consented)))
        casebook.saved_form(consented, "intake", {"ecog": "1"}, visit="SCR", complete=False)
        assert ", begun<" in words(visitor.get(intake(consented)))
        assert ", to mend<" in words(send(visitor, consented, **{"ecog": "x", "form-version": "1"}))


class TestSave:
    def test_complete(self, visitor, consented):
        answer = send(visitor, consented)
        assert answer["Location"] == at("participant", consented)
        record = record_of(consented)
        assert (record.status, record.data["scan_on"]["value"]) == ("complete", {"date": "2026-01"})

    def test_incomplete_stays_on_the_form(self, visitor, consented):
        answer = send(visitor, consented, "save", bilirubin="")
        assert answer["Location"] == intake(consented)
        assert record_of(consented).status == "incomplete"
        assert 'value="2026"' in words(visitor.get(answer["Location"]))

    def test_sent_twice_is_saved_once(self, visitor, consented):
        for _ in range(2):
            answer = send(visitor, consented, submission_key="double-click-2")
            assert answer["Location"] == at("participant", consented)
        assert record_of(consented).version == 1

    def test_errors_stand_on_top_and_at_the_field(self, visitor, consented):
        answer = send(visitor, consented, bilirubin="twelve", **day("taken_on", "2026-02-30"))
        shown = words(answer)
        assert answer.status_code == 422
        assert "<title>Error:" in shown
        assert 'href="#field-bilirubin"' in shown
        assert "“twelve” is not a number" in shown
        assert "There is no day 30 in 2026-02" in shown
        assert 'value="twelve"' in shown
        assert record_of(consented) is None

    @pytest.mark.parametrize(
        ("change", "said"),
        [
            ({"bilirubin-unit": "mg/L"}, "is not a unit for this value"),
            (day("taken_on", "2026-03-03"), "lies in the future"),
            ({"bilirubin": "1501"}, "is impossible"),
            ({"bilirubin": "", "bilirubin-missing": "unknown"}, "is not a reason this question"),
            ({"bilirubin-missing": "refused"}, "both an answer and a reason"),
            ({"scan_on_day_unknown": ""}, "is not a date"),
            ({"route": "rumor"}, "is not one of the answers"),
            ({"smokes": ""}, "Smokes is not answered"),
        ],
    )
    def test_what_cannot_be_right_is_said_with_how_to_mend_it(
        self, visitor, consented, change, said
    ):
        answer = send(visitor, consented, **change)
        assert answer.status_code == 422
        assert said in words(answer)

    def test_an_unlikely_value_asks_for_a_reason(self, visitor, consented):
        answer = send(visitor, consented, bilirubin="700")
        assert answer.status_code == 422
        assert "700 umol/L is unusual" in words(answer)
        assert 'name="bilirubin-reason"' in words(answer)
        confirmed = send(visitor, consented, **{"bilirubin": "700", "bilirubin-reason": "twice"})
        assert confirmed.status_code == 302
        assert record_of(consented).data["bilirubin"]["reason"] == "twice"

    def test_an_unlikely_pair_asks_for_a_reason(self, visitor, consented):
        smoker = {"smokes": "yes", "packs": "1", "ecog": "1"}
        assert 'name="check-active_smoker"' in words(send(visitor, consented, **smoker))
        confirmed = send(visitor, consented, **smoker, **{"check-active_smoker": "asked twice"})
        assert confirmed.status_code == 302

    def test_removing_answers_has_to_be_agreed_to(self, visitor, consented):
        send(visitor, consented, "save", smokes="yes", packs="2")
        changed = {"form-version": "1", "smokes": "no"}
        asked = send(visitor, consented, "save", **changed)
        assert asked.status_code == 422
        assert "no longer asked for" in words(asked)
        assert "Packs a day" in words(asked)
        agreed = send(visitor, consented, "save", **changed, **{"form-may-drop": "on"})
        assert agreed.status_code == 302
        assert "packs" not in record_of(consented).data

    def test_not_done_as_a_whole(self, visitor, consented):
        sent = {"form-act": "not_done", "form-not-done": "left early", "form-version": "0"}
        assert visitor.post(intake(consented), sent).status_code == 302
        assert record_of(consented).not_done_reason == "left early"
        assert "left early" in words(visitor.get(intake(consented)))

    def test_without_consent_nothing_is_saved(self, visitor, screened):
        assert "has not given consent yet" in words(visitor.get(intake(screened)))
        answer = send(visitor, screened)
        assert answer.status_code == 422
        assert "Record the consent first" in words(answer)
        assert record_of(screened) is None

    @given(text=st.text(max_size=60), item=st.sampled_from(sorted(TYPED)))
    @settings(
        max_examples=15,  # each a whole request; a week of runs tries hundreds
        deadline=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    )
    def test_whatever_is_typed_is_answered(self, visitor, consented, text, item):
        # The route is left open, so that nothing typed completes the form.
        answer = send(visitor, consented, "complete", **{"route": "", item: text})
        assert answer.status_code == 422

    def test_what_was_typed_cannot_become_markup(self, visitor, consented):
        payload = '"><script>alert(1)</script>'
        sent = dict.fromkeys(("bilirubin", "remark", "fasting_since", "bilirubin-reason"), payload)
        shown = words(send(visitor, consented, **sent))
        assert "<script>alert" not in shown
        assert "&lt;script&gt;" in shown


class TestWhoMay:
    @pytest.mark.parametrize("role", [Role.MONITOR, Role.DATA_MANAGER, Role.AUDITOR])
    def test_who_only_reads_gets_no_fields(self, signed_in, consented, role):
        save(consented)
        client = signed_in(casebook.member(consented.activation, role))
        shown = words(client.get(intake(consented) + "&correct=1"))
        assert "20 µmol/L" in shown
        assert 'name="bilirubin"' not in shown
        assert send(client, consented, "correct").status_code == 403

    def test_a_reader_does_not_read_the_casebook(self, signed_in, consented):
        client = signed_in(casebook.member(consented.activation, Role.READER))
        assert client.get(intake(consented)).status_code == 403

    def test_a_form_for_readers_is_not_for_nurses(self, visitor, consented):
        shown = words(visitor.get(at("form", consented, "scan_reading")))
        assert 'name="lesions"' not in shown

    def test_a_locked_form_is_read_only(self, visitor, consented):
        save(consented)
        with casebook.seeing(consented.activation), people.setting_up():
            FormRecord.objects.update(status="locked")
        shown = words(visitor.get(intake(consented) + "&correct=1"))
        assert "Locked" in shown
        assert 'name="bilirubin"' not in shown


class TestDraft:
    HTMX = {"HX-Request": "true"}

    def keep(self, client, participant, **fields):
        return client.post(intake(participant, "draft"), {**TYPED, **fields}, headers=self.HTMX)

    def test_is_kept_as_it_was_typed_and_comes_back(self, visitor, consented):
        assert self.keep(visitor, consented, bilirubin="1,").status_code == 200
        shown = words(visitor.get(intake(consented)))
        assert 'value="1,"' in shown
        assert "Your draft from 2026-03-02" in shown

    def test_is_seen_by_its_author_alone(self, visitor, signed_in, consented):
        self.keep(visitor, consented, remark="only mine")
        colleague = signed_in(people.delegated(Role.PI, consented.activation).user)
        assert "only mine" not in words(colleague.get(intake(consented)))
        assert "Draft of yours" not in words(colleague.get(at("participant", consented)))
        assert "Draft of yours" in words(visitor.get(at("participant", consented)))

    def test_answers_with_what_follows_at_once(self, visitor, consented):
        piece = words(
            self.keep(visitor, consented, **{"bilirubin": "1.2", "bilirubin-unit": "mg/dL"})
        )
        assert "= 20.52 µmol/L" in piece
        assert "On the day of consent" in piece
        assert 'id="id_bilirubin_derived"' in piece

    def test_shows_a_question_that_now_applies_and_hides_it_again(self, visitor, consented):
        shown = words(self.keep(visitor, consented, smokes="yes", **{"form-asked": ["smokes"]}))
        assert 'id="ask-packs" hx-swap-oob="true"' in shown
        assert 'name="packs"' in shown
        gone = words(
            self.keep(visitor, consented, smokes="no", **{"form-asked": ["smokes", "packs"]})
        )
        assert "Packs a day: asked when" in gone

    def test_leaves_alone_what_did_not_change(self, visitor, consented):
        same = words(
            self.keep(visitor, consented, smokes="yes", **{"form-asked": ["smokes", "packs"]})
        )
        assert 'id="ask-packs"' not in same

    def test_warns_while_typing_and_does_not_take_the_reason_away(self, visitor, consented):
        warned = words(self.keep(visitor, consented, bilirubin="700"))
        assert 'name="bilirubin-reason"' in warned
        again = self.keep(visitor, consented, **{"bilirubin": "700", "bilirubin-reason": "se"})
        assert 'id="id_bilirubin_warning"' not in words(again)
        gone = words(self.keep(visitor, consented, **{"bilirubin": "70", "bilirubin-reason": "se"}))
        assert 'id="id_bilirubin_warning"' in gone
        assert "unusual" not in gone

    def test_without_javascript_the_draft_is_kept_and_the_questions_asked(self, visitor, consented):
        answer = send(visitor, consented, "refresh", smokes="yes")
        assert 'name="packs"' in words(visitor.get(answer["Location"]))
        assert record_of(consented) is None

    def test_is_discarded(self, visitor, consented):
        self.keep(visitor, consented)
        assert visitor.post(intake(consented), {"form-act": "discard"}).status_code == 302
        assert drafts_of(consented) == []

    def test_saving_uses_it_up(self, visitor, consented):
        self.keep(visitor, consented)
        send(visitor, consented)
        assert drafts_of(consented) == []

    def test_that_arrives_after_the_form_was_saved_is_not_kept(self, visitor, consented):
        """Typing and pressing the button within a second sends both; the draft may come last."""
        send(visitor, consented)
        assert self.keep(visitor, consented).status_code == 409
        assert drafts_of(consented) == []

    def test_of_who_was_overtaken_by_a_colleague_is_kept(self, visitor, consented):
        save(consented, by=people.delegated(Role.PI, consented.activation).user)
        assert self.keep(visitor, consented).status_code == 200
        assert len(drafts_of(consented)) == 1

    def test_outlives_the_session(self, visitor, consented, clock):
        """The screen locks in the middle of a form: what was typed is there after the password."""
        self.keep(visitor, consented, bilirubin="33")
        clock.shift(timedelta(minutes=30))
        locked = send(visitor, consented, bilirubin="33")
        assert locked["Location"].startswith(reverse("account_reauthenticate"))
        assert record_of(consented) is None
        assert [draft.fields["bilirubin"] for draft in drafts_of(consented)] == [["33"]]

    def test_before_consent_nothing_is_kept(self, visitor, screened):
        assert self.keep(visitor, screened).status_code == 409
        assert drafts_of(screened) == []

    def test_who_may_not_enter_keeps_none(self, signed_in, consented):
        client = signed_in(casebook.member(consented.activation, Role.DATA_MANAGER))
        assert self.keep(client, consented).status_code == 403


class TestCorrection:
    CHANGED = {"ecog": "1", "form-version": "1"}

    def test_shows_what_changes_and_then_asks_why(self, visitor, consented):
        save(consented)
        assert "Review the correction" in words(visitor.get(intake(consented) + "&correct=1"))
        shown = words(send(visitor, consented, "review", **self.CHANGED))
        assert "<del>Active</del>" in shown
        assert "<ins>Limited</ins>" in shown
        assert 'name="correction-why"' in shown
        assert record_of(consented).version == 1

    def test_is_saved_with_its_reason_and_read_in_the_history(self, visitor, consented):
        save(consented)
        why = {"correction-why": "misread", "correction-why_detail": "page 2"}
        answer = send(visitor, consented, "correct", **self.CHANGED, **why)
        assert answer["Location"] == intake(consented)
        assert record_of(consented).data["ecog"]["value"] == 1
        history = words(visitor.get(intake(consented, "history")))
        assert "<del>Active</del>" in history
        assert "Copied wrongly from the source document: page 2" in history

    def test_without_a_reason_it_is_asked_again(self, visitor, consented):
        save(consented)
        answer = send(visitor, consented, "correct", **self.CHANGED)
        assert answer.status_code == 422
        assert record_of(consented).version == 1

    def test_another_reason_is_put_in_words(self, visitor, consented):
        save(consented)
        answer = send(visitor, consented, "correct", **self.CHANGED, **{"correction-why": "other"})
        assert "Say which reason" in words(answer)

    def test_mistakes_are_mended_before_the_reason_is_asked(self, visitor, consented):
        save(consented)
        answer = send(visitor, consented, "review", **{**self.CHANGED, "bilirubin": "x"})
        assert answer.status_code == 422
        assert "is not a number" in words(answer)

    def test_nothing_changed_is_said(self, visitor, consented):
        save(consented)
        fields = {"ecog": "0", "form-version": "1"}
        assert "Nothing was changed" in words(send(visitor, consented, "review", **fields))

    def test_a_form_never_saved_cannot_be_corrected(self, visitor, consented):
        answer = send(visitor, consented, "correct")
        assert answer.status_code == 422
        assert "nothing to correct yet" in words(answer)


class TestTwoPeople:
    @pytest.fixture
    def overtaken(self, consented):
        """Saved by a colleague after this nurse had opened version 1."""
        record = save(consented)
        colleague = people.delegated(Role.PI, consented.activation).user
        correct(record, {**INTAKE, "ecog": "1", "remark": "from the PI"}, by=colleague)
        return consented

    WHY = {"correction-why": "misread", "correction-why_detail": ""}

    def test_the_second_is_shown_both_versions(self, visitor, overtaken):
        answer = send(
            visitor,
            overtaken,
            "correct",
            remark="from the nurse",
            **{"form-version": "1"},
            **self.WHY,
        )
        shown = words(answer)
        assert answer.status_code == 409
        assert "from the PI" in shown
        assert "from the nurse" in shown
        assert 'name="take-ecog"' in shown
        assert 'name="take-bilirubin"' not in shown
        assert record_of(overtaken).version == 2

    def test_what_the_second_typed_is_kept(self, visitor, overtaken):
        send(visitor, overtaken, "correct", remark="mine", **{"form-version": "1"}, **self.WHY)
        assert [draft.fields["remark"] for draft in drafts_of(overtaken)] == [["mine"]]

    def test_lines_are_chosen_and_saved_with_a_reason(self, visitor, overtaken):
        send(visitor, overtaken, "correct", remark="mine", **{"form-version": "1"}, **self.WHY)
        chosen = {"take-ecog": "theirs", "take-remark": "mine"}
        answer = visitor.post(intake(overtaken, "compare"), chosen)
        form = words(visitor.get(answer["Location"]))
        assert 'name="form-version" value="2"' in form
        (draft,) = drafts_of(overtaken)
        assert draft.fields["ecog"] == ["1"]
        merged = {name: values for name, values in draft.fields.items() if name != "form-asked"}
        saved = visitor.post(intake(overtaken), {**merged, "form-act": "correct", **self.WHY})
        assert saved.status_code == 302
        record = record_of(overtaken)
        assert (record.version, record.data["ecog"]["value"]) == (3, 1)
        assert record.data["remark"]["value"] == "mine"

    def test_opening_the_form_again_says_that_it_was_overtaken(self, visitor, overtaken):
        send(visitor, overtaken, "correct", remark="mine", **{"form-version": "1"}, **self.WHY)
        shown = words(visitor.get(intake(overtaken) + "&correct=1"))
        assert "Somebody saved this form after you began" in shown
        assert intake(overtaken, "compare") in shown

    def test_with_nothing_to_compare_one_is_sent_to_the_form(self, visitor, consented):
        assert visitor.get(intake(consented, "compare"))["Location"] == intake(consented)


class TestHistory:
    def test_one_answer_old_new_who_when_why(self, visitor, consented):
        nurse = casebook.member(consented.activation)
        correct(save(consented), {**INTAKE, "ecog": "1"}, reason="query: line 4", by=nurse)
        panel = words(
            visitor.get(intake(consented, "history") + "&item=ecog", headers={"HX-Request": "true"})
        )
        assert "<html" not in panel
        assert "<del>Active</del>" in panel
        assert "<ins>Limited</ins>" in panel
        assert str(nurse) in panel
        assert "Answer to a query: line 4" in panel

    def test_of_an_unsaved_form_there_is_none(self, visitor, consented):
        assert "No history yet" in words(visitor.get(intake(consented, "history")))

    def test_an_unknown_question_has_none(self, visitor, consented):
        save(consented)
        answer = visitor.get(intake(consented, "history") + "&item=nonsense")
        assert answer.status_code == 200

    def test_the_last_visit_stands_beside_the_question(self, visitor, consented):
        casebook.saved_form(consented, "checkup", {"weight": "71.5"}, visit="M03")
        shown = words(visitor.get(at("form", consented, "checkup") + "?visit=M06"))
        assert "71.5 kg, M03" in shown
        assert 'value="71.5"' not in shown
