"""Whom the board watches over."""

from analysis.reports.contents import watched
from analysis.selectors.cut_people import CutPerson
from tests.factories.shipped_protocols import shipped
from trials.domain.values import Known


def person(number, **facts):
    known = {name: Known(value) for name, value in facts.items()}
    return CutPerson(id=number, code=f"X-{number}", activation=1, facts=known)


def test_archived_people_are_in_no_denominator_of_the_board():
    people = [person(1, part="prospective"), person(2, part="retrospective"), person(3)]
    assert [one.id for one in watched(people, shipped("hcc-adj"))] == [1, 3]


def test_a_trial_without_parts_counts_everybody():
    assert len(watched([person(1), person(2)], shipped("moertel"))) == 2
