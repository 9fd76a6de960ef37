"""Participant codes: trial, site, number and a check character, as in HN01-0007-8.

The code goes on tubes, discs and telephone calls, so a slip must not become another person. The
usual check over 36 characters (ISO 7064 MOD 37,36) lets a few neighboring swaps pass, 01 for 10
among them. Here the characters are elements of the ring GF(4) x GF(9), which has exactly 36, and
each place weighs `WEIGHT` times the next. Neither WEIGHT nor WEIGHT - 1 divides zero, so every
single wrong character and every swap of two neighbors is caught.
"""

import re
from dataclasses import dataclass
from functools import reduce
from string import ascii_uppercase, digits
from typing import Self

from trials.domain.messages import Message
from trials.domain.messages import message as _

ALPHABET = digits + ascii_uppercase
SHAPE = re.compile(r"([A-Z]{2})([A-Z0-9]{1,8})-(\d{4,6})-([A-Z0-9])", re.ASCII)

# In GF(4) the weight is the element 2: 2 x 2 is 3, 2 x 3 is 1, and adding is exclusive or.
DOUBLED = (0, 2, 3, 1)


class InvalidCode(ValueError):
    def __init__(self, message: Message) -> None:
        super().__init__(message)
        self.message = message


@dataclass(frozen=True, kw_only=True)
class ParticipantCode:
    trial: str
    site: str
    number: int

    def __post_init__(self) -> None:
        if SHAPE.fullmatch(f"{self.body}-0") is None:
            raise InvalidCode(_("“{body}” cannot begin a participant code.", body=self.body))

    @property
    def body(self) -> str:
        return f"{self.trial}{self.site}-{self.number:04}"

    def __str__(self) -> str:
        return f"{self.body}-{check_character(self.body)}"

    @classmethod
    def read(cls, text: str) -> Self:
        """Take a code as someone typed it: lower case and spaces are forgiven, nothing else."""
        plain = "".join(text.split()).upper()
        found = SHAPE.fullmatch(plain)
        if found is None:
            raise InvalidCode(
                _("“{text}” is not a participant code. Write it like HN01-0007-8.", text=text)
            )
        if total(plain) != 0:
            raise InvalidCode(
                _(
                    "“{text}” is not a participant code: a character is wrong, or two are swapped. "
                    "Compare it with the label.",
                    text=text,
                )
            )
        trial, site, number, _check = found.groups()
        return cls(trial=trial, site=site, number=int(number))


def trial_letters(slug: str) -> str:
    """The two letters a trial's codes begin with: hcc-neo gives HN, crlm gives CR."""
    parts = slug.upper().split("-")
    return parts[0][0] + (parts[1][0] if len(parts) > 1 else parts[0][1])


def check_character(body: str) -> str:
    """The character that makes the weighted total zero."""
    return ALPHABET[negative(times_weight(total(body)))]


def total(code: str) -> int:
    """The weighted total of the code's letters and digits; zero for a code with its check."""
    values = (ALPHABET.index(character) for character in code if character != "-")
    return reduce(lambda sum_so_far, value: add(times_weight(sum_so_far), value), values, 0)


def add(one: int, other: int) -> int:
    (a, b, c), (d, e, f) = split(one), split(other)
    return join(a ^ d, (b + e) % 3, (c + f) % 3)


def negative(value: int) -> int:
    a, b, c = split(value)
    return join(a, -b % 3, -c % 3)


def times_weight(value: int) -> int:
    """Multiply by 2 in GF(4) and by 1 + i in GF(9), whose elements are b + ci over three."""
    a, b, c = split(value)
    return join(DOUBLED[a], (b - c) % 3, (b + c) % 3)


def split(value: int) -> tuple[int, int, int]:
    ninth, fourth = divmod(value, 4)
    return fourth, ninth // 3, ninth % 3


def join(a: int, b: int, c: int) -> int:
    return a + 4 * (3 * b + c)
