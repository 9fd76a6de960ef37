import pytest

from tests.draw_safety import FOLDER, PAGES, page_of


@pytest.mark.parametrize("name", PAGES)
def test_the_page_to_sign_says_what_the_tests_judge(name):
    stands = (FOLDER / f"{name}.md").read_text(encoding="utf-8")
    assert stands == page_of(name), "Run python -m tests.draw_safety and read what changed."
