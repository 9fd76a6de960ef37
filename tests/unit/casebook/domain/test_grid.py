from datetime import date

import pytest

from casebook.domain import grid
from casebook.domain.grid import MARK_LABELS, TONES, Mark
from casebook.domain.occasions import Occasion
from tests.factories.protocols import text_of
from trials.domain.partial_dates import PartialDate
from trials.domain.protocol.loader import load
from trials.domain.values import Known
from trials.domain.visit_plan import PlannedVisit, plan

TODAY = date(2026, 3, 2)
SURGERY = {"surgery_date": Known(PartialDate(2026, 1, 7))}


@pytest.fixture(scope="module")
def protocol():
    return load(text_of("small-trial"), name="small.yaml")


def rows(protocol, facts=None, marks=None, recorded=None, not_done=None):
    facts, recorded = facts or {}, recorded or {}
    planned = plan(protocol=protocol, facts=facts, recorded=recorded, today=TODAY)
    found = grid.rows(
        protocol=protocol,
        planned=planned,
        marks=marks or {},
        facts=facts,
        not_done=not_done or {},
        recorded=recorded,
    )
    return {row.visit.visit: row for row in found}


def test_each_visit_with_the_forms_it_asks_for(protocol):
    found = rows(protocol)
    assert list(found) == ["SCR", "M03", "M06"]
    assert [cell.form.id for cell in found["M03"].cells] == ["checkup"]
    assert found["M03"].cells[0].mark is Mark.EMPTY


def test_a_mark_belongs_to_its_visit(protocol):
    occasion = Occasion(form_id="checkup", visit="M03")
    found = rows(protocol, marks={occasion: Mark.COMPLETE})
    assert found["M03"].cells[0].mark is Mark.COMPLETE
    assert found["M06"].cells[0].mark is Mark.EMPTY


@pytest.mark.parametrize(
    ("facts", "recorded", "marks", "placed"),
    [
        ({}, {}, {}, False),
        (SURGERY, {}, {}, True),
        ({}, {"M03": TODAY}, {}, True),
        ({}, {"M03": None}, {}, True),
        ({}, {}, {Occasion(form_id="checkup", visit="M03"): Mark.DRAFT}, True),
    ],
)
def test_a_visit_is_placed_once_it_has_a_day_or_anything_written(
    protocol, facts, recorded, marks, placed
):
    assert rows(protocol, facts, marks, recorded)["M03"].is_placed is placed


def test_a_visit_says_what_it_is_counted_from(protocol):
    assert rows(protocol)["M03"].anchor.en == "Surgery"


def test_a_visit_not_done_says_why(protocol):
    found = rows(protocol, recorded={"M03": None}, not_done={"M03": "abroad"})
    assert found["M03"].not_done_reason == "abroad"


class TestUnscheduled:
    def cells(self, protocol, facts=None, marks=None):
        found = grid.unscheduled(protocol=protocol, marks=marks or {}, facts=facts or {})
        return [(cell.form.id, cell.occasion.repeat, cell.mark) for cell in found]

    def test_forms_of_no_visit_can_be_begun(self, protocol):
        assert ("relapse", 1, Mark.EMPTY) in self.cells(protocol)

    def test_a_repeating_form_offers_another(self, protocol):
        marks = {Occasion(form_id="relapse", repeat=n): Mark.COMPLETE for n in (1, 2)}
        relapses = [one for one in self.cells(protocol, marks=marks) if one[0] == "relapse"]
        assert relapses == [
            ("relapse", 1, Mark.COMPLETE),
            ("relapse", 2, Mark.COMPLETE),
            ("relapse", 3, Mark.EMPTY),
        ]

    def test_a_form_filled_in_once_offers_no_other(self, protocol):
        marks = {Occasion(form_id="arm_a_only"): Mark.COMPLETE}
        found = [one for one in self.cells(protocol, marks=marks) if one[0] == "arm_a_only"]
        assert found == [("arm_a_only", 1, Mark.COMPLETE)]

    @pytest.mark.parametrize(("group", "offered"), [(None, True), ("a", True), ("b", False)])
    def test_a_form_for_one_arm_goes_once_the_arm_is_known(self, protocol, group, offered):
        facts = {"group": Known(group)} if group else {}
        assert ("arm_a_only" in [one[0] for one in self.cells(protocol, facts)]) is offered


def test_every_mark_has_a_word_and_a_tone():
    assert set(MARK_LABELS) == set(TONES) == set(Mark)


class TestOutsideSchedule:
    def cells(self, protocol, planned, marks):
        found = grid.outside_schedule(protocol=protocol, planned=planned, marks=marks)
        return [(cell.form.id, cell.occasion.visit, cell.mark) for cell in found]

    def test_form_of_a_visit_that_is_not_expected_is_still_shown(self, protocol):
        visit = protocol.visits[0]
        marks = {Occasion(form_id=visit.forms[0], visit=visit.visit): Mark.COMPLETE}
        assert self.cells(protocol, [], marks) == [(visit.forms[0], visit.visit, Mark.COMPLETE)]

    def test_form_of_an_expected_visit_stands_in_its_row(self, protocol):
        visit = protocol.visits[0]
        marks = {Occasion(form_id=visit.forms[0], visit=visit.visit): Mark.COMPLETE}
        assert self.cells(protocol, [PlannedVisit(visit=visit)], marks) == []

    def test_form_of_no_visit_is_no_matter_of_the_schedule(self, protocol):
        assert self.cells(protocol, [], {Occasion(form_id="relapse"): Mark.COMPLETE}) == []
