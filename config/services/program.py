import contextlib
import subprocess
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from .processes import end_with_parent, kill_group
from .trouble import Trouble

LONGEST_LOG = 10_000_000


def always() -> bool:
    return True


@dataclass(kw_only=True)
class Program:
    """One child process, with its log, and how one sees that it is ready."""

    name: str
    command: list[str]
    environment: dict[str, str]
    log: Path
    folder: Path
    answers: Callable[[], bool] = always
    ready_file: Path | None = None
    keep_open: tuple[int, ...] = ()
    process: subprocess.Popen[bytes] | None = field(default=None, init=False)
    began_at: int = field(default=0, init=False)

    @property
    def pid(self) -> int | None:
        return self.process.pid if self.process else None

    @property
    def mark(self) -> str:
        """A word that its command line goes on to hold, to know it again by."""
        return self.command[2] if self.command[1:2] == ["-m"] else Path(self.command[0]).name

    def start(self) -> None:
        if self.process:
            kill_group(self.process.pid)
        environment = dict(self.environment)
        if self.ready_file:
            self.ready_file.unlink(missing_ok=True)
            environment["READY_FILE"] = str(self.ready_file)
        self._keep_log_short()
        with self.log.open("ab") as log:
            self.began_at = log.tell()
            self.process = subprocess.Popen(
                self.command,
                cwd=self.folder,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                pass_fds=self.keep_open,
                # The supervisor has no threads, which would make this unsafe.
                preexec_fn=end_with_parent(),  # noqa: PLW1509
            )

    def is_alive(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def is_ready(self) -> bool:
        return (self.ready_file is None or self.ready_file.exists()) and self.answers()

    def terminate(self) -> None:
        if self.is_alive():
            self._running().terminate()

    def stop(self, seconds: float = 10) -> None:
        """Ask, wait, then kill what is left of its group."""
        if self.process is None:
            return
        self.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(seconds)
        kill_group(self.process.pid)
        self.process.wait()

    def result(self) -> int:
        return self._running().wait()

    def said(self) -> str:
        """Since its last start."""
        return self.log.read_bytes()[self.began_at :].decode(errors="replace").strip()

    def last_words(self) -> str:
        lines = self.said().splitlines()
        return lines[-1] if lines else "it said nothing"

    def _running(self) -> subprocess.Popen[bytes]:
        if self.process is None:
            raise RuntimeError(f"{self.name} was never started")
        return self.process

    def _keep_log_short(self) -> None:
        if self.log.exists() and self.log.stat().st_size > LONGEST_LOG:
            self.log.replace(self.log.with_suffix(".old.log"))


def run_to_end(program: Program) -> None:
    """Run a command of ours, with the same care as a service; it must succeed."""
    program.start()
    try:
        if program.result():
            raise Trouble(f"{program.name} failed: {program.last_words()}", f"Read {program.log}.")
    finally:
        program.stop()
