import os
import socket
from pathlib import Path

from .account import plain_environment
from .binaries import valkey_server
from .program import Program
from .sockets import refuse_strangers_folder, socket_folder

SOCKET = "valkey.sock"
# A queued message must outlive a power cut, so every second goes to the append-only file; and a
# full memory must refuse new messages rather than drop old ones.
KEEP_EVERYTHING = "--appendonly yes --appendfsync everysec --save  --maxmemory-policy noeviction"


def valkey(*, data: Path, run: Path, log: Path) -> Program:
    """The broker. It has no port, so none can be busy and no other user can reach it."""
    path = socket_path(run)
    for folder in (data, path.parent):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    refuse_strangers_folder(path.parent, owners={os.geteuid()})
    path.parent.chmod(0o700)
    place = ["--port", "0", "--unixsocket", str(path), "--unixsocketperm", "700"]
    return Program(
        name="valkey",
        command=[str(valkey_server()), *place, "--dir", str(data), *KEEP_EVERYTHING.split(" ")],
        environment=plain_environment(),
        log=log,
        folder=data,
        answers=lambda: answers_ping(path),
    )


def socket_path(run: Path) -> Path:
    return socket_folder(run.absolute(), longest_name=SOCKET) / SOCKET


def broker_url(run: Path) -> str:
    return f"redis+socket://{socket_path(run)}"


def answers_ping(path: Path) -> bool:
    """While it reads its file back it listens already, but answers -LOADING."""
    with socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(2)
        try:
            connection.connect(str(path))
            connection.sendall(b"PING\r\n")
            return connection.recv(64).startswith(b"+PONG")
        except OSError:
            return False
