"""What a PDF says, as poppler reads it."""

import subprocess


def text_of(data: bytes) -> str:
    done = subprocess.run(
        ["pdftotext", "-layout", "-", "-"], input=data, capture_output=True, check=True
    )
    return done.stdout.decode()


def pages_of(data: bytes) -> list[str]:
    """The words of each page, wherever its lines break."""
    return [" ".join(page.split()) for page in text_of(data).split("\f")[:-1]]
