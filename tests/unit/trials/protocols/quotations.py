"""Every quotation a protocol carries, with its place."""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from trials.domain.protocol.problems import Path, written

# Up to a full stop with a capital after it, or to the end of the line.
SENTENCE = re.compile(r".+?(?:[.;]\s+(?=[A-Z])|$)")
KEYS = ("printed", "printed_text")


def quotations(tree: Any, path: Path = ()) -> Iterator[tuple[Path, str]]:
    steps = (
        tree.items()
        if isinstance(tree, dict)
        else enumerate(tree)
        if isinstance(tree, list)
        else ()
    )
    for step, part in steps:
        if step in KEYS and isinstance(part, str):
            yield (*path, step), part
        elif step in KEYS and isinstance(part, list):
            yield from (((*path, step, index), one) for index, one in enumerate(part))
        else:
            yield from quotations(part, (*path, step))


def places(tree: Any) -> dict[str, str]:
    """criteria[I1a].printed -> the words quoted there."""
    return {written(path, tree): words for path, words in quotations(tree)}


def unquoted_in(line: str, quoted: Iterable[str]) -> list[str]:
    """Its sentences of which nobody quotes a word."""
    spans = [
        (found.start(), found.end())
        for words in quoted
        for found in re.finditer(re.escape(words), line)
    ]
    return [
        sentence.group().strip()
        for sentence in SENTENCE.finditer(line)
        if sentence.group().strip()
        and not any(a < sentence.end() and sentence.start() < b for a, b in spans)
    ]
