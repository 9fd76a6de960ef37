"""One name, one thing: nothing is declared twice and nothing is asked twice."""

from collections.abc import Iterable, Iterator

from trials.domain.protocol.forms import ItemType
from trials.domain.protocol.problems import Fault, Path
from trials.domain.protocol.protocol import Protocol


def check_ids(protocol: Protocol) -> Iterator[Fault]:
    for key in (
        "parts",
        "forms",
        "criteria",
        "agents",
        "arms",
        "endpoints",
        "analyses",
        "ambiguities",
        "imaging",
        "slides",
        "rules",
    ):
        entries = getattr(protocol, key)
        yield from repeats(((key, index, "id"), one.id) for index, one in enumerate(entries))
    yield from repeats(
        (("schedule", "visits", index, "visit"), visit.visit)
        for index, visit in enumerate(protocol.visits)
    )
    yield from check_questions(protocol)


def check_questions(protocol: Protocol) -> Iterator[Fault]:
    questions = [
        (("forms", i, "items", j, "id"), item.id)
        for i, form in enumerate(protocol.forms)
        for j, item in enumerate(form.items)
        if item.type is not ItemType.CALCULATED
    ]
    yield from repeats(questions)
    for path, name in questions:
        if name in protocol.facts:
            line = "it is asked here and declared under facts"
            yield Fault(path, f"'{name}' has two origins: {line}", "one of the two")


def repeats(named: Iterable[tuple[Path, str]]) -> Iterator[Fault]:
    seen: set[str] = set()
    for path, name in named:
        if name in seen:
            yield Fault(path, f"'{name}' is there twice", "another name")
        seen.add(name)
