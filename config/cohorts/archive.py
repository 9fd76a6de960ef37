"""What every invented archive shares: hospitals, people, days. Nobody in it exists.

Distributions are plausible and invented; nothing may be concluded from them. The same seed gives
the same file on every machine, and a longer file begins with the shorter one.
"""

import csv
import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from config.simulation.chance import Chance

Cells = dict[str, str]
Draw = Callable[["Archived"], Cells]


@dataclass(frozen=True, kw_only=True)
class Archived:
    """Who was operated when, and the chance that decides the rest."""

    trial: str
    center: str
    number: int
    chance: Chance
    sex: str
    age: int
    surgery: date

    @property
    def name(self) -> str:
        """Seen at once as nobody's name."""
        return f"合成病例 {self.trial} {self.center} {self.number:05}"

    def birth_date(self) -> date:
        birthday = self.surgery.replace(year=self.surgery.year - self.age, day=1)
        return birthday - timedelta(days=self.chance.apart("birth").whole(0, 330))

    def after(self, days: float) -> date:
        return self.surgery + timedelta(days=round(days))

    def cells(self) -> Cells:
        return {
            "center": self.center,
            "record": str(self.number),
            "name": self.name,
            "birth_date": self.birth_date().isoformat(),
            "sex": {"female": "F", "male": "M"}[self.sex],
            "age": str(self.age),
            "surgery_date": self.surgery.isoformat(),
        }


@dataclass(frozen=True, kw_only=True)
class Archive:
    """Operations of these years, followed up to the day the records were read."""

    trial: str
    first_surgery: date
    last_surgery: date
    mean_age: int
    share_of_men: float
    draw: Draw

    def archived(self, seed: int, index: int, centers: Sequence[str]) -> Archived:
        center, number = centers[index % len(centers)], index // len(centers) + 1
        chance = Chance("archive", self.trial, center, seed, number)
        return Archived(
            trial=self.trial,
            center=center,
            number=number,
            chance=chance,
            sex="male" if chance.happens(self.share_of_men) else "female",
            age=min(75, max(19, round(chance.normal(self.mean_age, 10)))),
            surgery=chance.day(self.first_surgery, self.last_surgery),
        )

    def rows(self, *, count: int, seed: int, centers: Sequence[str]) -> Iterator[Cells]:
        for index in range(count):
            archived = self.archived(seed, index, centers)
            yield {**archived.cells(), **self.draw(archived)}


def as_csv(rows: Iterator[Cells]) -> str:
    first = next(rows)
    out = io.StringIO()
    writer = csv.DictWriter(out, fieldnames=list(first), lineterminator="\n")
    writer.writeheader()
    writer.writerow(first)
    writer.writerows(rows)
    return out.getvalue()


def iso(day: date | None) -> str:
    return day.isoformat() if day else ""


def vaguely(day: date | None, chance: Chance, share: float) -> str:
    """Some dates are known to the month only."""
    return iso(day)[:7] if chance.happens(share) else iso(day)


def flag(value: bool) -> str:
    return "1" if value else "0"


def known(text: str, chance: Chance, share_missing: float) -> str:
    """Some cells of any archive are blank."""
    return "" if chance.happens(share_missing) else text


def number(value: float, digits: int = 1) -> str:
    return f"{value:.{digits}f}"


def earliest(*days: date | None) -> date:
    return min(day for day in days if day is not None)


def weighed(chance: Chance, **weights: float) -> str:
    return chance.weighed(weights)


def several(chance: Chance, shares: Mapping[str, float]) -> str:
    """At least one of them, in one cell."""
    found = [name for name, share in shares.items() if chance.happens(share)]
    return ";".join(found or [next(iter(shares))])
