"""What a method is asked to do: the keys of a JSON object, each read once and checked."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, TypeVar

from analysis.domain.methods.unfit import Unfit

Choice = TypeVar("Choice", bound=StrEnum)
MISSING: Any = object()


class Spec:
    """Remembers which keys were read, so that a misspelt one is refused instead of ignored."""

    def __init__(self, values: Any, *, place: str = "") -> None:
        if not isinstance(values, Mapping):
            raise Unfit(f"{place or 'The specification'}: expected an object of keys and values.")
        self.values = values
        self.place = place
        self.read: set[str] = set()
        self.parts: list[Spec] = []

    def __contains__(self, key: str) -> bool:
        return key in self.values

    def any(self, key: str, default: Any = MISSING) -> Any:
        self.read.add(key)
        if key in self.values:
            return self.values[key]
        if default is MISSING:
            raise Unfit(f"{self.path(key)}: this key is needed.")
        return default

    def text(self, key: str, default: Any = MISSING) -> str:
        return self.typed(key, default, str, "a text")

    def flag(self, key: str, default: bool = False) -> bool:
        return self.typed(key, default, bool, "true or false")

    def number(self, key: str, default: Any = MISSING) -> float:
        return float(self.checked(key, self.any(key, default)))

    def whole(self, key: str, default: Any = MISSING) -> int:
        return self.typed(key, default, int, "a whole number")

    def numbers(self, key: str, default: Any = MISSING) -> list[float]:
        given = self.typed(key, default, list, "a list of numbers")
        return [float(self.checked(key, one)) for one in given]

    def texts(self, key: str, default: Any = MISSING) -> list[str]:
        given = self.typed(key, default, list, "a list of texts")
        for one in given:
            if not isinstance(one, str):
                raise Unfit(f"{self.path(key)}: expected a list of texts, found {one!r}.")
        return given

    def choice(self, key: str, kind: type[Choice], default: Choice) -> Choice:
        given = self.any(key, default)
        if given not in list(kind):
            raise Unfit(f"{self.path(key)}: {given!r} is not one of {', '.join(kind)}.")
        return kind(given)

    def part(self, key: str) -> "Spec":
        part = Spec(self.any(key), place=self.path(key))
        self.parts.append(part)
        return part

    def checked(self, key: str, given: Any) -> float:
        if isinstance(given, bool) or not isinstance(given, int | float):
            raise Unfit(f"{self.path(key)}: expected a number, found {given!r}.")
        return given

    def typed(self, key: str, default: Any, kind: type, expected: str) -> Any:
        given = self.any(key, default)
        if not isinstance(given, kind) or (kind is int and isinstance(given, bool)):
            raise Unfit(f"{self.path(key)}: expected {expected}, found {given!r}.")
        return given

    def path(self, key: str) -> str:
        return f"{self.place}.{key}" if self.place else key

    def refuse_unread(self) -> None:
        """Once everything was read, whatever is left was meant for something."""
        for part in self.parts:
            part.refuse_unread()
        strange = sorted(self.values.keys() - self.read)
        if strange:
            raise Unfit(
                f"{self.path(strange[0])}: nothing reads this key. "
                f"This method reads: {', '.join(sorted(self.read))}."
            )
