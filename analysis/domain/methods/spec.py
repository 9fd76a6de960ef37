"""What a method is asked to do: the keys of a JSON object, each read once and checked."""

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Any, TypeVar

from analysis.domain.methods.unfit import Unfit

Choice = TypeVar("Choice", bound=StrEnum)
MISSING: Any = object()

# Beyond what any measure reaches; squares and products of it stay finite.
LARGEST = 1e100
MOST = 1_000_000
BETWEEN, ABOVE = "a number between 0 and 1, neither of them", "a number above 0"
DAY = "a day, 0 or later"


def lies_between(number: float) -> bool:
    return 0 < number < 1


def lies_above(number: float) -> bool:
    return number > 0


def is_day(number: float) -> bool:
    return number >= 0


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

    def value(self, key: str, default: Any = MISSING) -> str | float:
        """What a cell of a table is compared with."""
        return self.typed(key, default, (str, int, float), "a text or a number")

    def several(self, key: str, default: Any = MISSING) -> list[str | float]:
        given = self.typed(key, default, list, "a list of values")
        for one in given:
            self.fitting(key, one, isinstance(one, str | int | float), "a list of values")
        return given

    def column(self, key: str) -> str | None:
        """A column that need not be named."""
        return None if self.any(key, None) is None else self.text(key)

    def pairs(self, key: str) -> Mapping[str, Any]:
        return self.typed(key, {}, Mapping, "an object of keys and values")

    def number(self, key: str, default: Any = MISSING) -> float:
        return self.checked(key, self.any(key, default))

    def share(self, key: str, default: Any = MISSING) -> float:
        return self.fit(key, self.number(key, default), lies_between, BETWEEN)

    def positive(self, key: str, default: Any = MISSING) -> float:
        return self.fit(key, self.number(key, default), lies_above, ABOVE)

    def day(self, key: str) -> float:
        return self.fit(key, self.number(key), is_day, DAY)

    def whole(self, key: str, default: Any = MISSING, *, most: int = MOST) -> int:
        given = self.typed(key, default, int, "a whole number")
        return self.fitting(key, given, 0 <= given <= most, f"a whole number from 0 to {most}")

    def numbers(self, key: str, default: Any = MISSING) -> list[float]:
        given = self.typed(key, default, list, "a list of numbers")
        return [self.checked(key, one) for one in given]

    def shares(self, key: str, default: Any = MISSING) -> list[float]:
        return [self.fit(key, one, lies_between, BETWEEN) for one in self.numbers(key, default)]

    def positives(self, key: str) -> list[float]:
        return [self.fit(key, one, lies_above, ABOVE) for one in self.numbers(key)]

    def days(self, key: str, default: Any = MISSING) -> list[float]:
        return [self.fit(key, one, is_day, DAY) for one in self.numbers(key, default)]

    def texts(self, key: str, default: Any = MISSING) -> list[str]:
        given = self.typed(key, default, list, "a list of texts")
        for one in given:
            self.fitting(key, one, isinstance(one, str), "a list of texts")
        return given

    def some_texts(self, key: str) -> list[str]:
        return self.fitting(key, self.texts(key), self.texts(key) != [], "at least one text")

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
        is_number = isinstance(given, int | float) and not isinstance(given, bool)
        self.fitting(key, given, is_number, "a number")
        return float(self.fitting(key, given, abs(given) <= LARGEST, "a finite number"))

    def typed(self, key: str, default: Any, kind: Any, expected: str) -> Any:
        given = self.any(key, default)
        is_kind = isinstance(given, kind) and (kind is bool or not isinstance(given, bool))
        return self.fitting(key, given, is_kind, expected)

    def fit(self, key: str, given: float, fits: Callable[[float], bool], expected: str) -> float:
        return float(self.fitting(key, given, fits(given), expected))

    def fitting(self, key: str, given: Any, fits: bool, expected: str) -> Any:
        if not fits:
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
