"""What is committed to when a prediction is sealed, and what opens it again.

The commitment is published when the prediction is made; the nonce in it keeps anybody from trying
out the few possible values. All sealed texts have one length, or the length would tell.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from audit.content import canonical_json

SIZE, NONCE_BYTES = 4096, 32


class NotSealable(Exception):
    """The output is too long, or is no plain JSON."""


@dataclass(frozen=True, kw_only=True)
class Opening:
    """The output in canonical bytes, and the random nonce it was committed with."""

    canonical: bytes = field(repr=False)
    nonce: bytes = field(repr=False)

    @classmethod
    def of(cls, output: Mapping[str, Any], *, nonce: bytes) -> "Opening":
        try:
            canonical = canonical_json(dict(output))
            # json writes NaN and Infinity, which are no JSON.
            json.loads(canonical, parse_constant=not_finite)
        except (TypeError, ValueError) as error:
            raise NotSealable("the output is no plain JSON") from error
        if len(canonical) > SIZE:
            raise NotSealable(f"the output has {len(canonical)} bytes, and {SIZE} fit")
        return cls(canonical=canonical, nonce=nonce)

    @classmethod
    def unpack(cls, text: str) -> "Opening":
        body = text.encode()
        return cls(canonical=body[:SIZE].rstrip(b" "), nonce=bytes.fromhex(body[SIZE:].decode()))

    def pack(self) -> str:
        """Always as long: SIZE bytes of JSON, filled up with spaces, and the nonce."""
        return self.canonical.ljust(SIZE, b" ").decode() + self.nonce.hex()

    @property
    def commitment(self) -> str:
        return hashlib.sha256(self.canonical + self.nonce).hexdigest()

    @property
    def output(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.canonical)
        return found


def not_finite(name: str) -> float:
    raise ValueError(name)
