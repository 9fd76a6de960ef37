"""What an opened prediction said, as its page shows it."""

from inference.wording import answer_of, said_lines
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
