"""A small complete protocol to spoil, one line at a time."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from trials.domain.protocol.loader import load
from trials.domain.protocol.problems import Problem, ProtocolError
from trials.domain.protocol.protocol import Protocol

TEXT = Path(__file__).with_name("two_arms.yaml").read_text(encoding="utf-8")


def two_arms() -> Protocol:
    return load(TEXT, name="two_arms.yaml")


def spoiled(old: str, new: str) -> str:
    """The text with its one `old` replaced."""
    assert TEXT.count(old) == 1, f"{old!r} stands {TEXT.count(old)} times in the text"
    return TEXT.replace(old, new)


def problems_in(text: str) -> list[Problem]:
    with pytest.raises(ProtocolError) as refused:
        load(text, name="two_arms.yaml")
    return list(refused.value.problems)


@dataclass(frozen=True)
class Spoiling:
    """Replace `old` by `new`; the problem is then on the line that holds `at`."""

    old: str
    new: str
    at: str
    key: str
    says: str
    expects: str = ""

    def check(self) -> None:
        text = spoiled(self.old, self.new)
        problems = problems_in(text)
        lines = text.splitlines()
        assert [problem.key for problem in problems] == [self.key]
        (problem,) = problems
        assert self.at in lines[problem.line - 1], f"line {problem.line}: {lines[problem.line - 1]}"
        assert self.says in problem.message
        assert self.expects in problem.expected
        assert problem.file == "two_arms.yaml"
