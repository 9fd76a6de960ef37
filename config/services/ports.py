import socket

from .trouble import Trouble

HOST = "127.0.0.1"
TRIES = 50


def listen(port: int) -> socket.socket:
    """Listen on the port or the next free one.

    We hold the socket and lend it to the web server: nobody can take the port between our look
    and its start, and a page asked for while it restarts waits instead of failing.
    """
    for candidate in range(port, min(port + TRIES, 65536)):
        listener = socket.socket()
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((HOST, candidate))
            listener.listen(128)
        except PermissionError:
            listener.close()
            raise Trouble(
                f"ports below 1024, such as {candidate}, belong to root.",
                "Choose a higher one with --port N.",
            ) from None
        except OSError:
            listener.close()
            continue
        return listener
    raise Trouble(
        f"no port from {port} to {candidate} is free.", "Choose another one with --port N."
    )


def address(listener: socket.socket) -> str:
    return f"http://{HOST}:{listener.getsockname()[1]}/"
