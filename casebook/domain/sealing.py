"""Seal a text for one owner: whoever copies it into another row cannot open it there."""

import base64
import binascii
import hashlib
import hmac
from collections.abc import Iterable
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

NONCE_BYTES = 12


class SealBroken(Exception):
    """The sealed text was changed, belongs to another owner, or its key is gone."""


class KeyMissing(Exception):
    """No key is set, so nothing can be sealed."""


@dataclass(frozen=True)
class Key:
    secret: bytes = field(repr=False)

    @property
    def id(self) -> str:
        """Says which key opens a text, and nothing about the key."""
        return self.made_for("name").hex()[:8]

    def made_for(self, purpose: str) -> bytes:
        # One secret, a separate key for each purpose: a hash never helps against the cipher.
        return hmac.new(self.secret, f"concord {purpose}".encode(), hashlib.sha256).digest()


@dataclass(frozen=True)
class Keyring:
    """The first key seals, every key opens: to rotate, put a new one in front."""

    keys: tuple[Key, ...] = field(repr=False)

    @classmethod
    def of(cls, encoded: Iterable[str]) -> "Keyring":
        """Keys as written in the environment: 32 bytes each, in base64."""
        return cls(tuple(Key(base64.b64decode(text)) for text in encoded))

    @property
    def first(self) -> Key:
        if not self.keys:
            raise KeyMissing("no key is set")
        return self.keys[0]

    def seal(self, text: str, *, owner: str, nonce: bytes) -> str:
        """AES-256-GCM; `nonce` is 12 fresh random bytes, never used twice."""
        cipher = AESGCM(self.first.made_for("seal"))
        body = nonce + cipher.encrypt(nonce, text.encode(), owner.encode())
        return f"{self.first.id}.{base64.b64encode(body).decode()}"

    def open(self, sealed: str, *, owner: str) -> str:
        key_id, _, encoded = sealed.partition(".")
        key = next((key for key in self.keys if key.id == key_id), None)
        if key is None:
            raise SealBroken(f"no key {key_id[:8]} here")
        try:
            body = base64.b64decode(encoded, validate=True)
            cipher = AESGCM(key.made_for("seal"))
            return cipher.decrypt(body[:NONCE_BYTES], body[NONCE_BYTES:], owner.encode()).decode()
        except (InvalidTag, binascii.Error, ValueError) as error:
            raise SealBroken("the sealed text does not belong here, or was changed") from error

    def index(self, fingerprint: str) -> str:
        """The keyed hash to store."""
        return self.indexes(fingerprint)[0]

    def indexes(self, fingerprint: str) -> tuple[str, ...]:
        """Under every key, newest first: rows written before a rotation are found as well."""
        _ = self.first
        return tuple(
            hmac.new(key.made_for("index"), fingerprint.encode(), hashlib.sha256).hexdigest()
            for key in self.keys
        )
