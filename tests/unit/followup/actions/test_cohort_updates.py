"""A corrected file comes back: what it changes, what it leaves, what it may not touch."""

import csv
import io

import pytest

from audit.acts import acting
from casebook.actions.recompute import differences
from casebook.models import FormRecord, Participant, Query
from casebook.selectors.facts import facts_of
from followup.actions import cohorts
from followup.actions.cohort_checks import UnableToImport
from followup.domain.cohort_entries import IMPORTED
from followup.models import TumorAssessment, VitalStatus
from tests.factories import archives, casebook, people
from trials.domain.partial_dates import PartialDate

pytestmark = pytest.mark.django_db
STORY = {
    "surgery_date": "2018-05-02",
    "report_date": "2018-05-10",
    "img_date": "2018-04-20",
    "lab_date": "2018-04-28",
    "prior_therapy": "0",
    "prior_kind": "",
    "prior_year": "",
    "tace_1": "",
    "tace_2": "",
    "tki": "",
    "tki_start": "",
    "tki_stop": "",
    "pd1": "",
    "pd1_start": "",
    "pd1_stop": "",
    "last_clear_scan": "2018-08-02",
    "last_clear_by": "CT",
    "recurrence": "",
    "recurrence_by": "",
    "recurrence_in": "",
    "last_contact": "2020-08-20",
    "death_date": "",
    "cause": "",
    "mvi": "M0",
    "satellites": "0",
}


@pytest.fixture
def liver():
    return archives.sites("hcc-adj", "WH")


@pytest.fixture
def content():
    return archives.spoiled(archives.text("hcc-adj", 2, ["WH"]), 2, **STORY)


def take_in(places, content, **options):
    with archives.abstracting(places) as person:
        [done] = cohorts.import_cohort(
            places=places,
            file=archives.file(places[0].trial.slug, content),
            by=person,
            at=people.NOW,
            **options,
        )
    return done


def first_and_pathology():
    row = Participant.objects.get(number=100_001)
    return row, FormRecord.objects.get(participant=row, form_id="screening_pathology")


def correct_by_hand(places, **items: str) -> None:
    person = casebook.member(places[0])
    reached = [place.pk for place in places]
    with acting(by=person, action="casebook.save_form", activations=reached):
        _row, record = first_and_pathology()
        for name, value in items.items():
            record.data = {**record.data, name: {**record.data[name], "value": value}}
        record.version += 1
        record.save()


def test_corrected_values_are_taken_over_with_reason_history_and_facts(liver, content):
    take_in(liver, content)
    changed = archives.spoiled(
        content,
        2,
        mvi="M2",
        last_contact="2021-01-05",
        recurrence="2020-09-01",
        recurrence_by="CT",
        recurrence_in="IN",
    )
    with pytest.raises(UnableToImport, match="1 rows correct"):
        take_in(liver, changed)
    done = take_in(liver, changed, reason="Slides were read again")
    assert (done.imported, done.updated, done.rows_held) == (0, 1, 0)
    with casebook.seeing(*liver):
        row, record = first_and_pathology()
        assert record.data["microvascular_invasion"]["value"] == "m2"
        assert record.version == 2
        assert VitalStatus.objects.get(participant=row).status_date == "2021-01-05"
        assert TumorAssessment.objects.filter(participant=row).count() == 2
        latest = record.events.order_by("-pgh_id").first()
        assert latest.pgh_context["reason"] == "Slides were read again"
        assert facts_of(row)["microvascular_invasion"].value == "m2"
        assert facts_of(row)["recurrence"].value == PartialDate(2020, 9, 1)
        assert differences(row) == []
        other = Participant.objects.get(number=100_002)
        assert not other.facts.filter(retracted=True).exists()
        assert set(FormRecord.objects.filter(participant=other).values_list("version")) == {(1,)}


def doubts_told(places):
    with casebook.seeing(*places):
        found = Query.objects.filter(item="margin_width").order_by("pk")
        return [
            (one.state, one.message["en"][:13], [(e.said, e.text) for e in one.entries.all()])
            for one in found
        ]


def test_what_a_correction_makes_unlikely_waits_for_a_reviewer(liver, content):
    """As the first import does it; what it makes likely again is settled."""
    content = archives.spoiled(content, 2, margin_mm="12")
    take_in(liver, content)
    assert doubts_told(liver) == []
    take_in(liver, archives.spoiled(content, 2, margin_mm="150"), reason="Read again")
    because = ("answer", IMPORTED)
    assert doubts_told(liver) == [("answered", "150 mm is unu", [because])]
    take_in(liver, archives.spoiled(content, 2, margin_mm="160"), reason="Read again")
    assert doubts_told(liver) == [("answered", "160 mm is unu", [because, because])]
    take_in(liver, archives.spoiled(content, 2, margin_mm="14"), reason="Read again")
    [(state, _message, entries)] = doubts_told(liver)
    assert (state, entries[-1][0]) == ("closed", "settle")


def test_what_a_correction_breaks_is_asked_at_once():
    """Not in the night: the rules are followed in the act that corrects."""
    bowel = archives.sites("crlm", "WH")
    content = archives.text("crlm", 2, ["WH"])

    def asked():
        with casebook.seeing(*bowel):
            found = Query.objects.filter(rule="diagnosis_before_resection").order_by("pk")
            return [(one.participant.number, one.state) for one in found]

    take_in(bowel, archives.spoiled(content, 2, diagnosed="2012-03"))
    assert asked() == []
    late = archives.spoiled(content, 2, diagnosed="2025-12")
    take_in(bowel, late, reason="Read again")
    assert asked() == [(1, "open")]
    take_in(bowel, archives.spoiled(content, 2, diagnosed="2012-04"), reason="Read once more")
    assert asked() == [(1, "closed")]


def test_same_rows_under_another_name_change_nothing(liver, content):
    take_in(liver, content)
    done = take_in(liver, content.replace("\n", "\r\n"))
    assert (done.imported, done.updated, done.rows_held) == (0, 0, 0)


def test_what_a_person_corrected_stays_and_a_clash_holds_the_row(liver, content):
    take_in(liver, content)
    correct_by_hand(liver, microvascular_invasion="m1")
    elsewhere = archives.spoiled(content, 2, satellites="1")
    assert take_in(liver, elsewhere, reason="Read again").updated == 1
    with casebook.seeing(*liver):
        _row, record = first_and_pathology()
        assert record.data["microvascular_invasion"]["value"] == "m1"
        assert record.data["satellite_nodules"]["value"] is True
    clash = archives.spoiled(elsewhere, 2, mvi="M2")
    with pytest.raises(UnableToImport) as refused:
        take_in(liver, clash, reason="Read again")
    assert "by hand since the import: microvascular_invasion" in str(refused.value.problems[0])
    done = take_in(liver, clash, reason="Read again", hold_bad_rows=True)
    assert (done.updated, done.rows_held) == (0, 1)


def test_event_that_the_file_no_longer_tells_is_left_to_a_person(liver, content):
    take_in(liver, content)
    without = archives.spoiled(content, 2, last_clear_scan="", last_clear_by="")
    with pytest.raises(UnableToImport) as refused:
        take_in(liver, without, reason="Read again")
    assert "fewer events" in str(refused.value.problems[0])


def test_number_of_somebody_else_overwrites_nobody(liver, content):
    take_in(liver, content)
    with pytest.raises(UnableToImport) as refused:
        take_in(liver, archives.spoiled(content, 2, name="Another"), reason="Read again")
    assert "as another person" in str(refused.value.problems[0])


def test_held_rows_come_back_as_a_file_that_can_be_corrected(liver, content):
    bad = archives.spoiled(content, 2, mvi="=M9")
    done = take_in(liver, bad, hold_bad_rows=True)
    assert (done.imported, done.rows_held) == (1, 1)
    assert "合成病例" not in done.sealed_rows
    with casebook.seeing(*liver):
        [row] = csv.DictReader(io.StringIO(cohorts.held_as_csv(done)))
    assert (row["row"], row["mvi"], row["surgery_date"]) == ("2", "'=M9", "2018-05-02")
    assert row["reasons"].startswith("mvi: ")
    with casebook.seeing(*liver):
        mended = cohorts.held_as_csv(done).replace("'=M9", "M1")
    assert take_in(liver, mended).imported == 1
