import hashlib
import os
import tempfile
from pathlib import Path

from .trouble import Trouble

# The kernel takes 107 bytes for a socket's path; PostgreSQL also makes a lock file beside it.
LONGEST = 100


def socket_folder(wanted: Path, *, longest_name: str) -> Path:
    """The folder itself, or a short stand-in below the temporary folder when it is too long."""
    for folder in (wanted, *_short_names(wanted)):
        if len(os.fsencode(folder / longest_name)) <= LONGEST:
            return folder
    raise Trouble(
        f"the folder {wanted} has too long a name for a local connection.",
        "Choose a shorter one with --data, or set TMPDIR to a short path.",
    )


def _short_names(wanted: Path) -> list[Path]:
    name = "concord-" + hashlib.sha256(os.fsencode(wanted.resolve())).hexdigest()[:8]
    return [Path(tempfile.gettempdir()) / name, Path("/tmp") / name]


def refuse_strangers_folder(folder: Path, *, owners: set[int]) -> None:
    """In a shared temporary folder somebody else may have been there first."""
    if folder.is_symlink() or (folder.exists() and folder.stat().st_uid not in owners):
        raise Trouble(
            f"{folder} belongs to somebody else.",
            "Remove it, choose another data folder with --data, or set TMPDIR.",
        )
