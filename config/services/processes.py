import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

PR_SET_PDEATHSIG = 1
STOP_SIGNALS = (signal.SIGTERM, signal.SIGHUP, signal.SIGINT)


def command_line(pid: int) -> str:
    """The words a process was started with; empty when there is no such process."""
    if Path("/proc/self").exists():
        try:
            words = Path(f"/proc/{pid}/cmdline").read_bytes()
        except OSError:
            return ""
        return words.replace(b"\0", b" ").decode(errors="replace").strip()
    command = ["ps", "-o", "command=", "-p", str(pid)]
    return subprocess.run(command, check=False, capture_output=True, text=True).stdout.strip()


def end_with_parent() -> Callable[[], None] | None:
    """For preexec_fn: the child is told to stop when its supervisor dies, however it dies.

    Only Linux can do this; elsewhere the next start ends what is left over.
    """
    if not sys.platform.startswith("linux"):
        return None
    prctl = ctypes.CDLL(None).prctl
    parent = os.getpid()

    def ask() -> None:
        prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != parent:
            os._exit(1)

    return ask


def kill_group(leader: int) -> None:
    """A pool child outlives its killed worker for some seconds: end the whole group."""
    try:
        os.killpg(leader, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        return


def wait_until(condition: Callable[[], bool], *, seconds: float, pause: float = 0.05) -> bool:
    give_up = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > give_up:
            return False
        time.sleep(pause)
    return True


def end_on_signals() -> None:
    """SIGTERM and a closed terminal leave through the same `finally` as Ctrl-C."""
    for number in STOP_SIGNALS:
        signal.signal(number, _leave)


def ignore_signals() -> None:
    """While stopping: an impatient second Ctrl-C must not leave half of it running."""
    for number in STOP_SIGNALS:
        signal.signal(number, signal.SIG_IGN)


def _leave(number: int, frame: object) -> None:
    ignore_signals()
    raise SystemExit(0)
