"""Words of a protocol, in both languages of the trial, and the strictness all its parts share."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, StringConstraints

Language = Literal["en", "zh"]
Words = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]

# A name is what conditions refer to; a code is what rows store and never changes.
Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]
Code = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.+-]*$")]


class Part(BaseModel):
    """A piece of a protocol file: unknown keys are refused, and once read it never changes."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Text(Part):
    en: Words
    zh: Words

    def in_language(self, code: str) -> str:
        """Pick by any language tag: 'zh-hans' and 'zh' read Chinese, all others English."""
        return self.zh if code.lower().startswith("zh") else self.en

    def __str__(self) -> str:
        return self.en
