"""PostgreSQL refuses to run as root, so root lends it an account of its own."""

import os
import pwd
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .trouble import Trouble

NAMES = ("concord", "postgres")
MOVE_IT = "Move the folder, set CONCORD_HOME to a folder others may enter, or do not run as root."


@dataclass(frozen=True, kw_only=True)
class Account:
    """`lent` says that we are root and run the program as somebody else."""

    uid: int
    gid: int
    lent: bool

    def as_arguments(self) -> dict[str, Any]:
        """What subprocess needs to start a program as this account."""
        return {"user": self.uid, "group": self.gid, "extra_groups": []} if self.lent else {}

    def run(
        self, command: Sequence[object], *, feed: str | None = None, timeout: float = 120
    ) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [str(part) for part in command],
            input=feed,
            stdin=subprocess.DEVNULL if feed is None else None,
            check=False,
            capture_output=True,
            text=True,
            cwd="/",
            env=plain_environment(),
            timeout=timeout,
            **self.as_arguments(),
        )

    def own(self, path: Path) -> None:
        if self.lent:
            os.chown(path, self.uid, self.gid)

    def private_folder(self, path: Path) -> None:
        """Make the folder if needed; nobody but this account (and root) may look inside."""
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.own(path)
        path.chmod(0o700)

    def check_reach(self, *, folder: Path, program: Path) -> None:
        """Refuse before initdb would, in words: a private parent folder shuts the account out."""
        if not self.lent:
            return
        if self.run(["test", "-x", folder]).returncode:
            raise Trouble(f"{_name(self.uid)} may not enter the folder {folder}.", MOVE_IT)
        try:
            self.run([program, "--version"]).check_returncode()
        except (OSError, subprocess.CalledProcessError):
            raise Trouble(f"{_name(self.uid)} may not run {program}.", MOVE_IT) from None


def plain_environment() -> dict[str, str]:
    """No PG* variable, no locale and no time zone of the caller's reaches the server."""
    return {"LC_ALL": "C", "TZ": "UTC", "PATH": os.environ.get("PATH", "/usr/bin:/bin")}


def unprivileged_account() -> Account:
    if os.geteuid() != 0:
        return Account(uid=os.geteuid(), gid=os.getegid(), lent=False)
    entry = _existing() or _new()
    return Account(uid=entry.pw_uid, gid=entry.pw_gid, lent=True)


def _existing() -> pwd.struct_passwd | None:
    for name in NAMES:
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    return None


def _new() -> pwd.struct_passwd:
    useradd = shutil.which("useradd") or "/usr/sbin/useradd"
    command = [useradd, "--system", "--no-create-home", "--shell", "/bin/false", NAMES[0]]
    try:
        subprocess.run(command, check=True, capture_output=True)
        return pwd.getpwnam(NAMES[0])
    except (OSError, subprocess.CalledProcessError, KeyError):
        raise Trouble(
            "PostgreSQL does not run as root, and no account could be made for it.",
            f"Create a system account called {NAMES[0]}, or start as an ordinary user.",
        ) from None


def _name(uid: int) -> str:
    return f"The account {pwd.getpwuid(uid).pw_name}, which runs PostgreSQL,"
