import base64
import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from .trouble import Trouble

PROJECT = Path(__file__).resolve().parents[2]


# An installed program, and the folder for uploads that any command run by hand makes.
BEFORE_USE = {".venv", "uploading"}


@dataclass(frozen=True)
class Home:
    """The data folder: everything Concord writes while it runs lies below it."""

    folder: Path

    @classmethod
    def chosen(cls, data: str | None) -> "Home":
        """--data, else CONCORD_HOME, else var/ beside the program."""
        return cls(Path(data or os.environ.get("CONCORD_HOME") or PROJECT / "var").absolute())

    @property
    def is_demo(self) -> bool:
        return (self.folder / "demo").exists()

    @property
    def asked(self) -> Path:
        """Written once the ledger knows of the jobs that invent a demonstration's participants."""
        return self.folder / "demo-asked"

    @property
    def lock(self) -> Path:
        return self.folder / "up.lock"

    @property
    def up(self) -> Path:
        """Written only when everything is ready; read by a second `./run`."""
        return self.folder / "up.json"

    @property
    def pids(self) -> Path:
        return self.folder / "pids.json"

    @property
    def reports(self) -> Path:
        return self.folder / "reports"

    def private(self, name: str) -> Path:
        """A folder for one purpose that only the user who runs Concord may enter."""
        path = self.folder / name
        path.mkdir(mode=0o700, exist_ok=True)
        return path

    def log(self, name: str) -> Path:
        return self.private("log") / f"{name}.log"

    def create(self) -> None:
        """Make the folder and say whether it is a demo, which is settled when it is new."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            fresh = all(path.name in BEFORE_USE for path in self.folder.iterdir())
        except OSError as error:
            raise Trouble(
                f"the data folder {self.folder} cannot be used: {error.strerror}.",
                "Choose another one with --data DIR.",
            ) from None
        # From here on every file is for the user who runs Concord only.
        os.umask(0o077)
        if fresh:
            # PostgreSQL, run by another account when we are root, must pass through.
            self.folder.chmod(0o711 if os.geteuid() == 0 else 0o700)
        if fresh and os.environ.get("CONCORD_DEMO", "1") != "0":
            (self.folder / "demo").write_text("People and data in this folder are invented.\n")

    def key(self, name: str) -> str:
        """32 random bytes in base64, made once; without identity_keys the identities are lost,
        without prediction_keys the sealed predictions."""
        path = self.private("secrets") / name
        if not path.exists():
            _write_once(path, base64.b64encode(secrets.token_bytes(32)).decode())
        return path.read_text().strip()


def _write_once(path: Path, text: str) -> None:
    # Renamed into place: a start that dies here must not leave half a key behind.
    draft = path.with_suffix(".new")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text + "\n")
        file.flush()
        os.fsync(file.fileno())
    draft.rename(path)
