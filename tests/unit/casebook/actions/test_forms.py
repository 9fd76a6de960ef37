from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from casebook.actions import forms
from casebook.actions.conflicts import Conflict
from casebook.actions.forms import AnswersToDrop, AnswersToMend, UnableToSave
from casebook.domain.occasions import CHECKS, Occasion
from casebook.models import Draft, Fact, FormRecord
from casebook.policies import ConsentMissing, ParticipantWithdrew, RecordLocked
from casebook.selectors.facts import facts_of
from tests.factories import casebook, people, protocols
from tests.factories.casebook import answers, entry, saved_form
from tests.unit.casebook.actions.test_withdrawals import withdraw
from trials.domain.roles import Role
from trials.domain.values import Absent, Missing
from trials.permissions import NotPermitted

pytestmark = pytest.mark.django_db
DAY = casebook.CONSENTED
INTAKE = {
    "taken_on": "2026-01-06",
    "bilirubin": "20",
    "ecog": "0",
    "scan_on": "2026-01",
    "smokes": False,
    "route": ("scan",),
}
AT_SCREENING = Occasion(form_id="intake", visit="SCR")


def save(participant, values=INTAKE, **more):
    return saved_form(participant, "intake", values, visit="SCR", **more)


def correct(record, values, *, reason="read wrongly", version=1, by=None, **more):
    by = by or casebook.member(record.activation)
    with casebook.seeing(record.activation, by=by):
        return forms.correct(
            record=record,
            answers=answers(values, expected_version=version, **more),
            reason=reason,
            by=by,
            at=people.NOW,
        )


def facts(participant, occasion=""):
    with casebook.seeing(participant.activation):
        return facts_of(participant, occasion=occasion)


def nothing_saved(participant):
    with casebook.seeing(participant.activation):
        return not FormRecord.objects.exists()


class TestSave:
    def test_complete_form_hands_down_its_facts(self, consented):
        record = save(consented)
        known = facts(consented)
        assert (record.status, record.version) == ("complete", 1)
        assert known["ecog"].value == 0
        assert known["bilirubin"].unit == "umol/L"
        assert known["bilirubin"].date.iso() == "2026-01-06"
        assert known["ecog"].source.kind == "form_record"

    def test_a_value_keeps_what_was_typed_beside_its_canonical_value(self, consented):
        record = save(consented, {**INTAKE, "bilirubin": entry("1.50", "mg/dL")})
        stored = record.data["bilirubin"]
        assert (stored["entered"], stored["entered_unit"]) == ("1.50", "mg/dL")
        assert stored["value"] == {"decimal": "25.6559367838"}

    def test_incomplete_form_keeps_what_there_is(self, consented):
        record = save(consented, {"ecog": "1"}, complete=False)
        assert record.status == "incomplete"
        assert set(facts(consented)) >= {"ecog"}

    def test_incomplete_becomes_complete(self, consented):
        save(consented, {"ecog": "1"}, complete=False)
        record = save(consented, expected_version=1)
        assert (record.status, record.version) == ("complete", 2)

    def test_saving_the_same_again_writes_nothing(self, consented):
        save(consented, {"ecog": "1"}, complete=False)
        record = save(consented, {"ecog": "1"}, complete=False, expected_version=1)
        with casebook.seeing(consented.activation):
            assert (record.version, record.events.count()) == (1, 1)

    def test_a_missing_reason_is_an_answer(self, consented):
        save(consented, {**INTAKE, "bilirubin": Missing.REFUSED})
        assert facts(consented)["bilirubin"] == Absent(
            "refused", facts(consented)["bilirubin"].source
        )

    @pytest.mark.parametrize(
        ("item", "typed", "said"),
        [
            ("bilirubin", "twelve", "is not a number"),
            ("bilirubin", entry("12", "mg/L"), "is not a unit for this value"),
            ("taken_on", "2026-02-30", "There is no day 30"),
            ("taken_on", "2026-13-01", "no month 13"),
            ("ecog", "7", "is not one of the answers"),
            ("route", ("rumor",), "is not one of the answers"),
            ("smokes", Missing.REFUSED, "is not a reason this question accepts"),
        ],
    )
    def test_what_cannot_be_read_is_not_even_kept_incomplete(self, consented, item, typed, said):
        with pytest.raises(AnswersToMend) as refusal:
            save(consented, {**INTAKE, item: typed}, complete=False)
        (problem,) = [one for one in refusal.value.checked.problems if one.blocks_saving]
        assert problem.item == item
        assert said in str(problem.message)
        assert nothing_saved(consented)

    @pytest.mark.parametrize(
        ("item", "typed"),
        [("bilirubin", "1501"), ("taken_on", "2026-01-07"), ("scan_on", "2026")],
    )
    def test_the_impossible_stays_incomplete_and_becomes_no_fact(self, consented, item, typed):
        values = {**INTAKE, item: typed}
        with pytest.raises(AnswersToMend):
            save(consented, values)
        record = save(consented, values, complete=False)
        assert item in record.data
        assert item not in facts(consented)

    def test_the_unlikely_needs_a_reason_before_it_completes_or_counts(self, consented):
        values = {**INTAKE, "bilirubin": "700"}
        with pytest.raises(AnswersToMend):
            save(consented, values)
        save(consented, values, complete=False)
        assert "bilirubin" not in facts(consented)
        confirmed = {**values, "bilirubin": entry("700", reason="seen twice")}
        record = save(consented, confirmed, expected_version=1)
        assert record.data["bilirubin"]["reason"] == "seen twice"
        assert facts(consented)["bilirubin"].value == 700

    def test_an_unlikely_pair_of_answers_is_confirmed_by_its_check(self, consented):
        values = {**INTAKE, "smokes": True, "packs": "1", "ecog": "1"}
        with pytest.raises(AnswersToMend):
            save(consented, values)
        record = save(consented, values, reasons={"active_smoker": "asked twice"})
        assert record.data[CHECKS] == {"active_smoker": "asked twice"}

    def test_a_required_answer_stops_completion_only(self, consented):
        without = {key: value for key, value in INTAKE.items() if key != "route"}
        with pytest.raises(AnswersToMend):
            save(consented, without)
        assert save(consented, without, complete=False).status == "incomplete"

    def test_a_complete_form_is_corrected_not_saved(self, consented):
        save(consented)
        with pytest.raises(UnableToSave, match="Correct it, and say why"):
            save(consented, {**INTAKE, "ecog": "1"}, expected_version=1)

    def test_before_consent_no_form_is_stored(self, screened):
        with pytest.raises(ConsentMissing, match="Record the consent first"):
            save(screened)
        assert nothing_saved(screened)

    @pytest.mark.parametrize(
        "occasion",
        [
            Occasion(form_id="intake"),
            Occasion(form_id="intake", visit="M03"),
            Occasion(form_id="checkup", visit="SCR"),
            Occasion(form_id="unheard_of"),
            Occasion(form_id="intake", visit="SCR", repeat=2),
            Occasion(form_id="relapse", visit="M03"),
            Occasion(form_id="relapse", repeat=0),
        ],
    )
    def test_only_what_the_protocol_asks_for(self, consented, occasion):
        with pytest.raises(UnableToSave, match="does not ask for the form"):
            saved_form(
                consented, occasion.form_id, {}, visit=occasion.visit, repeat=occasion.repeat
            )

    def test_a_repeating_form_is_filled_in_again(self, consented):
        for repeat, day in ((1, "2025"), (2, "2026")):
            saved_form(consented, "relapse", {"relapse_on": day}, repeat=repeat)
        assert facts(consented)["relapse_on"].value.iso() == "2026"

    def test_facts_of_a_form_at_several_visits_stay_with_their_visit(self, consented):
        saved_form(consented, "checkup", {"weight": "70"}, visit="M03")
        saved_form(consented, "checkup", {"weight": "75"}, visit="M06")
        assert "weight" not in facts(consented)
        assert facts(consented, "M03")["weight"].value == 70
        assert facts(consented, "M06")["weight"].value == 75

    def test_a_form_for_another_arm_is_refused_once_the_arm_is_known(self, consented):
        saved_form(consented, "arm_a_only", {"dose": "5"}, complete=False)
        casebook.known(consented, group="b")
        with pytest.raises(UnableToSave, match="not asked of"):
            saved_form(consented, "arm_a_only", {"dose": "6"}, expected_version=1)

    def test_after_withdrawal_no_later_visit_is_filled_in(self, consented):
        withdraw(consented, withdrawal_date=date(2026, 1, 20))
        casebook.visit_done(consented, "M03", date(2026, 1, 19))
        saved_form(consented, "checkup", {"weight": "70"}, visit="M03", day=people.TODAY)
        with pytest.raises(ParticipantWithdrew):
            saved_form(consented, "checkup", {"weight": "70"}, visit="M06", day=people.TODAY)

    def test_what_came_before_withdrawal_may_still_be_entered(self, consented):
        withdraw(consented, withdrawal_date=date(2026, 1, 20))
        assert saved_form(consented, "relapse", {"relapse_on": "2025"}, day=people.TODAY).pk

    def test_an_amendment_changes_no_form_that_was_begun_before_it(self, site, consented):
        record = save(consented, {"ecog": "1"}, complete=False)
        amended = protocols.amended("small-trial", **{"[2, 600]": "[2, 15]"})
        protocols.in_force(amended, site, DAY)
        again = save(consented, INTAKE, expected_version=1)
        assert again.protocol_version == record.protocol_version

    def test_a_failing_fact_leaves_no_form(self, consented, monkeypatch):
        def fail(self, *args, **kwargs):
            raise RuntimeError("disk full")

        monkeypatch.setattr(Fact.objects._queryset_class, "bulk_create", fail)
        with pytest.raises(RuntimeError):
            save(consented)
        assert nothing_saved(consented)

    def test_all_new_facts_of_a_form_are_stored_in_one_statement(self, consented):
        """And no statement fetches a protocol's text, which was parsed before."""
        saved_form(consented, "relapse", {"relapse_on": "2025"}, day=people.TODAY)
        with CaptureQueriesContext(connection) as asked:
            save(consented)
        said = [one["sql"] for one in asked]
        assert len([sql for sql in said if sql.startswith('INSERT INTO "casebook_fact"')]) == 1
        assert not [sql for sql in said if '"trials_protocolversion"."source"' in sql]


class TestHiddenAnswers:
    SMOKES = {**INTAKE, "smokes": True, "packs": "2"}

    def test_dropping_an_answer_is_asked_and_then_done(self, consented):
        save(consented, self.SMOKES, complete=False)
        changed = {**self.SMOKES, "smokes": False}
        with pytest.raises(AnswersToDrop) as refusal:
            save(consented, changed, expected_version=1)
        assert refusal.value.dropped == ("packs",)
        record = save(consented, changed, expected_version=1, may_drop=True)
        assert "packs" not in record.data
        assert "packs" not in facts(consented)

    def test_a_page_that_hid_the_question_does_not_drop_its_answer_unasked(self, consented):
        save(consented, self.SMOKES, complete=False)
        with pytest.raises(AnswersToDrop):
            save(consented, INTAKE, expected_version=1)

    def test_the_history_keeps_what_was_dropped(self, consented):
        save(consented, self.SMOKES, complete=False)
        changed = {**self.SMOKES, "smokes": False}
        record = save(consented, changed, expected_version=1, may_drop=True)
        with casebook.seeing(consented.activation):
            first = record.events.order_by("pgh_id").first()
        assert first.data["packs"]["value"] == 2


class TestPermissions:
    @pytest.mark.parametrize("role", [Role.NURSE, Role.PI, Role.SUB_INVESTIGATOR])
    def test_treating_roles_fill_in_forms(self, consented, role):
        by = people.delegated(role, consented.activation).user
        assert save(consented, by=by).entered_by == by

    @pytest.mark.parametrize(
        "role", sorted(set(Role) - {Role.NURSE, Role.PI, Role.SUB_INVESTIGATOR})
    )
    def test_no_other_role_does(self, consented, role):
        with pytest.raises(NotPermitted, match="Research nurse"):
            save(consented, by=people.delegated(role, consented.activation).user)

    def test_a_form_that_names_its_role_is_for_that_role_alone(self, consented):
        reader = people.delegated(Role.READER, consented.activation).user
        with pytest.raises(NotPermitted):
            saved_form(consented, "scan_reading", {"lesions": "1"})
        assert saved_form(consented, "scan_reading", {"lesions": "1"}, by=reader).version == 1

    def test_a_nurse_of_another_site_does_not_see_the_record_to_fill_in(self, consented):
        stranger = casebook.member(protocols.open_site("small-trial"))
        with pytest.raises(NotPermitted):
            save(consented, by=stranger)


class TestCorrect:
    def test_keeps_old_value_new_value_and_reason(self, consented):
        record = correct(save(consented), {**INTAKE, "ecog": "1"})
        with casebook.seeing(consented.activation):
            before, after = record.events.order_by("pgh_id")
        assert (before.data["ecog"]["value"], after.data["ecog"]["value"]) == (0, 1)
        assert after.pgh_context["reason"] == "read wrongly"
        assert facts(consented)["ecog"].value == 1

    def test_a_corrected_fact_supersedes_the_old_one(self, consented):
        correct(save(consented), {**INTAKE, "ecog": "1"})
        with casebook.seeing(consented.activation):
            old, new = Fact.objects.filter(name="ecog").order_by("pk")
        assert old.superseded_by_id == new.pk

    def test_needs_a_reason(self, consented):
        with pytest.raises(UnableToSave, match="Say why"):
            correct(save(consented), {**INTAKE, "ecog": "1"}, reason="  ")

    def test_stays_complete_or_is_refused(self, consented):
        with pytest.raises(AnswersToMend):
            correct(save(consented), {"ecog": "1"})

    def test_a_change_of_digits_only_is_a_change(self, consented):
        """1.5 and 1.50 are one number and two readings of the instrument."""
        record = save(consented, {**INTAKE, "bilirubin": "20.5"})
        again = correct(record, {**INTAKE, "bilirubin": "20.50"})
        assert (again.version, again.data["bilirubin"]["entered"]) == (2, "20.50")

    def test_the_second_editor_is_told_and_given_both_versions(self, consented):
        record = save(consented)
        correct(record, {**INTAKE, "ecog": "1"})
        with pytest.raises(Conflict) as conflict:
            correct(record, {**INTAKE, "ecog": "0", "remark": "mine"})
        assert conflict.value.record.data["ecog"]["value"] == 1
        assert conflict.value.expected_version == 1

    def test_a_locked_form_stays(self, consented):
        record = save(consented)
        with casebook.seeing(consented.activation), people.setting_up():
            FormRecord.objects.update(status="locked")
        with pytest.raises(RecordLocked, match="data manager"):
            correct(record, {**INTAKE, "ecog": "1"})

    def test_a_signed_form_is_complete_again_once_corrected(self, consented):
        record = save(consented)
        with casebook.seeing(consented.activation), people.setting_up():
            FormRecord.objects.update(status="signed")
        assert correct(record, {**INTAKE, "ecog": "1"}).status == "complete"

    def test_a_monitor_corrects_nothing(self, consented):
        monitor = people.delegated(Role.MONITOR, consented.activation).user
        with pytest.raises(NotPermitted):
            correct(save(consented), {**INTAKE, "ecog": "1"}, by=monitor)


class TestNotDone:
    def mark(self, participant, reason="machine broken", version=0):
        nurse = casebook.member(participant.activation)
        with casebook.seeing(participant.activation, by=nurse):
            return forms.mark_not_done(
                participant=participant,
                occasion=AT_SCREENING,
                not_done_reason=reason,
                expected_version=version,
                by=nurse,
                at=casebook.instant(DAY),
            )

    def test_every_question_is_absent_for_that_reason(self, consented):
        record = self.mark(consented)
        known = facts(consented)
        assert (record.status, record.not_done_reason) == ("complete", "machine broken")
        assert known["ecog"].reason == known["remark"].reason == "not_done"
        assert "days_to_scan" not in known

    def test_needs_a_reason(self, consented):
        with pytest.raises(UnableToSave, match="not done"):
            self.mark(consented, reason=" ")

    def test_is_undone_by_a_correction(self, consented):
        record = correct(self.mark(consented), INTAKE)
        assert (record.not_done_reason, record.version) == ("", 2)
        assert facts(consented)["ecog"].value == 0

    def test_replaces_what_an_incomplete_form_said(self, consented):
        save(consented, {"ecog": "1"}, complete=False)
        self.mark(consented, version=1)
        assert facts(consented)["ecog"].reason == "not_done"


class TestDraft:
    def draft(self, participant, by, fields):
        with casebook.seeing(participant.activation, by=by):
            return forms.save_draft(
                participant=participant,
                occasion=AT_SCREENING,
                fields=fields,
                by=by,
                at=people.NOW,
            )

    def test_keeps_any_text_as_it_was_typed(self, consented, nurse):
        self.draft(consented, nurse, {"bilirubin": "1,"})
        draft = self.draft(consented, nurse, {"bilirubin": "1,2 mg"})
        assert draft.fields == {"bilirubin": "1,2 mg"}

    def test_is_no_act_and_no_fact(self, consented, nurse):
        before = set(facts(consented))
        self.draft(consented, nurse, {"ecog": "1"})
        assert set(facts(consented)) == before
        assert nothing_saved(consented)

    def test_each_author_has_their_own(self, consented, nurse):
        colleague = people.delegated(Role.PI, consented.activation).user
        self.draft(consented, nurse, {"ecog": "1"})
        self.draft(consented, colleague, {"ecog": "0"})
        with casebook.seeing(consented.activation):
            assert Draft.objects.count() == 2

    def test_saving_uses_up_ones_own_draft_only(self, consented, nurse):
        colleague = people.delegated(Role.PI, consented.activation).user
        self.draft(consented, nurse, {"ecog": "1"})
        self.draft(consented, colleague, {"ecog": "0"})
        save(consented, by=nurse)
        with casebook.seeing(consented.activation):
            assert [draft.user for draft in Draft.objects.all()] == [colleague]

    def test_a_refused_save_keeps_the_draft(self, consented, nurse):
        self.draft(consented, nurse, {"ecog": "x"})
        with pytest.raises(AnswersToMend):
            save(consented, {"ecog": "x"}, by=nurse)
        with casebook.seeing(consented.activation):
            assert Draft.objects.get().fields == {"ecog": "x"}

    def test_before_consent_not_even_a_draft(self, screened, nurse):
        with pytest.raises(ConsentMissing):
            self.draft(screened, nurse, {"ecog": "1"})

    def test_who_may_not_enter_keeps_no_draft(self, consented):
        manager = people.delegated(Role.DATA_MANAGER, consented.activation).user
        with pytest.raises(NotPermitted):
            self.draft(consented, manager, {"ecog": "1"})

    def test_a_draft_leaves_no_history(self):
        assert not hasattr(Draft, "events")
