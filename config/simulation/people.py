"""Invented people: names put together from common ones, ages and sexes as the trials see them."""

from dataclasses import dataclass
from datetime import date, timedelta

from casebook.domain.identity import Person
from config.simulation.chance import Chance

SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗"
GIVEN = "建华志强秀英海燕桂兰文明国平春梅德福玉珍永红晓东丽娟忠义"
A_YEAR = 365.25


@dataclass(frozen=True, kw_only=True)
class Population:
    """Mean age with its spread, and how many in a hundred are men."""

    age: float
    spread: float
    men: float


# Chinese patients resected for hepatocellular carcinoma (mean in the fifties, six men for each
# woman) and those with rectal cancer, rounded from what cohorts commonly print.
LIVER = Population(age=56, spread=10, men=0.85)
RECTUM = Population(age=60, spread=11, men=0.62)


@dataclass(frozen=True, kw_only=True)
class Somebody:
    person: Person
    age: int
    sex: str


def somebody(chance: Chance, population: Population, *, on: date, mark: str) -> Somebody:
    """Of an age that the trials admit on that day; who is too old is drawn on purpose."""
    years = min(max(chance.normal(population.age, population.spread), 25), 75)
    sex = "male" if chance.happens(population.men) else "female"
    return of_age(chance, years=int(years), sex=sex, on=on, mark=mark)


def of_age(chance: Chance, *, years: int, sex: str, on: date, mark: str) -> Somebody:
    # Two weeks past a birthday at least, so that the age holds whatever the day of the consent.
    days = chance.whole(14, 350)
    born = on - timedelta(days=int(years * A_YEAR) + days)
    name = chance.one_of(SURNAMES) + chance.one_of(GIVEN) + chance.one_of(GIVEN)
    person = Person(name=name, birth_date=born, record_number=f"SYN-{mark}")
    return Somebody(person=person, age=years, sex=sex)
