"""The fonts of figures and reports: Noto Sans SC for both languages, DejaVu Sans for rare signs."""

from collections.abc import Iterable
from functools import cache
from hashlib import sha256
from pathlib import Path

FOLDER = Path(__file__).parents[2] / "static" / "fonts"
REGULAR = FOLDER / "NotoSansSC-Regular.ttf"
BOLD = FOLDER / "NotoSansSC-Bold.ttf"
FAMILY = ["Noto Sans SC", "DejaVu Sans"]


class UnableToWrite(ValueError):
    """A character that no font of ours has would print as an empty box."""


@cache
def register() -> None:
    """Tell matplotlib of our fonts; those of the machine would differ from machine to machine."""
    from matplotlib import font_manager

    for path in (REGULAR, BOLD):
        font_manager.fontManager.addfont(path)


def check_glyphs(texts: Iterable[str]) -> None:
    missing = sorted({sign for text in texts for sign in text if not has_glyph(sign)})
    if missing:
        named = ", ".join(f"“{sign}” (U+{ord(sign):04X})" for sign in missing)
        raise UnableToWrite(
            f"Our fonts lack {named}. Write it another way, or add it in deploy/fonts."
        )


def has_glyph(sign: str) -> bool:
    return sign == "\n" or ord(sign) in characters()


@cache
def characters() -> frozenset[int]:
    from matplotlib import get_data_path
    from matplotlib.ft2font import FT2Font

    second = Path(get_data_path()) / "fonts" / "ttf" / "DejaVuSans.ttf"
    return frozenset(code for path in (REGULAR, second) for code in FT2Font(path).get_charmap())


@cache
def fingerprint() -> str:
    """Hash of the font files: another font draws other bytes, so a run's manifest names it."""
    return sha256(REGULAR.read_bytes() + BOLD.read_bytes()).hexdigest()
