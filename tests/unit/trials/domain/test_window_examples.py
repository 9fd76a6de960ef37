import pytest

from tests.draw_visits import PAGE, page
from tests.unit.trials.domain.window_examples import EXAMPLES, judged


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda one: f"{one.trial} {one.visit} {one.why}")
def test_visit_stands_as_the_table_says(example):
    assert judged(example) == (example.due, example.window, example.state)


def test_the_page_to_sign_says_what_the_tests_judge():
    stands = PAGE.read_text(encoding="utf-8")
    assert stands == page(), "Run python -m tests.draw_visits and read what changed."
