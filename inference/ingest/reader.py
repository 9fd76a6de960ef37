"""Has files read by the confined child, and survives whatever that does."""

import json
import os
import secrets
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import TracebackType
from typing import Any

from pydantic import TypeAdapter

from inference.domain.file_faults import Fault, FileFault
from inference.domain.series import Instance
from inference.ingest.limits import LIMITS

CHILD = Path(__file__).with_name("child.py")
LONGEST_ANSWER = 64 * 1024
INSTANCE = TypeAdapter(Instance)
# The kernel's ways to say: ten seconds of work are over.
OUT_OF_TIME = {-signal.SIGXCPU, -signal.SIGKILL}

Found = Instance | FileFault | None


class Died(Exception):
    def __init__(self, fault: Fault) -> None:
        self.fault = fault
        super().__init__(fault.value)


class Reader:
    """One child for many files; another takes its place when it dies of one."""

    def __init__(self, *, code: str, seconds: float = LIMITS.wall_seconds) -> None:
        self.about = {"code": code, "salt": secrets.token_hex(16)}
        self.seconds = seconds
        self.child: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> "Reader":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.end()

    def read(self, number: int, path: Path) -> Found:
        """None for a file that belongs to an export and is no image: the table of contents."""
        try:
            answer = self.ask({"path": str(path), **self.about})
        except Died as died:
            self.end()
            return FileFault(file=number, fault=died.fault)
        return understood(number, answer)

    def ask(self, request: dict[str, Any]) -> Any:
        child = self.child = self.child or start()
        assert child.stdin is not None
        try:
            child.stdin.write(json.dumps(request).encode() + b"\n")
            child.stdin.flush()
        except BrokenPipeError:
            raise Died(Fault.CRASHED) from None
        line = self.line(child)
        try:
            return json.loads(line)
        except ValueError:
            raise Died(Fault.CRASHED) from None

    def line(self, child: subprocess.Popen[bytes]) -> bytes:
        assert child.stdout is not None
        until, got = time.monotonic() + self.seconds, b""
        while not got.endswith(b"\n"):
            left = until - time.monotonic()
            ready, _, _ = select.select([child.stdout], [], [], max(0, left))
            if not ready:
                raise Died(Fault.TIME)
            more = os.read(child.stdout.fileno(), LONGEST_ANSWER)
            got += more
            if not more:
                raise Died(Fault.TIME if child.wait() in OUT_OF_TIME else Fault.CRASHED)
            if len(got) > LONGEST_ANSWER:
                raise Died(Fault.CRASHED)
        return got

    def end(self) -> None:
        if self.child is None:
            return
        for pipe in (self.child.stdin, self.child.stdout):
            if pipe is not None:
                pipe.close()
        self.child.kill()
        self.child.wait()
        self.child = None


def start() -> subprocess.Popen[bytes]:
    """With nothing of ours: no environment, no modules but installed ones, nothing inherited."""
    return subprocess.Popen(
        [sys.executable, "-I", "-B", str(CHILD)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={"LANG": "C.UTF-8"},
        cwd="/",
        start_new_session=True,
    )


def understood(number: int, answer: Any) -> Found:
    """The child is not trusted: what it says is taken by known names and types only."""
    try:
        if answer.get("ignored") is True:
            return None
        if "fault" in answer:
            return FileFault(file=number, fault=Fault(answer["fault"]))
        return INSTANCE.validate_python({**answer["instance"], "file": number})
    except (AttributeError, KeyError, TypeError, ValueError):
        return FileFault(file=number, fault=Fault.CRASHED)


def read_all(files: Iterable[tuple[int, Path]], *, code: str) -> Iterator[Found]:
    with Reader(code=code) as reader:
        for number, path in files:
            yield reader.read(number, path)
