import importlib.util
from pathlib import Path

import pytest

from analysis.figures import fonts

ROOT = Path(__file__).parents[4]


@pytest.fixture(scope="session")
def subset():
    spec = importlib.util.spec_from_file_location("subset", ROOT / "deploy/fonts/make_subset.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_ordinary_text_of_both_languages_can_be_written():
    fonts.check_glyphs(["Grade ≥ 3, α-fetoprotein 20 µg/L", "无复发生存（95 % 置信区间）\n第二行"])


def test_lacking_characters_are_named_once_each():
    with pytest.raises(fonts.UnableToWrite) as refusal:
        fonts.check_glyphs(["𠮷𠮷", "龘"])

    assert str(refusal.value).startswith("Our fonts lack “龘” (U+9F98), “𠮷” (U+20BB7).")


def test_the_whole_national_character_set_can_be_written(subset):
    fonts.check_glyphs(map(chr, subset.gb2312()))


def test_gb_2312_is_read_whole(subset):
    """6,763 Chinese characters and 682 signs."""
    assert len(set(subset.gb2312())) == 6763 + 682


def test_the_license_lies_beside_the_fonts():
    text = (fonts.FOLDER / "LICENSE-NotoSansSC.txt").read_text()

    assert "SIL OPEN FONT LICENSE" in text


def test_a_fingerprint_names_the_font_files():
    assert len(fonts.fingerprint()) == 64


def test_both_weights_are_fonts_we_may_embed():
    """Report and plot writers take TrueType outlines only."""
    for path in (fonts.REGULAR, fonts.BOLD):
        assert path.read_bytes()[:4] == b"\x00\x01\x00\x00"
        assert path.stat().st_size < 2_500_000
