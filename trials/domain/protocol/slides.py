"""Tissue slides a trial asks for: from when they are due, and which answer settles them."""

from trials.domain.condition_nodes import Condition
from trials.domain.text import Name, Part, Text


class Slides(Part):
    """Due from the day of the date fact `since`, when the tissue was taken, until the question
    `until` is answered, also with a reason for none, while `when` holds. Where that question needs
    a box of the consent form, nothing is due without it."""

    id: Name
    label: Text
    since: Name
    until: Name
    when: Condition | None = None
