"""Turn what pydantic found into sentences for whoever writes the protocol."""

from collections.abc import Callable, Iterator, Mapping
from difflib import get_close_matches
from itertools import groupby
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel, Tag, ValidationError
from pydantic_core import ErrorDetails

from trials.domain.condition_nodes import JOINTS
from trials.domain.protocol.problems import Fault, Path
from trials.domain.protocol.protocol import Protocol

# What to write where something is missing, for the keys people forget.
NEEDED: Mapping[str, str] = {
    "censor_at": "the fact at which observation ends, such as last_adequate_imaging",
    "origin": "the fact the clock starts from, such as surgery_date",
    "zh": "the same words in Chinese: every text stands in en and zh",
    "en": "the same words in English: every text stands in en and zh",
    "window": "the days around the due day, such as [-14, 14]",
    "printed": "the words of the source, or an explicit null or false where it prints none",
    "chosen": "the reading that counts, one of those under readings",
}

VALUE = "text, a number, a date, true or false, or {fact: name}"


def faults_in(error: ValidationError, data: Any) -> Iterator[Fault]:
    details = error.errors(include_url=False)
    located = [(path_in(detail, data), detail) for detail in details]
    for path, group in groupby(located, key=lambda pair: pair[0]):
        yield fault(path, [detail for _, detail in group], data)


def path_in(detail: ErrorDetails, data: Any) -> Path:
    """The place in the file: pydantic's path less the steps that only name a type."""
    path: list[str | int] = []
    *steps, final = detail["loc"] or ("",)
    for step in steps:
        if has(data, step):
            data = data[step]
            path.append(step)
    if has(data, final) or detail["type"] == "missing":
        path.append(final)
    return tuple(path)


def has(data: Any, step: str | int) -> bool:
    if isinstance(data, list):
        return isinstance(step, int) and step < len(data)
    return isinstance(data, dict) and step in data


def fault(path: Path, details: list[ErrorDetails], data: Any) -> Fault:
    detail = details[0]
    if len(details) > 1:
        # Every kind of value refused it, each with its own complaint.
        return Fault(path, f"cannot take {found(detail)}", VALUE)
    return Fault(path, *COMPLAINTS.get(detail["type"], misfit)(detail))


def unknown_key(detail: ErrorDetails) -> tuple[str, str]:
    return f"unknown key '{detail['loc'][-1]}'", nearest_key(detail)


def missing_key(detail: ErrorDetails) -> tuple[str, str]:
    key = str(detail["loc"][-1])
    return f"the key '{key}' is missing", NEEDED.get(key, "")


def no_condition(detail: ErrorDetails) -> tuple[str, str]:
    return f"{found(detail)} is not a condition", one_of(JOINTS)


def broken_rule(detail: ErrorDetails) -> tuple[str, str]:
    return str(detail["ctx"]["error"]), ""


def misfit(detail: ErrorDetails) -> tuple[str, str]:
    return f"cannot take {found(detail)}", expected(detail)


COMPLAINTS: Mapping[str, Callable[[ErrorDetails], tuple[str, str]]] = {
    "extra_forbidden": unknown_key,
    "missing": missing_key,
    "union_tag_not_found": no_condition,
    "value_error": broken_rule,
}


def expected(detail: ErrorDetails) -> str:
    context = detail.get("ctx", {})
    if "expected_tags" in context:
        return "kind to be one of " + context["expected_tags"]
    if detail["type"] == "string_pattern_mismatch":
        return f"a name or code of the form {context['pattern']}"
    said = detail["msg"].removeprefix("Input should be ")
    return said[0].lower() + said[1:]


def found(detail: ErrorDetails) -> str:
    value = detail["input"]
    if isinstance(value, dict):
        return "a mapping of " + (", ".join(map(str, value)) or "nothing")
    if isinstance(value, list):
        return f"a list of {len(value)}"
    return "nothing" if value is None else f"'{value}'"


def one_of(words: tuple[str, ...]) -> str:
    return "one of " + ", ".join(words)


def nearest_key(detail: ErrorDetails) -> str:
    *around, key = detail["loc"]
    known = known_keys(tuple(around))
    close = get_close_matches(str(key), known, n=1)
    return f"'{close[0]}'" if close else one_of(tuple(known))


def known_keys(location: Path) -> list[str]:
    """The keys allowed at a place in the schema, found by walking its annotations."""
    kind: Any = Protocol
    for step in location:
        kind = inner(kind, step)
    kind = model_of(kind)
    return [field.alias or name for name, field in kind.model_fields.items()] if kind else []


def inner(kind: Any, step: str | int) -> Any:
    """The type one step further: a field, an entry, or the union member so tagged."""
    kind = bare(kind)
    if is_model(kind):
        fields = {field.alias or name: field for name, field in kind.model_fields.items()}
        return fields[str(step)].annotation if step in fields else kind
    if get_origin(kind) in (Union, UnionType):
        return tagged(kind, str(step)) or inner(optional(kind), step)
    return get_args(kind)[-1 if get_origin(kind) is dict else 0]


def bare(kind: Any) -> Any:
    return bare(get_args(kind)[0]) if get_origin(kind) is Annotated else kind


def optional(kind: Any) -> Any:
    return next(one for one in get_args(kind) if one is not type(None))


def tagged(kind: Any, tag: str) -> Any:
    return next((one for one in get_args(kind) if tag in tags_of(one)), None)


def tags_of(member: Any) -> list[str]:
    if get_origin(member) is Annotated:
        return [note.tag for note in get_args(member)[1:] if isinstance(note, Tag)]
    kinds = member.model_fields["kind"].annotation if is_model(member) else None
    return list(get_args(kinds)) if get_origin(kinds) is Literal else []


def is_model(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, BaseModel)


def model_of(kind: Any) -> Any:
    kind = bare(kind)
    if get_origin(kind) in (Union, UnionType):
        kind = bare(optional(kind))
    return kind if is_model(kind) else None
