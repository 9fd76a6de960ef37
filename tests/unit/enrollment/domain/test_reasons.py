import pytest

from enrollment.domain.reasons import REASON_LABELS, in_order, words_of
from trials.selectors.protocols import shipped_protocol

HCC = shipped_protocol("hcc-neo")


def test_a_reason_stands_for_the_text_of_its_criterion_or_for_a_label():
    assert words_of("I4a", HCC) == HCC.criterion("I4a").text
    assert words_of("declined", HCC) == "Declined to take part"


def test_a_criterion_of_an_older_version_stands_for_itself():
    assert words_of("X9", HCC) == "X9"


def test_criteria_come_as_the_protocol_lists_them_then_what_people_chose():
    counts = {"other": 1, "E2": 2, "X9": 3, "I1b": 4, "declined": 5, "I4a": 6}
    assert list(in_order(counts, HCC)) == ["I1b", "I4a", "E2", "declined", "other", "X9"]
    assert in_order(counts, HCC) == counts


@pytest.mark.parametrize("slug", ["hcc-neo", "hcc-adj", "rectal", "crlm"])
def test_no_criterion_has_the_code_of_another_reason(slug):
    assert REASON_LABELS.keys().isdisjoint(one.id for one in shipped_protocol(slug).criteria)
