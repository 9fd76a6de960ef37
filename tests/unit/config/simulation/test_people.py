from datetime import date

import pytest

from config.simulation.chance import Chance
from config.simulation.people import LIVER, RECTUM, of_age, somebody
from trials.domain.scores import age_on

DAY = date(2026, 2, 28)


@pytest.mark.parametrize("population", [LIVER, RECTUM])
def test_ages_and_sexes_are_those_of_the_population(population):
    drawn = [somebody(Chance("p", n), population, on=DAY, mark=str(n)) for n in range(1500)]
    ages = [one.age for one in drawn]
    assert sum(ages) / 1500 == pytest.approx(population.age, abs=1.5)
    assert sum(one.sex == "male" for one in drawn) / 1500 == pytest.approx(population.men, abs=0.05)
    assert min(ages) >= 25
    assert max(ages) <= 75


@pytest.mark.parametrize("years", [25, 66, 75, 78])
def test_the_birth_date_gives_the_age_on_that_day(years):
    for number in range(200):
        one = of_age(Chance(number), years=years, sex="male", on=DAY, mark="1")
        assert age_on(birth=one.person.birth_date, on=DAY) == years


def test_a_record_number_says_that_it_is_invented():
    one = somebody(Chance("x"), LIVER, on=DAY, mark="synthetic 1/3/2")
    assert one.person.record_number == "SYN-synthetic 1/3/2"
