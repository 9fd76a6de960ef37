"""Turn what pydantic found into sentences for whoever writes the protocol."""

from collections.abc import Callable, Iterator, Mapping
from difflib import get_close_matches
from itertools import groupby

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from trials.domain.condition_nodes import JOINTS
from trials.domain.protocol.problems import Fault, Path
from trials.domain.protocol.routes import route, tags

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


def faults_in(error: ValidationError) -> Iterator[Fault]:
    details = [(route(detail["loc"]).path, detail) for detail in error.errors(include_url=False)]
    spoiled = {path[:length] for path, _ in details for length in range(len(path))}
    for path, group in groupby(details, key=lambda pair: pair[0]):
        # A list whose entry was refused counts as too short; the entry is what is wrong.
        said = [one for _, one in group if one["type"] != "too_short" or path not in spoiled]
        if said:
            yield fault(path, said)


def fault(path: Path, details: list[ErrorDetails]) -> Fault:
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


def no_kind(detail: ErrorDetails) -> tuple[str, str]:
    """Neither key nor value says which of several shapes is meant."""
    if detail["ctx"]["discriminator"] == "'kind'":
        kinds = tuple(f"'{tag}'" for tag in tags(route(detail["loc"]).kind))
        return "it names no kind", "kind to be " + one_of(kinds)
    return f"{found(detail)} is not a condition", one_of(JOINTS)


def unknown_kind(detail: ErrorDetails) -> tuple[str, str]:
    context = detail["ctx"]
    return f"'{context['tag']}' is of no known kind", "one of " + context["expected_tags"]


def broken_rule(detail: ErrorDetails) -> tuple[str, str]:
    return str(detail["ctx"]["error"]), ""


def misfit(detail: ErrorDetails) -> tuple[str, str]:
    return f"cannot take {found(detail)}", expected(detail)


COMPLAINTS: Mapping[str, Callable[[ErrorDetails], tuple[str, str]]] = {
    "extra_forbidden": unknown_key,
    "missing": missing_key,
    "union_tag_not_found": no_kind,
    "union_tag_invalid": unknown_kind,
    "value_error": broken_rule,
}


def expected(detail: ErrorDetails) -> str:
    if detail["type"] == "string_pattern_mismatch":
        return f"a name or code of the form {detail['ctx']['pattern']}"
    if detail["type"] in {"dict_type", "model_type"}:
        return "keys with their values"
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
    known = [field.alias or name for name, field in route(around).kind.model_fields.items()]
    close = get_close_matches(str(key), known, n=1)
    return f"'{close[0]}'" if close else one_of(tuple(known))
