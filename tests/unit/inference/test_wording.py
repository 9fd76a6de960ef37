"""What an opened prediction said, as its page shows it."""

import pytest
from django.utils import translation

from inference.domain.failures import TEXTS, Failure
from inference.failed import Failed, reason_of
from inference.wording import answer_of, reason_in_words, said_lines
from tests.factories.shipped_protocols import shipped

ADJUVANT, CRLM = shipped("hcc-adj"), shipped("crlm")
SAID = {
    "logits": [0.25, -1.123456789],
    "event_free": {"24": {"surgery_tace": 0.51234567}},
    "release": "ab12",
    "strategy": "surgery_tace",
}


def test_the_answer_stands_in_the_words_of_the_protocol():
    assert answer_of(SAID, "strategy", ADJUVANT) == "Surgery + TACE"
    assert answer_of({"metastasis_risk": 0.73125481}, "metastasis_risk", CRLM) == "0.731255"
    assert answer_of({}, "strategy", ADJUVANT) == ""


def test_all_else_follows_with_single_values_first():
    assert said_lines(SAID, "strategy", ADJUVANT) == [
        ("logits", "0.25, -1.12346"),
        ("release", "ab12"),
        ("event_free / 24 / Surgery + TACE", "0.512346"),
    ]


def test_a_kept_failure_is_read_in_the_language_of_each_reader():
    with translation.override("zh-hans"):
        error = Failed(Failure.FILE_CHANGED, file="card.md")
        reason = reason_of(error)
        assert reason == {"code": "file_changed", "file": "card.md"}
        assert "card.md" in str(error) == reason_in_words(reason, ADJUVANT)
    with translation.override("en"):
        assert reason_in_words(reason, ADJUVANT).startswith("card.md is not what was registered")
    assert "card.md is not" not in str(error)


@pytest.mark.parametrize("failure", Failure)
def test_each_failure_has_words(failure):
    assert TEXTS[failure].endswith((".", "}"))
