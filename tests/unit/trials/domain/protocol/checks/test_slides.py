import pytest

from tests.unit.trials.domain.protocol.two_arms import TEXT, problems_in
from trials.domain.protocol.loader import load

SLIDES = """
slides:
  - id: specimen
    label: {en: Specimen, zh: 标本}
    since: surgery
    until: fit
    when: {fact: bilirubin, present: true}
"""
CUT = TEXT + SLIDES


def test_slides_are_due_from_a_date_until_an_answer():
    (slides,) = load(CUT, name="two_arms.yaml").slides
    assert (slides.since, slides.until) == ("surgery", "fit")


@pytest.mark.parametrize(
    ("old", "new", "key", "says"),
    [
        ("since: surgery", "since: operation", "since", "no item or fact"),
        ("since: surgery", "since: bilirubin", "since", "is no date"),
        ("until: fit", "until: surgery", "until", "there is no question 'surgery'"),
        ("{fact: bilirubin, present", "{fact: bilirubina, present", "when.fact", "no item or fact"),
    ],
)
def test_what_makes_no_sense_is_named(old, new, key, says):
    (problem,) = problems_in(CUT.replace(old, new))
    assert problem.key == f"slides[specimen].{key}"
    assert says in problem.message


def test_they_are_declared_once():
    (_, again) = SLIDES.split("slides:\n")
    (problem,) = problems_in(CUT + again)
    assert "'specimen' is there twice" in problem.message
