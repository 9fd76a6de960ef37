import argparse
from collections.abc import Sequence


def read(words: Sequence[str] | None = None) -> argparse.Namespace:
    """`port`, `data` and `once`."""
    parser = argparse.ArgumentParser(prog="./run", description="Start Concord on this computer.")
    parser.add_argument("--port", type=_port, default=8000, help="first port to try (8000)")
    parser.add_argument("--data", metavar="DIR", help="the data folder (var/)")
    parser.add_argument(
        "--once",
        action="store_true",
        help="start, do the main job, leave its reports in DIR/reports and stop",
    )
    return parser.parse_args(words)


def _port(text: str) -> int:
    if not text.isdigit() or not 1 <= int(text) <= 65535:
        raise argparse.ArgumentTypeError(f"{text} is not a port: give a number from 1 to 65535")
    return int(text)
