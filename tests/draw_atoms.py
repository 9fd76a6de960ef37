"""Print every atom of the four trials, with its examples, as pages to read and sign.

    python -m tests.draw_atoms

The examples are those the tests judge, so a page cannot say what the code does not do.
"""

from collections.abc import Iterator, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

from tests.factories.conditions import as_fact
from tests.factories.shipped_protocols import shipped
from trials.domain.condition_words import MISSING_LABELS, shown
from trials.domain.protocol.criteria import Criterion
from trials.domain.protocol.protocol import Protocol
from trials.domain.truth import Truth
from trials.domain.values import Absent

FOLDER = Path(__file__).parents[1] / "docs" / "atoms"
TRIALS = ("hcc-neo", "hcc-adj", "crlm", "rectal")
ANSWERS = {Truth.TRUE: "met", Truth.FALSE: "not met", Truth.UNKNOWN: "cannot tell yet"}
Example = tuple[str, dict[str, Any], Truth]


def page_of(slug: str) -> str:
    protocol = shipped(slug)
    lines = [
        f"# Criteria of {slug}, version {protocol.trial.version}",
        "",
        f"{len(protocol.criteria)} atoms, each as printed and on examples that the tests judge. "
        "For an exclusion, met means that it does not apply. Values not named are not recorded.",
        "",
    ]
    for criterion in protocol.criteria:
        lines += atom(criterion, protocol, examples_of(slug))
    return "\n".join([*lines, *signatures()]) + "\n"


def examples_of(slug: str) -> Sequence[Example]:
    name = f"tests.unit.trials.protocols.test_{slug.replace('-', '_')}_atoms"
    examples: Sequence[Example] = import_module(name).EXAMPLES
    return examples


def atom(criterion: Criterion, protocol: Protocol, examples: Sequence[Example]) -> Iterator[str]:
    yield f"## {criterion.id}: {criterion.text.en}"
    yield ""
    yield criterion.text.zh
    yield ""
    yield f"{criterion.kind.value}, knowable at {criterion.knowable_at.value}"
    if criterion.printed:
        yield ""
        yield f"> {criterion.printed}"
    yield from ["", "| Recorded | Verdict |", "| --- | --- |"]
    for one, values, answer in examples:
        if one == criterion.id:
            yield f"| {recorded(values, protocol)} | {ANSWERS[answer]} |"
    yield ""


def recorded(values: dict[str, Any], protocol: Protocol) -> str:
    said = (f"{protocol.label(name)}: {word(name, one, protocol)}" for name, one in values.items())
    return "; ".join(said).replace("|", "/") or "nothing"


def word(name: str, value: Any, protocol: Protocol) -> str:
    known = as_fact(value)
    if isinstance(known, Absent):
        return f"({MISSING_LABELS.get(known.reason, known.reason)})"
    return str(shown(name, known, protocol))


def signatures() -> list[str]:
    roles = ("Principal investigator", "Statistician")
    rows = [f"| {role} | | | |" for role in roles]
    return [
        "## Read and agreed",
        "",
        "| | Name | Date | Signature |",
        "| --- | --- | --- | --- |",
        *rows,
    ]


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    for slug in TRIALS:
        (FOLDER / f"{slug}.md").write_text(page_of(slug), encoding="utf-8")


if __name__ == "__main__":
    main()
