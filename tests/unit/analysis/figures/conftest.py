import numpy as np
import pytest

from analysis.domain.curve_tables import CurveSet, group_of
from analysis.domain.survival.times import SurvivalTimes
from trials.domain.text import Text

NEOADJUVANT = Text(en="Neoadjuvant", zh="新辅助")
SURGERY = Text(en="Surgery alone", zh="单纯手术")


def times(seed, size=60, hazard=0.5):
    rng = np.random.default_rng(seed)
    return SurvivalTimes.of(rng.integers(20, 1100, size), rng.random(size) < hazard)


@pytest.fixture
def build_curves():
    def build(*groups, **options):
        groups = groups or (("A", NEOADJUVANT, times(1)), ("B", SURGERY, times(2)))
        options = {
            "title": Text(en="Recurrence-free survival", zh="无复发生存"),
            "of": Text(en="Recurrence-free", zh="无复发"),
            "since": Text(en="surgery", zh="手术"),
            "at_months": (24,),
            "source": "Cut one",
            **options,
        }
        return CurveSet(key="rfs", groups=tuple(group_of(*group) for group in groups), **options)

    return build
