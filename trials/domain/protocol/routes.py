"""Follow pydantic's path to an error: which steps stand in the file, and which type is there.

Where one of several shapes is meant, pydantic puts the shape's name into the path; it may read like
a key ("fact", "all") and is none.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel, Tag

from trials.domain.condition_nodes import Reading
from trials.domain.protocol.problems import Path
from trials.domain.protocol.protocol import Protocol


@dataclass(frozen=True)
class Route:
    path: Path
    kind: Any


def route(location: Iterable[str | int]) -> Route:
    path: list[str | int] = []
    kind: Any = Protocol
    for step in location:
        member = shape(kind, step)
        if member is not None:
            kind = member
            continue
        kind = sole(kind)
        if is_written(kind, step):
            path.append(step)
        kind = inside(kind, step)
    return Route(tuple(path), sole(kind))


def is_written(kind: Any, step: str | int) -> bool:
    """In the file the readings of a condition stand directly beside the word `reading`."""
    if kind is Reading and step == "alternatives":
        return False
    return step != "[key]" and (is_model(kind) or get_origin(kind) in (dict, tuple))


def inside(kind: Any, step: str | int) -> Any:
    """The type of a field or an entry; the type itself where the step leads nowhere."""
    if is_model(kind):
        fields = {field.alias or name: field for name, field in kind.model_fields.items()}
        return fields[str(step)].annotation if step in fields else kind
    arguments = get_args(kind)
    if get_origin(kind) is dict:
        return arguments[1]
    return arguments[0] if get_origin(kind) is tuple else kind


def bare(kind: Any) -> Any:
    return bare(get_args(kind)[0]) if get_origin(kind) is Annotated else kind


def members(kind: Any) -> tuple[Any, ...]:
    """What a union may be, with the unions inside it opened."""
    kind = bare(kind)
    if not is_union(kind):
        return ()
    parts = (one for one in get_args(kind) if one is not type(None))
    return tuple(
        one for part in parts for one in ((part,) if tags_of(part) else members(part) or (part,))
    )


def sole(kind: Any) -> Any:
    """The one thing an optional may be; any other type as it is."""
    parts = members(kind)
    return bare(parts[0]) if len(parts) == 1 else bare(kind)


def shape(kind: Any, step: str | int) -> Any:
    return next((bare(one) for one in members(kind) if step in tags_of(one)), None)


def tags(kind: Any) -> tuple[str, ...]:
    return tuple(tag for one in members(kind) for tag in tags_of(one))


def tags_of(member: Any) -> list[str]:
    if get_origin(member) is Annotated:
        return [note.tag for note in get_args(member)[1:] if isinstance(note, Tag)]
    field = member.model_fields.get("kind") if is_model(member) else None
    named = field is not None and get_origin(field.annotation) is Literal
    return list(get_args(field.annotation)) if field is not None and named else []


def is_union(kind: Any) -> bool:
    return get_origin(kind) in (Union, UnionType)


def is_model(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, BaseModel)
