"""The keys predictions are sealed with. Every process may hold the public half and close with it;
only workers are given the secret half, so a page could not open one."""

from functools import cache

from django.conf import settings

from inference.domain.sealed_box import ClosingKeys, OpeningKeys


def opening_keys() -> OpeningKeys:
    return opening_keys_of(tuple(settings.PREDICTION_KEYS))


def closing_keys() -> ClosingKeys:
    """Of whoever can open, their own; else those that were given."""
    own = opening_keys().closing
    return own if own.publics else ClosingKeys.of(settings.PREDICTION_CLOSING_KEYS)


@cache
def opening_keys_of(encoded: tuple[str, ...]) -> OpeningKeys:
    return OpeningKeys.of(encoded)
