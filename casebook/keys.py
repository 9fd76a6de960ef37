"""The keys identities are sealed with: from the environment, never from the database."""

from functools import cache

from django.conf import settings

from casebook.domain.sealing import Keyring


def identity_keys() -> Keyring:
    return keyring_of(tuple(settings.IDENTITY_KEYS))


@cache
def keyring_of(encoded: tuple[str, ...]) -> Keyring:
    return Keyring.of(encoded)
