"""Every quotation a protocol carries, with its place."""

from collections.abc import Iterator
from typing import Any

from trials.domain.protocol.problems import Path, written

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
