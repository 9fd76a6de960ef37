import pytest
from hypothesis import given
from hypothesis import strategies as st

from followup.domain.clavien_dindo import (
    GRADE_LABELS,
    ClavienDindo,
    Complication,
    NotClavienDindo,
    graded,
    parse,
    proposed,
    worst,
)

grades = st.sampled_from(ClavienDindo)


@pytest.mark.parametrize(
    ("written", "grade", "lasting"),
    [
        ("I", "I", False),
        ("ii", "II", False),
        ("IIIa", "IIIa", False),
        ("Grade 3b", "IIIb", False),
        ("4a", "IVa", False),
        ("IVB", "IVb", False),
        ("V", "V", False),
        ("IIIa-d", "IIIa", True),
        ("Id", "I", True),
    ],
)
def test_as_people_write_it(written, grade, lasting):
    assert parse(written) == Complication(grade=ClavienDindo(grade), lasting=lasting)


@pytest.mark.parametrize("written", ["", "0", "VI", "III", "4", "IIa", "Va", "Vd", "bad"])
def test_what_is_no_grade_is_refused_with_the_grades_there_are(written):
    with pytest.raises(NotClavienDindo, match="Write one of: I, II, IIIa"):
        parse(written)


@given(grades, st.booleans())
def test_what_is_written_is_read_again(grade, lasting):
    lasting = lasting and grade is not ClavienDindo.V
    text = f"{grade}{'-d' if lasting else ''}"
    assert parse(text) == Complication(grade=grade, lasting=lasting)


@given(grades, st.booleans())
def test_what_is_stored_is_read_again(grade, lasting):
    found = Complication(grade=grade, lasting=lasting and grade is not ClavienDindo.V)
    assert graded(found.code) == graded(found.shown) == found
    assert len(found.code) <= 5


@pytest.mark.parametrize("text", ["", "0"])
def test_no_complication_has_no_grade(text):
    assert graded(text) is None


@given(st.lists(grades, min_size=1))
def test_the_worst_is_as_bad_as_all(found):
    assert all(grade.rank <= worst(found).rank for grade in found)


def test_scale():
    assert worst([]) is None
    assert GRADE_LABELS.keys() == set(ClavienDindo)
    assert [grade for grade in ClavienDindo if not grade.is_major] == ["I", "II"]


@pytest.mark.parametrize(
    ("done", "grade"),
    [
        ({}, "I"),
        ({"drugs": True}, "II"),
        ({"drugs": True, "intervention": True}, "IIIa"),
        ({"intervention": True, "general_anesthesia": True}, "IIIb"),
        # Anesthesia for something else is no intervention.
        ({"general_anesthesia": True}, "I"),
        ({"intensive_care": True}, "IVa"),
        ({"failing_organs": 1, "intervention": True}, "IVa"),
        ({"failing_organs": 2}, "IVb"),
        ({"died": True, "failing_organs": 2}, "V"),
    ],
)
def test_the_grade_that_what_was_done_speaks_for(done, grade):
    assert proposed(**done) == grade
