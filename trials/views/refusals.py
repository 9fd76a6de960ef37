"""What a page does with an act that was refused."""

from audit.acts import Refusal
from trials.permissions import NotPermitted


def said(refusal: Refusal) -> str:
    """The sentence for the top of the form. Whom no mending helps goes to the 403 page instead."""
    if isinstance(refusal, NotPermitted):
        raise refusal
    return str(refusal)
