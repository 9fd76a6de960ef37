from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from casebook.actions.conflicts import Conflict
from casebook.policies import ParticipantDied
from followup.actions import adverse_events
from followup.actions.recording import UnableToRecord
from followup.models import AdverseEvent
from tests.factories import followup
from tests.factories.casebook import instant
from tests.factories.followup import LATER, acting, event_of
from trials.domain.ctcae import all_terms
from trials.domain.partial_dates import PartialDate

pytestmark = pytest.mark.django_db

NOW = instant(LATER)
KNEW = NOW - timedelta(hours=2)


def report(row, term="Fatigue", grade=2, **changes):
    return adverse_events.report(
        participant=row, event=event_of(term, grade, **changes), **acting(row, LATER)
    )


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"term": "Gout flare"}, "is not a term"),
        ({"term": "Alopecia", "grade": 3}, "has no grade 3. Its grades are: 1, 2"),
        ({"grade": 0}, "has no grade 0"),
        ({"term": "Hepatobiliary disorders - Other, specify"}, "needs a text"),
        ({"onset": PartialDate(2026, 6, 2)}, "Onset: 2026-06-02 is in the future"),
        ({"aware_at": instant(LATER) + timedelta(minutes=1)}, "know of it in the future"),
        ({"end": PartialDate(2026, 7)}, "The end 2026-07 is in the future"),
        ({"end": PartialDate(2026, 2)}, "ends before it begins"),
        ({"seriousness": ("looks_bad",)}, "six seriousness criteria"),
        ({"outcome": ""}, "Choose the outcome"),
        ({"causality": {"aspirin": "related"}}, "agents of the protocol only"),
        ({"causality": {"lenvatinib": "perhaps"}}, "related or not related"),
    ],
)
def test_event_that_cannot_be_is_refused(inside, participant, changes, said):
    with pytest.raises(UnableToRecord, match=said):
        report(participant, **changes)
    assert not AdverseEvent.objects.exists()


@pytest.mark.usefixtures("inside")
@pytest.mark.parametrize(
    ("grade", "outcome", "seriousness", "said"),
    [
        (5, "recovered", ("death",), "grade and outcome must say the same"),
        (3, "fatal", (), "grade and outcome must say the same"),
        (5, "fatal", (), "goes with grade 5"),
        (4, "recovered", ("death",), "goes with grade 5"),
    ],
)
def test_death_is_said_alike_everywhere(participant, grade, outcome, seriousness, said):
    with pytest.raises(UnableToRecord, match=said):
        report(participant, "Sepsis", grade, outcome=outcome, seriousness=seriousness)


def test_grade_does_not_make_an_event_serious(inside, participant):
    severe = report(participant, "Neutrophil count decreased", 4)
    mild = report(participant, "Fatigue", 1, seriousness=("hospitalization",))
    assert (severe.serious, mild.serious) == (False, True)


def test_nothing_begins_after_death(inside, participant):
    followup.contact(participant, "dead", "2026-02-10")
    with pytest.raises(ParticipantDied):
        report(participant)


def test_onset_is_kept_as_far_as_it_is_known(inside, participant):
    event = report(participant, onset=PartialDate(2026, 3))
    assert event.onset == "2026-03"
    assert (event.onset_earliest, event.onset_latest) == (date(2026, 3, 1), date(2026, 3, 31))


# --- the database by itself ----------------------------------------------------------------
COLUMNS = (
    "SELECT activation_id, participant_id, protocol_version_id, status, version, entered_by_id,"
    ' entered_at, ctcae_version, term, term_text, onset, onset_earliest, onset_latest, "end",'
    " seriousness, causality, action_taken, grades, outcome, narrative, aware_at"
)


def written(event, *, term, grade):
    """Raw SQL, past every check of ours."""
    values = COLUMNS.removeprefix("SELECT ").replace(" term,", " %s,")
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO followup_adverseevent ({COLUMNS.removeprefix('SELECT ')}, grade, serious)"
            f" SELECT {values}, %s, serious FROM followup_adverseevent WHERE id = %s",
            [term, grade, event.pk],
        )
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_database_knows_every_grade_of_every_term(inside):
    with connection.cursor() as cursor:
        cursor.execute("SELECT term, grade FROM followup_ctcaegrade WHERE version = '5.0'")
        stored = set(cursor.fetchall())
    assert stored == {(term.name, grade) for term in all_terms() for grade in term.grades}


@pytest.mark.parametrize(("term", "grade"), [("Alopecia", 3), ("Gout flare", 1), ("Fatigue", 6)])
def test_database_refuses_a_grade_that_does_not_exist(inside, participant, term, grade):
    event = report(participant)
    with pytest.raises(IntegrityError):
        written(event, term=term, grade=grade)


def test_database_takes_a_grade_that_exists(inside, participant):
    written(report(participant), term="Alopecia", grade=2)
    assert AdverseEvent.objects.count() == 2


# --- correcting ----------------------------------------------------------------------------
def correct(row, event, **changes):
    given = {"expected_version": event.version, "reason": "source", **changes}
    new = event_of("Fatigue", given.pop("grade", 2))
    return adverse_events.correct(record=event, event=new, **given, **acting(row, LATER))


def test_correction_is_checked_like_a_report(inside, participant):
    event = report(participant)
    with pytest.raises(UnableToRecord, match="has no grade 5"):
        correct(participant, event, grade=5)
    assert AdverseEvent.objects.get().version == 1


def test_second_editor_is_told(inside, participant):
    event = report(participant)
    correct(participant, event, grade=3)
    with pytest.raises(Conflict):
        correct(participant, event, expected_version=1)
    assert AdverseEvent.objects.get().grade == 3


# --- telling the sponsor -------------------------------------------------------------------
def tell(row, event, told_at=NOW):
    return adverse_events.tell_sponsor(record=event, told_at=told_at, **acting(row, LATER))


def test_sponsor_is_told_once(inside, participant):
    event = report(participant, seriousness=("hospitalization",))
    assert tell(participant, event).reported_at == instant(LATER)
    with pytest.raises(UnableToRecord, match="told of this event already"):
        tell(participant, event)


def test_only_a_serious_event_is_told_of(inside, participant):
    with pytest.raises(UnableToRecord, match="Only a serious event"):
        tell(participant, report(participant))


@pytest.mark.parametrize(
    ("told_at", "said"),
    [
        (instant(LATER) + timedelta(minutes=1), "told in the future"),
        (KNEW - timedelta(minutes=1), "before the site does"),
    ],
)
def test_sponsor_is_told_between_knowing_and_now(inside, participant, told_at, said):
    event = report(participant, seriousness=("disability",))
    with pytest.raises(UnableToRecord, match=said):
        tell(participant, event, told_at)


def test_correction_does_not_start_the_clock_again(inside, participant):
    event = tell(participant, report(participant, seriousness=("disability",)))
    assert correct(participant, event).reported_at == instant(LATER)
