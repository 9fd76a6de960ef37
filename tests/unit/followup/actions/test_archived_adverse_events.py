"""Adverse events of archived records: refused by row and column, corrected, never said twice."""

from contextlib import contextmanager

import pytest
from django.db import IntegrityError, transaction

from casebook.models import Participant
from followup.actions import cohorts
from followup.actions.cohort_checks import UnableToImport
from followup.forms.told import verdict
from followup.models import AdverseEvent
from followup.selectors.serious_events import clocks_of
from followup.selectors.worklist_rows import rows_of
from tests.factories import archives, people

pytestmark = pytest.mark.django_db

COLUMNS = """adverse_events:
  - term: {column: ae}
    grade: {column: ae_grade}
    onset: {column: ae_onset}
    seriousness: {column: ae_serious, codes: {H: hospitalization, D: death}}
    outcome: {column: ae_outcome}
    causality: {tace: {column: ae_tace, codes: {1: related, 0: not_related}}}
last_contact:"""
NAMES = ("ae", "ae_grade", "ae_onset", "ae_serious", "ae_outcome", "ae_tace")
FEVER = ("Fever", "3", "2019-03", "H", "recovered", "1")
RASH = ("斑丘疹", "2", "2019-04-02", "", "", "")


@pytest.fixture
def places():
    return archives.sites("hcc-adj", "WH")


def content(*events: tuple[str, ...]) -> str:
    """Two people who live, each with one event or none."""
    text = archives.text("hcc-adj", 2, ["WH"])
    for row in (2, 3):
        text = archives.spoiled(text, row, death_date="", cause="")
    plain = text.splitlines()
    lines = [[*plain[0].split(","), *NAMES]]
    lines += [[*line.split(","), *event] for line, event in zip(plain[1:], events, strict=True)]
    return "\n".join(",".join(line) for line in lines) + "\n"


def take_in(places, text, **options):
    with archives.abstracting(places) as person:
        [done] = cohorts.import_cohort(
            places=places,
            file=archives.file("hcc-adj", text, **{"last_contact:": COLUMNS}),
            by=person,
            at=people.NOW,
            **options,
        )
    return done


@contextmanager
def at(places):
    with archives.abstracting(places):
        yield


NONE = ("",) * 6


def test_events_enter_and_the_same_file_changes_nothing(places):
    text = content(FEVER, NONE)
    first = take_in(places, text)
    assert take_in(places, text).pk == first.pk
    with at(places):
        event = AdverseEvent.objects.get()
        assert (event.term, event.grade, event.onset) == ("Fever", 3, "2019-03")
        assert (event.serious, event.seriousness) == (True, ["hospitalization"])
        assert (event.causality, event.outcome) == ({"tace": "related"}, "recovered")
        assert event.events.get().pgh_context["action"] == "followup.import_cohort"
        # Nobody is told today of what was over years ago.
        assert clocks_of(event) == ()
        assert "Archived" in verdict(event)
        assert rows_of([event.participant_id], None).events == {}


def test_grade_that_does_not_exist_is_refused_by_row_and_column_and_by_the_database(places):
    text = content(("Fever", "3", "2019-03", "", "", ""), ("Alopecia", "4", "2019", "", "", ""))
    with pytest.raises(UnableToImport) as refusal:
        take_in(places, text)
    assert [str(one) for one in refusal.value.problems] == [
        "row 3, column ae_grade: “Alopecia” has no grade 4. Its grades are: 1, 2."
    ]
    assert [one.value for one in refusal.value.problems] == ["4"]
    done = take_in(places, text, hold_bad_rows=True)
    assert (done.imported, done.rows_held) == (1, 1)
    with at(places):
        event = AdverseEvent.objects.get()
        with pytest.raises(IntegrityError, match="ctcae_grade_exists"), transaction.atomic():
            AdverseEvent.objects.filter(pk=event.pk).update(term="Alopecia", grade=4)


def test_corrected_file_corrects_and_adds(places):
    take_in(places, content(FEVER, NONE))
    corrected = content(("Fever", "4", *FEVER[2:]), RASH)
    done = take_in(places, corrected, reason="The charts were read again")
    assert (done.imported, done.updated) == (0, 2)
    with at(places):
        fever = AdverseEvent.objects.get(term="Fever")
        assert (fever.grade, fever.version, fever.onset) == (4, 2, "2019-03")
        other = Participant.objects.get(number=100_002)
        assert AdverseEvent.objects.filter(participant=other).get().grade == 2
