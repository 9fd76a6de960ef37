"""Print the worked tables of safety and outcome as pages to read and sign.

    python -m tests.draw_safety

The examples are those the tests judge, so a page cannot say what the code does not do.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from followup.domain import clocks
from followup.domain.laboratory.results import CLINICAL_LABELS
from followup.domain.laboratory.rules import Rule, Scale, rules
from followup.domain.laboratory.wording import bound_in_words
from followup.domain.recist.answers import of_point
from followup.domain.recist.responses import TimePoint
from tests.draw_atoms import signatures
from tests.unit.followup.domain import clock_examples, window_examples
from tests.unit.followup.domain.laboratory import examples as laboratory
from tests.unit.followup.domain.recist import examples as recist
from trials.domain.truth import Truth

FOLDER = Path(__file__).parents[1] / "docs" / "safety"


def laboratory_page() -> Iterator[str]:
    yield "# Laboratory grades by CTCAE v5.0"
    yield ""
    yield (
        "What a number alone decides. A grade is reached when any of its bounds is passed. Bounds "
        "in several units are held against a value in its own kind of unit, as published. Grade 0: "
        "none is reached; no grade: it cannot be told, because what is missing could change it."
    )
    yield from ["", "## Bounds", ""]
    heads = ("Term", "Measured", "Grade 1", "Grade 2", "Grade 3", "Grade 4", "Higher by")
    yield from table(heads, [bounds_row(rule) for rule in rules()])
    yield from ["", "## Worked examples", ""]
    heads = ("Term", "Value", "Normal", "Baseline", "Normal then", "Grade", "Because")
    yield from table(heads, [example_row(one) for one in laboratory.EXAMPLES])


def bounds_row(rule: Rule) -> Sequence[str]:
    only = f", {rule.only.value.replace('_', ' ')}" if rule.only else ""
    grades = ["; ".join(bounds_at(rule, grade)) for grade in (1, 2, 3, 4)]
    higher = ", ".join(CLINICAL_LABELS[one] for one in rule.clinical)
    return (rule.term, rule.analyte.id.replace("_", " ") + only, *grades, higher)


def bounds_at(rule: Rule, grade: int) -> Iterator[str]:
    for scale in rule.scales:
        yield from (one for one in scale_at(rule, scale, grade))


def scale_at(rule: Rule, scale: Scale, grade: int) -> Iterator[str]:
    for unit, bounds in scale.bounds.items():
        if grade in bounds:
            yield str(bound_in_words(scale, grade, rule, unit or None))


def example_row(one: laboratory.Example) -> Sequence[str]:
    graded = laboratory.judged(one)
    found = "no grade" if graded.grade is None else str(graded.grade)
    return (
        one.term,
        f"{one.value} {one.unit}".strip(),
        one.limits,
        one.baseline,
        one.baseline_limits,
        found,
        one.why,
    )


def recist_page() -> Iterator[str]:
    yield "# Responses by RECIST 1.1"
    yield ""
    yield (
        "Each line is one scan: the day after baseline, then each lesion. T is a target, N a "
        "non-target, X a new lesion; n at the end marks a node, measured by its short axis. "
        "Confirmed: again at least 28 days later; stable: at least 42 days after baseline. Both "
        "are settings."
    )
    for example in recist.EXAMPLES:
        yield from ["", f"## {example.why}", ""]
        heads = ("Scan", "Sum (mm)", "Targets", "Others", "Response", "Because")
        points = zip(example.scans, recist.points_of(example), strict=True)
        yield from table(heads, [point_row(scan, point) for scan, point in points])
        found = [recist.best_of(example, confirmed=one) for one in (False, True)]
        yield ""
        yield f"Best response: {found[0].response}. {found[0].reason}"
        yield f"With confirmation: {found[1].response}. {found[1].reason}"


def point_row(scan: str, point: TimePoint) -> Sequence[str]:
    cells = of_point(point)
    response = cells["response"] or "baseline"
    total = str(point.sum.total) if point.sum else ""
    reasons = cells["reasons"]
    return (scan, total, cells["target"], cells["non_target"], response, reasons)


def clocks_page() -> Iterator[str]:
    yield "# Clocks of serious events"
    yield ""
    yield (
        "The site has hours, counted as they pass; the sponsor has calendar days of the site, the "
        "day of knowing being day 0. Expedited: serious, and not judged expected, and treatment "
        "not excluded by both sides. What was excluded and is judged otherwise counts from when "
        "that was learned. Times are those of the site's clock."
    )
    for example in clock_examples.EXAMPLES:
        one = example.case
        yield from ["", f"## {example.why}", ""]
        yield f"{one.zone}; asked at {example.at}. {told(one)}"
        yield ""
        found = [row.split(" ") for row in clock_examples.lines_of(example)]
        rows = [(clocks.RULE_LABELS[clocks.Rule(a[:-1])], f"{b} {c}", d) for a, b, c, d in found]
        yield from table(("Rule", "Due", "State"), rows) if rows else ["No clock runs."]


def told(case: clocks.Case) -> str:
    days = {
        "Site knew": [case.site_aware_at],
        "that it is serious": [case.serious_aware_at],
        "sponsor knew": [case.sponsor_aware_at],
        "of the danger": [case.urgent_aware_at],
        "reports sent": case.sent_at,
        "new information": case.news_at,
    }
    said = [
        f"{what} {', '.join(f'{at:%Y-%m-%d %H:%M}' for at in times if at)}"
        for what, times in days.items()
        if any(times)
    ]
    held = "".join(
        f" {in_words(one.judged)} until {one.until:%Y-%m-%d %H:%M}." for one in case.before
    )
    serious = ", ".join(sorted(case.criteria)).replace("_", " ") or "not serious"
    return f"{'; '.join(said)}. Serious by: {serious}.{held}"


def in_words(judged: clocks.Judged) -> str:
    if not judged.is_reportable:
        return "Held expected" if judged.expected else "Treatment excluded by both"
    return "Not judged" if judged.assumed else "Held unexpected and related"


def windows_page() -> Iterator[str]:
    yield "# Windows of treatment"
    yield ""
    yield (
        "From the first dose to 30 days after the last, both days included; of whoever got no "
        f"dose, from surgery. Known to {window_examples.KNOWN_TO}. A date not known well enough "
        "counts as inside."
    )
    yield ""
    heads = ("First dose", "Last dose", "Surgery", "Event", "Inside", "Because")
    rows = [
        (*one[:4], {Truth.UNKNOWN: "cannot tell"}.get(one.answer, one.answer), one.why)
        for one in window_examples.EXAMPLES
    ]
    yield from table(heads, rows)


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    yield line(heads)
    yield line(["---"] * len(heads))
    yield from (line(row) for row in rows)


def line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |"


PAGES: Mapping[str, Callable[[], Iterator[str]]] = {
    "laboratory": laboratory_page,
    "recist": recist_page,
    "clocks": clocks_page,
    "windows": windows_page,
}


def page_of(name: str) -> str:
    return "\n".join([*PAGES[name](), "", *signatures()]) + "\n"


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    for name in PAGES:
        (FOLDER / f"{name}.md").write_text(page_of(name), encoding="utf-8")


if __name__ == "__main__":
    main()
