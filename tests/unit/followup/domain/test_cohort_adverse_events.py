from datetime import date

import pytest

from followup.domain.cohort_adverse_events import AdverseEventReader, ArchivedAdverseEvent
from followup.domain.cohort_cells import Row
from followup.domain.cohort_fit import misfits_of_adverse_event
from followup.domain.cohort_mapping import AdverseEventColumns, CohortMapping, Column, Day, Filled
from followup.models import AdverseEvent
from tests.factories.shipped_protocols import shipped
from trials.domain.partial_dates import PartialDate

SAID = AdverseEventColumns(
    term=Column(column="ae", codes={"恶心呕吐": "Nausea"}),
    term_text=Column(column="what"),
    grade=Column(column="grade"),
    onset=Day(column="onset"),
    end=Day(column="end"),
    outcome=Column(column="outcome"),
    seriousness=Column(column="serious", codes={"H": "hospitalization", "D": "death"}),
    causality={"tace": Column(column="tace", codes={"1": "related", "0": "not_related"})},
)
MAPPING = CohortMapping(
    trial="small",
    source="A file",
    number="id",
    sex=Column(column="sex"),
    age=Column(column="age"),
    forms=(Filled(form="baseline", items={}),),
    adverse_events=(SAID,),
    death=Day(column="died"),
    last_contact=Day(column="seen"),
)
BLANK = dict.fromkeys(MAPPING.columns, "")
NAUSEA = {"ae": "Nausea", "grade": "2", "onset": "2020-03"}
FATAL = {"ae": "Sepsis", "grade": "5", "onset": "2021-05-01", "outcome": "fatal", "serious": "D"}
DEATH = PartialDate(2021, 5, 4)


def read(
    cells: dict[str, str], death: PartialDate | None = None
) -> tuple[list[ArchivedAdverseEvent], Row]:
    row = Row(MAPPING, date(2026, 3, 2), 7, {**BLANK, **cells})
    reader = AdverseEventReader(row=row, outcomes=AdverseEvent.Outcome.values, death=death)
    return list(reader.read(MAPPING.adverse_events)), row


def faults(cells: dict[str, str], death: PartialDate | None = None) -> list[tuple[str, str]]:
    _found, row = read(cells, death)
    return [(one.column, str(one.message)) for one in row.problems]


def test_what_is_told_is_taken_as_told():
    [found], row = read(
        {**NAUSEA, "end": "2020-04-02", "outcome": "recovered", "serious": "H", "tace": "0"}
    )
    assert found == ArchivedAdverseEvent(
        term="Nausea",
        grade=2,
        onset=PartialDate(2020, 3),
        end=PartialDate(2020, 4, 2),
        outcome="recovered",
        seriousness=("hospitalization",),
        causality={"tace": "not_related"},
    )
    assert not row.problems


def test_nothing_is_filled_in():
    [found], _row = read(NAUSEA)
    assert (found.outcome, found.end, found.seriousness, found.causality) == (
        "unknown",
        None,
        (),
        {},
    )
    assert read({}) == ([], read({})[1])


@pytest.mark.parametrize("name", ["nausea", " NAUSEA".strip(), "恶心", "恶心呕吐"])
def test_term_by_its_name_in_either_language_or_by_the_codes_of_the_file(name):
    [found], _row = read({**NAUSEA, "ae": name})
    assert found.term == "Nausea"


def test_fatal_event_with_its_death():
    [found], row = read(FATAL, DEATH)
    assert (found.grade, found.seriousness, row.problems) == (5, ("death",), [])


@pytest.mark.parametrize(
    ("cells", "column", "said"),
    [
        # Nausea goes up to grade 3.
        ({**NAUSEA, "grade": "4"}, "grade", "“Nausea” has no grade 4. Its grades are: 1, 2, 3."),
        ({**NAUSEA, "grade": "0"}, "grade", "“0” is none of: 1, 2, 3, 4, 5."),
        ({**NAUSEA, "grade": "6"}, "grade", "“6” is none of: 1, 2, 3, 4, 5."),
        ({**NAUSEA, "grade": "2.0"}, "grade", "“2.0” is none of"),
        ({**NAUSEA, "grade": ""}, "grade", "“” is none of"),
        ({**NAUSEA, "ae": "Feeling bad"}, "ae", "“Feeling bad” is not a term of CTCAE v5.0."),
        ({**NAUSEA, "ae": ""}, "ae", "something in grade. Name it."),
        ({"onset": "2020"}, "ae", "something in onset. Name it."),
        ({**NAUSEA, "ae": "Eye disorders - Other, specify"}, "what", "needs a text"),
        ({**NAUSEA, "onset": ""}, "onset", "There is no date here."),
        ({**NAUSEA, "onset": "2027"}, "onset", "lies in the future"),
        ({**NAUSEA, "end": "2020-02-28"}, "end", "ends before it begins"),
        ({**NAUSEA, "outcome": "better"}, "outcome", "“better” is none of: recovered"),
        ({**NAUSEA, "serious": "H; X"}, "serious", "“X” is none of: H, D."),
        ({**NAUSEA, "tace": "yes"}, "tace", "“yes” is none of: 1, 0."),
        ({**NAUSEA, "serious": "D"}, "serious", "goes with grade 5"),
        ({**NAUSEA, "outcome": "fatal"}, "outcome", "Grade 5 is a death"),
        (FATAL, "grade", "none is on record"),
    ],
)
def test_fault_is_told_by_column_and_rule(cells, column, said):
    told = faults(cells)
    assert any(where == column and said in what for where, what in told), told


@pytest.mark.parametrize(
    ("cells", "column", "said"),
    [
        ({**NAUSEA, "onset": "2021-05-05"}, "onset", "is after the death of 2021-05-04"),
        ({**FATAL, "end": "2021-05-03"}, "grade", "ends with the death"),
    ],
)
def test_event_and_death_agree(cells, column, said):
    assert any(where == column and said in what for where, what in faults(cells, DEATH))


def test_only_what_the_protocol_gives_is_blamed():
    [said] = misfits_of_adverse_event(SAID, shipped("crlm"))
    assert "not blamed on tace in crlm" in str(said)
    assert list(misfits_of_adverse_event(SAID, shipped("hcc-adj"))) == []
