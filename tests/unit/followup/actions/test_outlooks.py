"""What is kept is what the records say: after each way of writing, and whoever writes."""

from datetime import date

import pytest

from casebook.actions import form_signatures, forms, queries, withdrawals
from casebook.domain.occasions import Occasion
from casebook.models import Fact, FormRecord
from casebook.selectors.form_signatures import content_of
from followup.actions import adverse_events, outlooks
from followup.models import AdverseEvent, Outlook, OutlookMark
from followup.selectors.worklist import worklist
from tests.factories import casebook, followup, people
from tests.factories.casebook import instant, seeing
from trials.domain.roles import Role

pytestmark = pytest.mark.django_db
DAY = date(2026, 4, 28)
MORNING = instant(DAY)


@pytest.fixture
def signer(site):
    return casebook.member(site, Role.PI)


@pytest.fixture
def operated(site):
    row = followup.enrolled_participant(site)
    casebook.visit_done(row, "SCR", date(2026, 1, 7))
    followup.surgery(row, date(2026, 1, 20))
    return row


def refresh(site, at=MORNING) -> int:
    with seeing(site):
        return outlooks.refresh(by=people.SETUP, at=at)


def tasks(site, user, at=MORNING):
    with seeing(site, by=user):
        return worklist(site.trial, activations=[site.pk], user=user, now=at)


def as_read(site, user, at=MORNING):
    """With nothing kept, as the records say."""
    with seeing(site):
        kept = list(Outlook.objects.all())
        Outlook.objects.all().delete()
        found = tasks(site, user, at)
        Outlook.objects.bulk_create(kept)
    return found


def marked(row) -> bool:
    with seeing(row.activation):
        return OutlookMark.objects.filter(participant=row).exists()


# --- each way of writing, in the order of a story ------------------------------------------------
def begin(row, by):
    casebook.saved_form(row, "baseline_history", {}, visit="BL", complete=False, by=by)


def complete(row, by):
    forms.mark_not_done(
        participant=row,
        occasion=Occasion(form_id="followup_visit", visit="M03"),
        not_done_reason="The clinic was closed",
        expected_version=0,
        by=by,
        at=MORNING,
    )


def sign(row, by):
    record = FormRecord.objects.get(participant=row, form_id="followup_visit")
    signer = casebook.member(row.activation, Role.PI)
    with seeing(row.activation, by=signer):
        signing = people.signing(signer, content_of(record))
        form_signatures.sign_form(record=record, signing=signing, by=signer, at=MORNING)


def ask(row, by):
    record = FormRecord.objects.get(participant=row, form_id="followup_visit")
    asks = casebook.member(row.activation, Role.MONITOR)
    with seeing(row.activation, by=asks):
        queries.ask(record=record, item="followup_ecog", text="Sure?", by=asks, at=MORNING)


def tell(row, by):
    event = AdverseEvent.objects.get(participant=row)
    told = event.aware_at
    adverse_events.tell_sponsor(record=event, told_at=told, by=by, at=told)


def withdraw(row, by):
    withdrawals.record(participant=row, scope="follow_up", withdrawal_date=DAY, by=by, at=MORNING)


def by_sql(row, by):
    with people.acting(by=people.SETUP, action="tests.retract"):
        Fact.objects.filter(participant=row, name="surgery_date").update(retracted=True)


STORY = {
    "a visit": lambda row, by: casebook.visit_done(row, "M03", date(2026, 4, 21)),
    "a scan": lambda row, by: followup.scan(row, date(2026, 4, 21)),
    "a form begun": begin,
    "a form complete": complete,
    "a signature": sign,
    "a query": ask,
    "a serious event": lambda row, by: followup.adverse_event(
        row, seriousness=("hospitalization",)
    ),
    "a report": tell,
    "facts written past every act": by_sql,
    "a withdrawal": withdraw,
}


def test_whatever_is_written_shows_at_once_and_is_kept_within_the_minute(site, operated, signer):
    nurse = casebook.member(site)
    refresh(site)
    seen = tasks(site, signer)
    for what, write in STORY.items():
        assert not marked(operated), what
        with seeing(site, by=nurse):
            write(operated, nurse)
        assert marked(operated), what
        at_once = tasks(site, signer)
        assert refresh(site) == 1, what
        assert tasks(site, signer) == at_once == as_read(site, signer), what
        assert at_once != seen or what == "a withdrawal", what
        seen = at_once


@pytest.mark.parametrize("day", [date(2026, 1, 5), date(2026, 4, 12), date(2026, 6, 1)])
def test_what_was_kept_on_one_day_holds_on_every_other(site, operated, signer, day):
    refresh(site)
    assert tasks(site, signer, instant(day)) == as_read(site, signer, instant(day))


def test_a_draft_is_its_authors_and_is_never_kept(site, operated):
    author, other = casebook.member(site), followup.another_nurse(site)
    refresh(site)
    before = tasks(site, other)
    draft(operated, author)
    refresh(site)
    assert tasks(site, other) == before
    assert tasks(site, author) == as_read(site, author) != before


def draft(row, by):
    with seeing(row.activation, by=by):
        forms.save_draft(
            participant=row,
            occasion=Occasion(form_id="baseline_history", visit="BL"),
            fields={},
            by=by,
            at=MORNING,
        )


def test_whatever_was_kept_of_somebody_is_not_believed_once_the_site_changed_its_version(site):
    row = casebook.participant(site)
    nurse = casebook.member(site)
    refresh(site, instant(date(2025, 1, 1)))
    with seeing(site):
        assert Outlook.objects.get(participant=row).version is None
    assert tasks(site, nurse) == as_read(site, nurse)
    assert refresh(site) == 1
    with seeing(site):
        assert Outlook.objects.get(participant=row).version is not None
    assert refresh(site) == 0


def test_what_was_read_at_another_time_than_written_is_found_and_mended(site, operated, nurse):
    refresh(site)
    with seeing(site):
        Outlook.objects.filter(participant=operated).update(lines=[], wakes_on=None)
        wrong = list(outlooks.disagreeing([operated.pk], at=MORNING))
        assert wrong == [operated.pk]
        assert outlooks.mend(pks=wrong, by=people.SETUP, at=MORNING) == wrong
        assert outlooks.mend(pks=wrong, by=people.SETUP, at=MORNING) == []
    assert tasks(site, nurse) == as_read(site, nurse)


def test_kept_lines_cost_fewer_questions_and_no_more_for_more_people(
    site, operated, nurse, django_assert_num_queries
):
    refresh(site)
    with django_assert_num_queries(100, exact=False) as few:
        tasks(site, nurse)
    for _number in range(5):
        followup.enrolled_participant(site)
    refresh(site)
    with django_assert_num_queries(len(few)):
        assert len({one.participant for one in tasks(site, nurse)}) == 6
