import pytest

from tests.draw_atoms import FOLDER, TRIALS, examples_of, page_of
from tests.factories.shipped_protocols import shipped


@pytest.mark.parametrize("slug", TRIALS)
def test_the_page_to_sign_says_what_the_tests_judge(slug):
    stands = (FOLDER / f"{slug}.md").read_text(encoding="utf-8")
    assert stands == page_of(slug), "Run python -m tests.draw_atoms and read what changed."


@pytest.mark.parametrize("slug", TRIALS)
def test_every_atom_and_every_example_is_on_the_page(slug):
    page = page_of(slug)
    for criterion in shipped(slug).criteria:
        assert f"## {criterion.id}: {criterion.text.en}\n" in page
    rows = [line for line in page.splitlines() if line.startswith("| ") and "---" not in line]
    # Beside the examples: one heading for each atom, and the three lines of the signatures.
    assert len(rows) == len(examples_of(slug)) + len(shipped(slug).criteria) + 3
