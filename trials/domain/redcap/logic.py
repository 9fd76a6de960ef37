"""Shown-when as REDCap's branching logic and back: [smokes] = '1' and [ecog] <> '2'."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from trials.domain.condition_nodes import AllOf, AnyOf, Comparison, Condition, FactReference, Not
from trials.domain.protocol.forms import Item, ItemType

TOKEN = re.compile(
    r"\s*(?:(?P<field>\[[a-z][a-z0-9_]*(?:\((?P<code>[^()]*)\))?\])|(?P<op><>|!=|<=|>=|=|<|>)"
    r"|(?P<text>'[^']*'|\"[^\"]*\")|(?P<number>-?\d+(?:\.\d+)?)|(?P<word>and|or)\b|(?P<round>[()]))",
    re.IGNORECASE,
)
NEGATED = {"=": "<>", "<>": "=", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}


class Unsayable(ValueError):
    """One side has no words for what the other says."""


def written(condition: Condition, items: Mapping[str, Item], *, negated: bool = False) -> str:
    """Raises Unsayable. REDCap has no `not`: it is pushed down to the comparisons."""
    match condition:
        case AllOf():
            return joined(condition.all, " or " if negated else " and ", items, negated)
        case AnyOf():
            return joined(condition.any, " and " if negated else " or ", items, negated)
        case Not():
            return written(condition.not_, items, negated=not negated)
        case Comparison():
            return comparison(condition, items, negated)
    raise Unsayable("it has several readings")


def joined(
    parts: tuple[Condition, ...], word: str, items: Mapping[str, Item], negated: bool
) -> str:
    texts = [written(part, items, negated=negated) for part in parts]
    return texts[0] if len(texts) == 1 else f"({word.join(texts)})"


def comparison(one: Comparison, items: Mapping[str, Item], negated: bool) -> str:
    if one.fact not in items:
        raise Unsayable(f"{one.fact} is no question of a form")
    item, operand = items[one.fact], one.operand(one.operator)
    if isinstance(operand, FactReference) or one.operator in {"before", "after", "within", "count"}:
        raise Unsayable(f"{one.operator} of {one.fact} compares with more than a fixed value")
    word = " and " if negated else " or "
    match one.operator:
        case "is":
            return equals(item, operand, negated)
        case "one_of":
            texts = [equals(item, value, negated) for value in operand]
            return texts[0] if len(texts) == 1 else f"({word.join(texts)})"
        case "present":
            return f"[{item.id}] {'<>' if operand is not negated else '='} ''"
        case "between":
            low, high = (numeric(value, one) for value in operand)
            inside = (f"[{item.id}] >= {low}", f"[{item.id}] <= {high}")
            outside = (f"[{item.id}] < {low}", f"[{item.id}] > {high}")
            return f"({' or '.join(outside)})" if negated else f"({' and '.join(inside)})"
    sign = ">=" if one.operator == "at_least" else "<="
    return f"[{item.id}] {NEGATED[sign] if negated else sign} {numeric(operand, one)}"


def equals(item: Item, value: object, negated: bool) -> str:
    sign = "<>" if negated else "="
    if item.type is ItemType.CHOICES:
        return f"[{item.id}({value})] {sign} '1'"
    said = ("1" if value else "0") if isinstance(value, bool) else value
    return f"[{item.id}] {sign} '{said}'"


def numeric(value: object, one: Comparison) -> object:
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise Unsayable(f"{one.operator} of {one.fact} compares with more than a fixed value")
    return value


@dataclass
class Reader:
    """Recursive descent over the tokens; `and` binds closer than `or`."""

    types: Mapping[str, str]
    tokens: list[Mapping[str, str]] = field(default_factory=list)
    at: int = 0

    def read(self, text: str) -> dict[str, Any]:
        self.tokens = list(tokens_of(text))
        found = self.either()
        if self.at < len(self.tokens):
            raise Unsayable("it goes on after its end")
        return found

    def either(self) -> dict[str, Any]:
        return self.chain("or", self.both, "any")

    def both(self) -> dict[str, Any]:
        return self.chain("and", self.single, "all")

    def chain(self, word: str, part: Any, key: str) -> dict[str, Any]:
        parts = [part()]
        while self.peek("word").lower() == word:
            self.at += 1
            parts.append(part())
        return parts[0] if len(parts) == 1 else {key: parts}

    def single(self) -> dict[str, Any]:
        if self.peek("round") == "(":
            self.at += 1
            found = self.either()
            if self.peek("round") != ")":
                raise Unsayable("a bracket is not closed")
            self.at += 1
            return found
        name, code = self.field()
        return self.compared(name, code, self.take("op"), self.value())

    def field(self) -> tuple[str, str]:
        token = self.tokens[self.at] if self.at < len(self.tokens) else {}
        name = self.take("field").strip("[]").partition("(")[0]
        if name not in self.types:
            raise Unsayable(f"[{name}] is no field that was carried over")
        return name, token.get("code") or ""

    def value(self) -> str:
        return self.take("number" if self.peek("number") else "text").strip("'\"")

    def peek(self, kind: str) -> str:
        found = self.tokens[self.at].get(kind) if self.at < len(self.tokens) else ""
        return found or ""

    def take(self, kind: str) -> str:
        found = self.peek(kind)
        if not found:
            raise Unsayable("it uses more than fields, fixed values, and, or")
        self.at += 1
        return found

    def compared(self, name: str, code: str, sign: str, value: str) -> dict[str, Any]:
        if code:
            return self.ticked(name, code, (sign == "=") is (value == "1"))
        if sign in {"=", "<>", "!="}:
            same = (
                {"fact": name, "present": False}
                if not value
                else {"fact": name, "is": self.typed(name, value)}
            )
            return same if sign == "=" else opposite(same)
        number = {"fact": name, ("at_least" if sign[0] == ">" else "at_most"): measure(value)}
        if sign in {">=", "<="}:
            return number
        # More than 5 is: not 5 or less.
        return {"not": {"fact": name, ("at_most" if sign == ">" else "at_least"): measure(value)}}

    def ticked(self, name: str, code: str, is_ticked: bool) -> dict[str, Any]:
        if self.types[name] != ItemType.CHOICES:
            raise Unsayable(f"[{name}({code})] is asked of a field without several choices")
        ticked = {"fact": name, "is": code}
        return ticked if is_ticked else {"not": ticked}

    def typed(self, name: str, value: str) -> object:
        kind = self.types[name]
        if kind == ItemType.YES_NO:
            return value == "1"
        return measure(value) if kind in {ItemType.NUMBER, ItemType.INTEGER} else value


def opposite(same: dict[str, Any]) -> dict[str, Any]:
    if "present" in same:
        return {**same, "present": not same["present"]}
    return {"not": same}


def measure(value: str) -> int | Decimal:
    if not re.fullmatch(r"-?\d+(\.\d+)?", value):
        raise Unsayable(f"'{value}' is no number")
    return Decimal(value) if "." in value else int(value)


def tokens_of(text: str) -> Iterator[Mapping[str, str]]:
    at = 0
    while at < len(text.rstrip()):
        found = TOKEN.match(text, at)
        if found is None:
            raise Unsayable("it uses more than fields, fixed values, and, or")
        yield {name: one for name, one in found.groupdict().items() if one is not None}
        at = found.end()
