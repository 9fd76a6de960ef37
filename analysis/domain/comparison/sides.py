"""What the two sides of a contrast are called."""

from dataclasses import dataclass

from analysis.domain.tables import Label
from trials.domain.messages import message as _

CONSISTENT, INCONSISTENT = _("Consistent"), _("Inconsistent")


@dataclass(frozen=True, kw_only=True)
class Names:
    """What the two sides are called; contrasts are the first less, or over, the second."""

    first: Label
    second: Label


COHORTS = Names(first=CONSISTENT, second=INCONSISTENT)


def less(names: Names) -> Label:
    return _("{first} less {second}", first=names.first, second=names.second)


def over(names: Names) -> Label:
    return _("{first} over {second}", first=names.first, second=names.second)
