"""Data-quality rules: what must hold between facts, on whichever form they stand."""

from enum import StrEnum

from trials.domain.condition_nodes import Condition
from trials.domain.text import Name, Part, Text


class Weight(StrEnum):
    """Does an endpoint, consent or safety rest on it?"""

    MAJOR = "major"
    MINOR = "minor"


class Rule(Part):
    """`expect` must hold as soon as everything it looks at is known; where it does not, `message`
    is asked of the site beside the question `ask`."""

    id: Name
    expect: Condition
    weight: Weight = Weight.MAJOR
    message: Text
    ask: Name
