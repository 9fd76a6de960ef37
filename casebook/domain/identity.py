"""Who someone is, as long as it is not sealed."""

import json
import unicodedata
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Person:
    """What ties a code to a human being. Kept out of logs: `repr` tells nothing."""

    name: str
    birth_date: date
    record_number: str = ""
    phone: str = ""

    def __repr__(self) -> str:
        return "Person(...)"

    def as_text(self) -> str:
        content: dict[str, Any] = asdict(self)
        return json.dumps({**content, "birth_date": self.birth_date.isoformat()})

    @classmethod
    def from_text(cls, text: str) -> "Person":
        content = json.loads(text)
        return cls(**{**content, "birth_date": date.fromisoformat(content["birth_date"])})

    @property
    def fingerprint(self) -> str:
        """What two hospitals write alike: the name without spaces and case, and the birth date.

        Hospitals number their records each in its own way, so the number cannot tell.
        """
        name = "".join(unicodedata.normalize("NFKC", self.name).casefold().split())
        return f"{name}|{self.birth_date.isoformat()}"
