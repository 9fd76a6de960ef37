from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from casebook.actions import form_signatures, forms, queries, withdrawals
from casebook.domain.occasions import Occasion
from casebook.models import FormRecord
from casebook.selectors.form_signatures import content_of
from followup.actions import adverse_events
from followup.domain.worklist import KIND_OF_VISIT, Kind
from followup.selectors.worklist import worklist
from followup.wording import href
from followup.wording import row as worded_row
from tests.factories import casebook, enrollment, followup, people, protocols
from tests.factories.casebook import instant, seeing
from trials.domain.roles import Role
from trials.models import SiteActivation

pytestmark = pytest.mark.django_db

MORNING = instant(date(2026, 6, 1))
MISSING_SLIDES = Kind.MISSING_SLIDES


def tasks_at(site, nurse, now: datetime = MORNING, activations: list[SiteActivation] | None = None):
    shown = activations or [site]
    with seeing(*shown, by=nurse):
        found = worklist(site.trial, activations=[one.pk for one in shown], user=nurse, now=now)
    return [(task.kind, task.participant, task.item) for task in found]


def operated(site, day):
    row = followup.enrolled_participant(site)
    casebook.visit_done(row, "SCR", date(2026, 1, 7))
    casebook.visit_done(row, "BL", date(2026, 1, 8))
    followup.surgery(row, day)
    for visit in ("SURG", "POD30"):
        casebook.visit_done(row, visit, day)
    return row


@pytest.mark.parametrize(
    ("today", "kind"),
    [
        (date(2026, 4, 12), None),
        (date(2026, 4, 28), Kind.CLOSING),
        (date(2026, 4, 21), Kind.DUE_TODAY),
        (date(2026, 5, 20), Kind.OVERDUE),
    ],
)
def test_visit_appears_as_its_window_runs(site, nurse, today, kind):
    row = operated(site, date(2026, 1, 20))
    found = tasks_at(site, nurse, instant(today))
    of_month_3 = [task for task in found if task[2] == "M03"]
    assert of_month_3 == ([(kind, row.code, "M03")] if kind else [])


def test_nobody_is_awaited_after_death(site, nurse):
    row = followup.enrolled_participant(site)
    assert tasks_at(site, nurse)
    followup.contact(row, "dead", "2026-01-05")
    assert tasks_at(site, nurse) == []


@pytest.mark.parametrize("scope", ["treatment", "follow_up", "new_use", "samples"])
def test_only_withdrawal_from_follow_up_stops_the_visits_and_at_once(site, nurse, scope):
    row = operated(site, date(2026, 1, 20))
    today = date(2026, 4, 28)
    assert visits_at(site, nurse, today) == [Kind.CLOSING]
    with seeing(site, by=nurse):
        withdrawals.record(
            participant=row, scope=scope, withdrawal_date=today, by=nurse, at=instant(today)
        )
    assert visits_at(site, nurse, today) == ([] if scope == "follow_up" else [Kind.CLOSING])


def visits_at(site, nurse, today):
    of_visits = set(KIND_OF_VISIT.values())
    found = [task[0] for task in tasks_at(site, nurse, instant(today))]
    return [kind for kind in found if kind in of_visits]


def test_somebody_lost_is_called_to_no_visit_until_found_again(site, nurse):
    row = operated(site, date(2026, 1, 20))
    followup.lost(row, date(2026, 4, 22))
    assert visits_at(site, nurse, date(2026, 4, 28)) == []
    followup.contact(row, "alive", "2026-04-27")
    assert visits_at(site, nurse, date(2026, 4, 28)) == [Kind.CLOSING]


def test_visit_that_took_place_asks_for_its_forms_and_its_scan(site, nurse):
    row = operated(site, date(2026, 1, 20))
    casebook.visit_done(row, "M03", date(2026, 4, 21))
    day = instant(date(2026, 4, 22))
    found = tasks_at(site, nurse, day)
    assert (Kind.MISSING_FORM, row.code, "followup_visit M03 1") in found
    assert (Kind.MISSING_SCAN, row.code, "M03") in found
    assert (Kind.MISSING_SCAN, row.code, "POD30") not in found
    begin_at(row, nurse, "M03")
    followup.scan(row, date(2026, 4, 21))
    kinds = {task[2]: task[0] for task in tasks_at(site, nurse, day)}
    assert kinds["followup_visit M03 1"] is Kind.UNFINISHED
    assert "M03" not in kinds


def agreed_to_slides(place):
    row = casebook.participant(place)
    casebook.consent(
        row, scopes=dict.fromkeys(("participation", "model_analysis", "tissue_slides"), True)
    )
    return row


def test_slides_are_due_once_the_tissue_was_taken():
    place = protocols.open_site("rectal")
    row, by = agreed_to_slides(place), casebook.member(place)

    def slides(now=MORNING):
        return [item for kind, _code, item in tasks_at(place, by, now) if kind is MISSING_SLIDES]

    assert slides() == []
    casebook.known(row, enrolled=date(2026, 1, 9))
    assert slides() == ["biopsy_slides"]
    with seeing(place, by=by):
        (task,) = [
            one
            for one in worklist(place.trial, activations=[place.pk], user=by, now=MORNING)
            if one.kind is MISSING_SLIDES
        ]
    assert href(task, "rectal").endswith("/forms/molecular/?visit=BL#field-biopsy_quality")
    words = worded_row(task, "rectal").words
    assert (words.what, words.left) == ("Slides of the biopsy", "for 143 days")
    # The form that asks for them is missing itself: one line is enough.
    casebook.visit_done(row, "BL", date(2026, 1, 9))
    assert slides() == []
    assert (Kind.MISSING_FORM, row.code, "molecular BL 1") in tasks_at(place, by)


def test_no_slides_of_whoever_took_the_use_back():
    place = protocols.open_site("rectal")
    row, by = agreed_to_slides(place), casebook.member(place)
    casebook.known(row, enrolled=date(2026, 1, 9))
    assert (MISSING_SLIDES, row.code, "biopsy_slides") in tasks_at(place, by)
    with seeing(place, by=by):
        withdrawals.record(
            participant=row,
            scope="new_use",
            withdrawal_date=date(2026, 2, 1),
            by=by,
            at=instant(date(2026, 2, 1)),
        )
    assert (MISSING_SLIDES, row.code, "biopsy_slides") not in tasks_at(place, by)


def begin_at(row, by, visit):
    casebook.saved_form(
        row, "followup_visit", {"followup_ecog": 0}, visit=visit, complete=False, by=by
    )


def test_complete_form_waits_for_whoever_signs_until_it_is_signed_and_again_when_corrected(site):
    row = enrollment.screened_participant(site)
    signer = casebook.member(site, Role.PI)

    def waiting():
        with seeing(site, by=signer):
            found = worklist(site.trial, activations=[site.pk], user=signer, now=MORNING)
        return [task.label for task in found if task.kind is Kind.UNSIGNED]

    assert waiting() == [3]
    sign(row, signer)
    assert waiting() == []
    enrollment.correct(row, "screening_laboratory", day=date(2026, 6, 2), creatinine=80)
    assert waiting() == [1]
    assert Kind.UNSIGNED not in {task[0] for task in tasks_at(site, casebook.member(site))}


def sign(row, by):
    with seeing(row.activation, by=by):
        for record in FormRecord.objects.filter(participant=row):
            signing = people.signing(by, content_of(record))
            form_signatures.sign_form(record=record, signing=signing, by=by, at=MORNING)


def test_serious_event_presses_until_the_sponsor_was_told(site, nurse, participant):
    event = followup.adverse_event(participant, seriousness=("hospitalization",))
    assert tasks_at(site, nurse)[0] == (Kind.SAE_CLOCK, participant.code, str(event.pk))
    with seeing(site, by=nurse):
        adverse_events.tell_sponsor(record=event, told_at=MORNING, by=nurse, at=MORNING)
    assert Kind.SAE_CLOCK not in {task[0] for task in tasks_at(site, nurse)}


def test_event_that_is_not_serious_is_no_work(site, nurse, participant):
    followup.adverse_event(participant)
    assert Kind.SAE_CLOCK not in {task[0] for task in tasks_at(site, nurse)}


def begin(row, by):
    casebook.saved_form(row, "screening_clinical", {"ecog": 0}, visit="SCR", complete=False, by=by)


def test_form_that_was_begun_waits(site, nurse, participant):
    begin(participant, nurse)
    assert (
        Kind.UNFINISHED,
        participant.code,
        "screening_clinical SCR 1",
    ) in tasks_at(site, nurse)


def test_draft_over_an_unfinished_form_is_one_piece_of_work(site, nurse, participant):
    begin(participant, nurse)
    draft(participant, nurse)
    kinds = [task[0] for task in tasks_at(site, nurse)]
    assert kinds.count(Kind.UNFINISHED) == 1


def draft(row, by):
    with seeing(row.activation, by=by):
        forms.save_draft(
            participant=row,
            occasion=Occasion(form_id="screening_clinical", visit="SCR"),
            fields={"ecog": ["1"]},
            by=by,
            at=MORNING,
        )


def test_nobody_sees_the_draft_of_another(site, nurse, participant):
    draft(participant, nurse)
    other = followup.another_nurse(site)
    assert Kind.UNFINISHED in {task[0] for task in tasks_at(site, nurse)}
    assert Kind.UNFINISHED not in {task[0] for task in tasks_at(site, other)}


def test_only_the_sites_asked_for(site, nurse, participant):
    elsewhere = protocols.open_site()
    followup.enrolled_participant(elsewhere)
    codes = {task[1] for task in tasks_at(site, nurse)}
    assert codes == {participant.code}


def test_most_overdue_comes_first(site, nurse):
    later = followup.enrolled_participant(site, consent_date=date(2026, 1, 8))
    earlier = followup.enrolled_participant(site)
    of_screening = [task[1] for task in tasks_at(site, nurse) if task[2] == "SCR"]
    assert of_screening == [earlier.code, later.code]


def asked_of_database(site, nurse) -> int:
    with (
        seeing(site, by=nurse),
        CaptureQueriesContext(
            connection,
        ) as captured,
    ):
        worklist(site.trial, activations=[site.pk], user=nurse, now=MORNING)
    return len(captured)


def test_two_participants_cost_as_many_queries_as_twelve(site, nurse):
    for _number in range(2):
        followup.adverse_event(
            followup.enrolled_participant(site), seriousness=("hospitalization",)
        )
    few = asked_of_database(site, nurse)
    for _number in range(10):
        begin(followup.enrolled_participant(site), nurse)
    assert asked_of_database(site, nurse) == few


def test_site_without_a_protocol_in_force_has_no_work_yet(site, nurse, participant):
    long_ago = MORNING - timedelta(days=400)
    assert tasks_at(site, nurse, long_ago) == []


def test_an_open_query_leads_to_its_question_until_the_site_answers(site, nurse):
    row = enrollment.screened_participant(site)
    by = casebook.member(site, Role.MONITOR)
    with seeing(site, by=by):
        record = FormRecord.objects.get(participant=row, form_id="screening_laboratory")
        query = queries.ask(
            record=record, item="bilirubin", text="The report says 12", by=by, at=MORNING
        )

    def found():
        with seeing(site, by=nurse):
            tasks = worklist(site.trial, activations=[site.pk], user=nurse, now=MORNING)
        return [one for one in tasks if one.kind is Kind.OPEN_QUERY]

    (task,) = found()
    assert (task.item, task.field) == (str(query.pk), "bilirubin")
    assert href(task, "hcc-neo").endswith("/screening_laboratory/?visit=SCR#field-bilirubin")
    with seeing(site, by=nurse):
        queries.answer(query=query, text="It was 12", by=nurse, at=MORNING)
    assert found() == []
