"""How far two judges agree who sort the same cases into kinds without an order."""

from collections import Counter
from collections.abc import Hashable, Sequence


def kappa(judged: Sequence[tuple[Hashable, Hashable]]) -> float | None:
    """Agreement beyond what the two margins alone would give, as a share of what they leave room
    for (Cohen, Educ Psychol Meas 1960; 20: 37): -1 to 1. None where they leave nothing beyond, or
    nothing was judged."""
    total = len(judged)
    if not total:
        return None
    observed = sum(one == other for one, other in judged) / total
    first = Counter(one for one, _other in judged)
    second = Counter(other for _one, other in judged)
    by_chance = sum(first[kind] * second[kind] for kind in first) / total**2
    return None if by_chance == 1 else (observed - by_chance) / (1 - by_chance)
