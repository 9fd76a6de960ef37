"""Print the worked windows of visits as a page to read and sign.

    python -m tests.draw_visits

The examples are those the tests judge, so the page cannot say what the code does not do.
"""

from collections.abc import Iterator
from pathlib import Path

from tests.draw_atoms import signatures
from tests.draw_safety import table
from tests.factories.shipped_protocols import shipped
from tests.unit.trials.domain import window_examples as examples
from trials.domain.protocol.schedule import Visit
from trials.domain.windows import STATE_LABELS

PAGE = Path(__file__).parents[1] / "docs" / "visits.md"
TRIALS = ("hcc-neo", "hcc-adj", "rectal")
EXAMPLE = ("Trial", "Visit", "Anchor", "Today", "Done", "Died", "Due", "Window", "State", "Because")


def lines() -> Iterator[str]:
    yield "# When visits are due"
    yield ""
    yield (
        "A visit is due some days, weeks or calendar months after its anchor; a month without that "
        "day gives its last day. The first and the last day of the window belong to it. A visit "
        "whose window has closed is overdue until it is recorded, done or not. Done before or "
        "after the window, or not done, it is a deviation."
    )
    for slug in TRIALS:
        yield from ["", f"## Schedule of {slug}", ""]
        heads = ("Visit", "", "Counted from", "Due after", "Days before", "Days after")
        yield from table(heads, [scheduled(slug, visit) for visit in shipped(slug).visits])
    yield from ["", "## Worked examples", ""]
    yield from table(EXAMPLE, [worked(one) for one in examples.EXAMPLES])


def scheduled(slug: str, visit: Visit) -> tuple[str, ...]:
    early, late = visit.window
    anchor = shipped(slug).label(visit.anchor).en
    return (visit.visit, visit.label.en, anchor, after(visit), str(-early), str(late))


def after(visit: Visit) -> str:
    said = {"days": visit.days, "weeks": visit.weeks, "months": visit.months}
    return next(f"{count} {unit}" for unit, count in said.items() if count is not None)


def worked(one: examples.Example) -> tuple[str, ...]:
    state = STATE_LABELS[one.state] if one.state else "not expected, or not placed"
    return (*one[:8], state, one.why)


def page() -> str:
    return "\n".join([*lines(), "", *signatures()]) + "\n"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
