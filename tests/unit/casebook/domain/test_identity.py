from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casebook.domain.identity import Person

BORN = date(1960, 5, 1)


@given(
    st.builds(
        Person,
        name=st.text(),
        birth_date=st.dates(),
        record_number=st.text(),
        phone=st.text(),
    )
)
def test_text_and_back_is_the_same_person(person):
    assert Person.from_text(person.as_text()) == person


def test_a_person_in_a_traceback_stays_unknown():
    assert "李华" not in repr(Person(name="李华", birth_date=BORN))


@pytest.mark.parametrize(
    "spelling", ["Li Hua", "li hua", "LI  HUA", "ＬＩ ＨＵＡ", " Li Hua ", "LiHua"]
)
def test_spellings_of_two_hospitals_are_one_person(spelling):
    person = Person(name=spelling, birth_date=BORN, record_number="A1")
    assert person.fingerprint == Person(name="Li Hua", birth_date=BORN).fingerprint


@pytest.mark.parametrize(
    "other",
    [Person(name="李华", birth_date=date(1960, 5, 2)), Person(name="李桦", birth_date=BORN)],
)
def test_another_name_or_birth_date_is_another_person(other):
    assert other.fingerprint != Person(name="李华", birth_date=BORN).fingerprint
