"""The keys predictions are sealed with. Only workers are given them; a page could not open one."""

from functools import cache

from django.conf import settings

from casebook.domain.sealing import Keyring


def prediction_keys() -> Keyring:
    return keyring_of(tuple(settings.PREDICTION_KEYS))


@cache
def keyring_of(encoded: tuple[str, ...]) -> Keyring:
    return Keyring.of(encoded)
