"""What a signature is given on, and who was found to be giving it.

content = Content(value={"verdict": "eligible"}, parts={"I6a": {...}})
token = content.as_shown().token()             # goes out with the page
Shown.parse(token).differs_from(content)       # what changed since, when it comes back
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from audit.content import sha256_of


@dataclass(frozen=True, kw_only=True)
class Shown:
    """The hash of what a page showed, and of each part of it by the name its reader knows."""

    sha256: str
    parts: Mapping[str, str] = field(default_factory=dict)

    def token(self) -> str:
        return json.dumps({"sha256": self.sha256, "parts": self.parts}, ensure_ascii=False)

    @classmethod
    def parse(cls, token: str) -> "Shown":
        """What cannot be read was not shown: it agrees with nothing."""
        try:
            read = json.loads(token)
            parts = {str(name): str(value) for name, value in read["parts"].items()}
            return cls(sha256=str(read["sha256"]), parts=parts)
        except (ValueError, TypeError, KeyError, AttributeError):
            return cls(sha256="")

    def part(self, name: str) -> "Shown":
        """One line of a list, to be signed by itself."""
        return Shown(sha256=self.parts.get(name, ""))

    def differs_from(self, now: "Content") -> bool:
        return self.sha256 != now.sha256

    def changed_in(self, now: "Content") -> list[str]:
        """The names of the parts that are new, gone or say something else."""
        current = now.as_shown().parts
        gone = [name for name in self.parts if name not in current]
        return [name for name in current if self.parts.get(name) != current[name]] + gone


@dataclass(frozen=True, kw_only=True)
class Content:
    """Exactly what is signed; `parts` only serve to say which of them changed."""

    value: Any
    parts: Mapping[str, Any] = field(default_factory=dict)

    @property
    def sha256(self) -> str:
        return sha256_of(self.value)

    def as_shown(self) -> Shown:
        parts = {str(name): sha256_of(part) for name, part in self.parts.items()}
        return Shown(sha256=self.sha256, parts=parts)


@dataclass(frozen=True, kw_only=True)
class Proof:
    """That a person was identified just now, and by which components. Only whoever checks them
    makes one."""

    user: Any
    components: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Signing:
    """One person's will to sign what was shown."""

    proof: Proof
    shown: Shown

    def of(self, part: str) -> "Signing":
        return Signing(proof=self.proof, shown=self.shown.part(part))
