"""Cut Noto Sans SC down to the characters that the reports and figures may use.

Run once, when the font or the character set changes; the result is committed:

    npm pack @expo-google-fonts/noto-sans-sc && tar xzf expo-google-fonts-noto-sans-sc-*.tgz
    python deploy/fonts/make_subset.py package static/fonts

Same font in, same bytes out. The report writer and matplotlib read TrueType outlines only, which
this package has and the CJK fonts of the distributions have not.
"""

import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

WEIGHTS = {
    "400Regular/NotoSansSC_400Regular.ttf": "NotoSansSC-Regular.ttf",
    "700Bold/NotoSansSC_700Bold.ttf": "NotoSansSC-Bold.ttf",
}
LICENSE = {"LICENSE_FONT": "LICENSE-NotoSansSC.txt"}

# Blocks beyond the national character set GB 2312: units, Greek letters of assays, comparison
# signs of the criteria, and the full-width punctuation of Chinese text.
BLOCKS = (
    (0x0020, 0x007E),  # Basic Latin
    (0x00A0, 0x017F),  # Latin-1 and Latin Extended-A
    (0x0370, 0x03FF),  # Greek
    (0x2000, 0x206F),  # general punctuation
    (0x2070, 0x209F),  # superscripts and subscripts
    (0x20A0, 0x20BF),  # currency
    (0x2100, 0x214F),  # letter-like signs
    (0x2150, 0x218F),  # fractions, Roman numerals
    (0x2190, 0x21FF),  # arrows
    (0x2200, 0x22FF),  # mathematical signs
    (0x2460, 0x24FF),  # circled numbers
    (0x25A0, 0x25FF),  # geometric shapes
    (0x2713, 0x2717),  # ticks and crosses
    (0x3000, 0x303F),  # Chinese punctuation
    (0xFF00, 0xFFEF),  # full-width forms
)


def gb2312() -> Iterator[int]:
    for row in range(0xA1, 0xF8):
        for cell in range(0xA1, 0xFF):
            try:
                yield ord(bytes((row, cell)).decode("gb2312"))
            except UnicodeDecodeError:
                continue  # the standard leaves some cells empty


def characters() -> set[int]:
    return {code for first, final in BLOCKS for code in range(first, final + 1)} | set(gb2312())


def cut(source: Path, target: Path) -> None:
    options = subset.Options(
        hinting=False, layout_features=[], recalc_timestamp=False, notdef_outline=True
    )
    font = TTFont(source, recalcTimestamp=False)
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=characters())
    subsetter.subset(font)
    font.save(target)


def main(package: Path, target: Path) -> None:
    target.mkdir(parents=True, exist_ok=True)
    for name, short in WEIGHTS.items():
        cut(package / name, target / short)
    for name, short in LICENSE.items():
        shutil.copyfile(package / name, target / short)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
