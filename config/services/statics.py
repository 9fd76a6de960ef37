import hashlib
from pathlib import Path

from .home import PROJECT, Home

FOLDERS = ("static",)
FILES = ("requirements.lock",)


def fingerprint(project: Path = PROJECT) -> str:
    """Changes when a static file changes, or a library that may bring its own."""
    digest = hashlib.sha256()
    for path in sorted(_files(project)):
        digest.update(str(path.relative_to(project)).encode() + b"\0")
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def are_collected(home: Home) -> bool:
    return _stamp(home).exists() and _stamp(home).read_text() == fingerprint()


def note_collected(home: Home) -> None:
    _stamp(home).write_text(fingerprint())


def _stamp(home: Home) -> Path:
    return home.folder / "static.stamp"


def _files(project: Path) -> list[Path]:
    inside = [path for name in FOLDERS for path in (project / name).rglob("*") if path.is_file()]
    return inside + [project / name for name in FILES if (project / name).exists()]
