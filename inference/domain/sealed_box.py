"""Close a text so that only whoever holds the secret half of the key opens it again.

X25519 with a key of its own for each text, then AES-256-GCM. Any process may hold the public half:
what it closes it cannot open.
"""

import base64
import binascii
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from casebook.domain.sealing import KeyMissing, SealBroken

KEY_BYTES = 32
# A key that closes one text only needs no other nonce.
ONCE = bytes(12)


@dataclass(frozen=True)
class ClosingKeys:
    """The public halves. The first closes: to rotate, put a new one in front."""

    publics: tuple[bytes, ...]

    @classmethod
    def of(cls, encoded: Iterable[str]) -> "ClosingKeys":
        """As written in the environment: 32 bytes each, in base64."""
        return cls(tuple(base64.b64decode(text) for text in encoded))

    @property
    def encoded(self) -> tuple[str, ...]:
        return tuple(base64.b64encode(one).decode() for one in self.publics)

    def seal(self, text: str, *, owner: str, fresh: bytes) -> str:
        """`fresh` is 32 random bytes, never used twice."""
        if not self.publics:
            raise KeyMissing("no key is set")
        public, own = self.publics[0], X25519PrivateKey.from_private_bytes(fresh)
        shared = own.exchange(X25519PublicKey.from_public_bytes(public))
        sent = own.public_key().public_bytes_raw()
        cipher = AESGCM(derived(shared, sent, public))
        body = sent + cipher.encrypt(ONCE, text.encode(), owner.encode())
        return f"{name_of(public)}.{base64.b64encode(body).decode()}"


@dataclass(frozen=True)
class OpeningKeys:
    """The secret halves; every one opens what its public half closed."""

    secrets: tuple[X25519PrivateKey, ...] = field(repr=False)

    @classmethod
    def of(cls, encoded: Iterable[str]) -> "OpeningKeys":
        """As written in the environment: 32 bytes each, in base64."""
        keys = (base64.b64decode(text) for text in encoded)
        return cls(tuple(X25519PrivateKey.from_private_bytes(key) for key in keys))

    @property
    def closing(self) -> ClosingKeys:
        return ClosingKeys(tuple(one.public_key().public_bytes_raw() for one in self.secrets))

    def open(self, sealed: str, *, owner: str) -> str:
        name, _, encoded = sealed.partition(".")
        for secret, public in zip(self.secrets, self.closing.publics, strict=True):
            if name_of(public) == name:
                return opened(secret, public, encoded, owner)
        raise SealBroken(f"no key {name[:8]} here")


def opened(secret: X25519PrivateKey, public: bytes, encoded: str, owner: str) -> str:
    try:
        body = base64.b64decode(encoded, validate=True)
        sent = body[:KEY_BYTES]
        shared = secret.exchange(X25519PublicKey.from_public_bytes(sent))
        cipher = AESGCM(derived(shared, sent, public))
        return cipher.decrypt(ONCE, body[KEY_BYTES:], owner.encode()).decode()
    except (InvalidTag, binascii.Error, ValueError) as error:
        raise SealBroken("the sealed text does not belong here, or was changed") from error


def derived(shared: bytes, sent: bytes, public: bytes) -> bytes:
    info = b"concord sealed prediction" + sent + public
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=info).derive(shared)


def name_of(public: bytes) -> str:
    """Says which key opens a text."""
    return hashlib.sha256(b"concord closing key" + public).hexdigest()[:8]
