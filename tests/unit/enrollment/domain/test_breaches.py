"""Rows: met at enrollment? what it was until the correction, what it is after: turned? breach?"""

from datetime import date

import pytest

from enrollment.domain.assessment_records import as_stored
from enrollment.domain.breaches import turned
from enrollment.domain.eligibility import assess
from tests.factories.shipped_protocols import shipped
from trials.domain.values import Absent, Known

HCC_NEO = shipped("hcc-neo")
DAY = date(2026, 1, 8)
MET, NOT_MET, UNKNOWN = Known(False), Known(True), Absent("unknown")


def judged(allergic, **others):
    return assess(protocol=HCC_NEO, facts={"hypersensitivity": allergic, **others}, on=DAY)


@pytest.mark.parametrize(
    ("enrolled_with", "before", "now", "found"),
    [
        (MET, MET, NOT_MET, [True]),
        (MET, MET, UNKNOWN, [True]),
        (MET, UNKNOWN, NOT_MET, [True]),
        (MET, MET, MET, []),
        # Put right again: worth a line on the page, no breach.
        (MET, NOT_MET, MET, [False]),
        (NOT_MET, NOT_MET, UNKNOWN, [False]),
        (MET, NOT_MET, NOT_MET, []),
    ],
)
def test_a_breach_was_met_when_enrolled_and_is_turned_by_this_correction(
    enrolled_with, before, now, found
):
    signed = as_stored(judged(enrolled_with))
    turns = list(turned(judged(before), judged(now), signed))
    assert [one.is_breach for one in turns] == found
    assert all(one.now.criterion.id == "E4" for one in turns)


def test_what_is_known_only_later_is_an_exclusion_and_no_breach():
    now = judged(MET, histology=Known("cholangiocarcinoma"))
    assert list(turned(judged(MET), now, as_stored(judged(MET)))) == []


def test_before_enrollment_nothing_can_be_breached():
    assert [one.is_breach for one in turned(judged(MET), judged(NOT_MET), [])] == [False]
