"""`./bench --comparison 1000`: every section of hcc-adj that compares recommended with received, on
an invented cohort of so many, with 1,000 resamples. The computing alone: nothing is drawn."""

import os
import sys
from statistics import median
from time import perf_counter

PARTS = (
    "consistency",
    "consistency_within",
    "consistency_weighted",
    "consistency_value",
    "consistency_unmeasured",
    "consistency_landmarks",
    "strategy_performance",
)
ROUNDS = 5


def main(size: int) -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    import django

    django.setup()
    from tests.factories.compared import answer, world

    of = world(size)
    answer("consistency", of)  # the first call reads the protocol
    taken = {part: median(seconds(answer, part, of) for _round in range(ROUNDS)) for part in PARTS}
    for part, found in taken.items():
        sys.stdout.write(f"{part:<24}{found:>8.3f} s\n")
    sys.stdout.write(f"{'all, n = ' + str(size):<24}{sum(taken.values()):>8.3f} s\n")


def seconds(call, *given) -> float:
    began = perf_counter()
    call(*given)
    return perf_counter() - began


if __name__ == "__main__":
    main(int(sys.argv[1]))
