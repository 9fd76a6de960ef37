from decimal import Decimal

import pytest

from trials.domain.partial_dates import PartialDate
from trials.domain.values import Absent, Known, Missing, Source, day_of


@pytest.mark.parametrize(
    "value", [True, 2, Decimal("0.5"), "hcc", PartialDate(2026, 3), ("arterial", "delayed")]
)
def test_recorded_values_are_kept_as_they_are(value):
    assert Known(value).value == value


@pytest.mark.parametrize("value", [0.5, 1.0, float("nan")])
def test_a_binary_float_is_no_recorded_number(value):
    with pytest.raises(TypeError, match="Decimal"):
        Known(value)


def test_a_value_says_where_it_comes_from():
    source = Source(kind="form_record", id="7", hash="ab12")
    known = Known(Decimal(12), "umol/L", PartialDate(2026, 3, 5), source)
    assert (known.unit, known.date, known.source) == ("umol/L", PartialDate(2026, 3, 5), source)


def test_a_source_is_named_in_full():
    with pytest.raises(TypeError):
        Source("form_record", "7")


def test_absence_has_a_reason():
    assert Absent("not_done").reason == Missing.NOT_DONE
    with pytest.raises(TypeError):
        Absent()


def test_values_and_absences_never_change():
    with pytest.raises(AttributeError):
        Known(1).value = 2
    with pytest.raises(AttributeError):
        Absent("refused").reason = "unknown"


def test_missing_reasons_are_stable_codes():
    assert [str(reason) for reason in Missing] == [
        "not_done",
        "unknown",
        "refused",
        "not_applicable",
    ]


def test_the_day_of_a_date_fact():
    march = PartialDate(2026, 3)
    facts = {"death": Known(march), "sex": Known("female"), "lost": Absent("unknown")}
    assert day_of(facts, "death") == march
    assert [day_of(facts, name) for name in ("sex", "lost", "surgery_date")] == [None, None, None]
