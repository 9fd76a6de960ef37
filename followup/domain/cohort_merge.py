"""Three versions of the same answers: as imported, as they stand, as a corrected file has them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Merge:
    """`taken` are the names that the file moves; `conflicts` those that a person moved as well,
    elsewhere."""

    result: Mapping[str, Any]
    taken: tuple[str, ...] = ()
    conflicts: tuple[str, ...] = ()


GONE = object()


def as_imported(versions: Iterable[tuple[bool, Mapping[str, Any]]]) -> dict[str, Any]:
    """Each answer as an import last moved it. `versions` are all of one record, oldest first, each
    with whether an import wrote it: what a person wrote before stands in the import's as well."""
    base: dict[str, Any] = {}
    before: Mapping[str, Any] = {}
    for by_import, content in versions:
        if by_import:
            base |= {
                name: content.get(name, GONE)
                for name in {*before, *content}
                if before.get(name, GONE) != content.get(name, GONE)
            }
        before = content
    return {name: value for name, value in base.items() if value is not GONE}


def merge(*, base: Mapping[str, Any], stands: Mapping[str, Any], file: Mapping[str, Any]) -> Merge:
    """Whatever the file leaves as it was imported stays as it stands now."""
    names = list(dict.fromkeys([*stands, *file, *base]))
    moved = [
        name
        for name in names
        if file.get(name, GONE) not in (base.get(name, GONE), stands.get(name, GONE))
    ]
    conflicts = [name for name in moved if base.get(name, GONE) != stands.get(name, GONE)]
    taken = [name for name in moved if name not in conflicts]
    result = {
        name: value
        for name in names
        if (value := (file if name in taken else stands).get(name, GONE)) is not GONE
    }
    return Merge(result=result, taken=tuple(taken), conflicts=tuple(conflicts))
