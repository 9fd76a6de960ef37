"""Which tissue slides are due, from what the protocols say of them."""

from datetime import date

import pytest

from casebook.domain.occasions import Occasion
from followup.domain.slides import facts_behind_slides, missing_slides
from tests.factories.shipped_protocols import shipped
from trials.domain.partial_dates import PartialDate
from trials.domain.values import Absent, Known

HCC_ADJ, RECTAL = shipped("hcc-adj"), shipped("rectal")
OPERATED = {"surgery_date": Known(PartialDate(2026, 1, 10))}
PROSPECTIVE = {"part": Known("prospective"), **OPERATED}
AGREED = {"tissue_slides": True}


def due(protocol, facts, boxes=AGREED, begun=()):
    found = missing_slides(protocol, facts, boxes=boxes, begun=set(begun))
    return [(one.slides.id, one.since) for one in found]


@pytest.mark.parametrize(
    ("said", "is_due"),
    [
        ({}, False),
        ({"ffpe_slides": Known("he")}, True),
        ({"ffpe_slides": Known("block_only")}, True),
        ({"ffpe_slides": Known("not_available")}, False),
        ({"ffpe_slides": Absent("unknown")}, False),
        ({"ffpe_slides": Known("he"), "slide_quality": Known("not_acceptable")}, False),
        ({"ffpe_slides": Known("he"), "slide_quality": Absent("not_done")}, False),
        ({"ffpe_slides": Known("he"), "part": Known("retrospective")}, False),
    ],
)
def test_due_until_somebody_says_how_they_are(said, is_due):
    expected = [("specimen_slides", date(2026, 1, 10))] if is_due else []
    assert due(HCC_ADJ, {**PROSPECTIVE, **said}) == expected


def test_nothing_is_due_of_tissue_nobody_has_taken():
    assert due(RECTAL, {}) == []
    assert due(RECTAL, {"surgery_date": Absent("unknown")}) == []
    assert due(RECTAL, {"surgery_date": Known(PartialDate(2026, 2, None))}) == [
        ("specimen_slides", date(2026, 2, 28))
    ]


@pytest.mark.parametrize(
    ("boxes", "is_due"),
    [(AGREED, True), (None, True), ({"tissue_slides": False}, False), ({}, False)],
)
def test_only_with_the_box_of_the_consent_form(boxes, is_due):
    assert bool(due(RECTAL, OPERATED, boxes)) is is_due


def test_a_form_that_waits_itself_asks_for_them():
    found = missing_slides(RECTAL, OPERATED, boxes=AGREED, begun=set())
    (place,) = {one.occasion for one in found}
    assert place.form_id == "pathology"
    assert due(RECTAL, OPERATED, begun=[place]) == []
    assert due(RECTAL, OPERATED, begun=[Occasion(form_id="pathology", visit="other")])


def test_which_facts_decide():
    names = facts_behind_slides(HCC_ADJ)
    assert {"surgery_date", "slide_quality", "ffpe_slides"} <= names
