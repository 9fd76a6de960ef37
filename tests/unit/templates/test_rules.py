"""What holds for every template: the policy of the browser, the languages, the size."""

import re

import pytest
from django.contrib.staticfiles import finders

from config.rail import DOORS
from tests.unit.templates.pages import STATIC, TEMPLATES

FILES = sorted(TEMPLATES.rglob("*.html"))
NAMES = [str(path.relative_to(TEMPLATES)) for path in FILES]
every_template = pytest.mark.parametrize("path", FILES, ids=NAMES)

COMMENT = re.compile(r"{%\s*comment\s*%}.*?{%\s*endcomment\s*%}|{#.*?#}", re.S)
TRANSLATED = re.compile(r"{%\s*blocktrans(?:late)?\b.*?{%\s*endblocktrans(?:late)?\s*%}", re.S)
DJANGO = re.compile(r"{%.*?%}|{{.*?}}", re.S)
TAG = re.compile(r"<(?:[^<>\"']|\"[^\"]*\"|'[^']*')*>", re.S)
# Names and measures that are written alike in both languages.
ALIKE = {
    *("Concord", "CSV", "SVG", "PDF", "Alt", "Esc", "ECOG", "BCLC", "Child", "Pugh", "UTC"),
    *("doctype", "html"),
}
SPOKEN = re.compile(
    r"(?<![:\w-])(?:aria-label|title|alt|placeholder|label|heading|hint|caption|eyebrow|lede|term|word|"
    r"what|why|left|action|missing|source|later|meaning|text|note|step|error|status)=\"([^\"]*)\""
)


def bare(path):
    return COMMENT.sub("", path.read_text())


@every_template
def test_nothing_is_styled_or_scripted_inline(path):
    text = bare(path)
    assert not re.search(r"\sstyle\s*=", text), "style attribute"
    assert not re.search(r"<style\b", text), "style element"
    assert not re.search(r"<script\b(?![^>]*\bsrc=)", text), "script without a file"
    assert not re.search(r"\son[a-z]+\s*=", DJANGO.sub("", text)), "event attribute"
    assert not re.search(r"\shx-on\b|\sjs:|javascript:", text), "script in an attribute"


@every_template
def test_nothing_is_loaded_from_elsewhere(path):
    assert not re.search(r"(?:src|href|action)=\"(?:https?:)?//", bare(path))


@every_template
def test_every_word_can_be_translated(path):
    text = TRANSLATED.sub("", bare(path))
    spoken = [DJANGO.sub("", value) for value in SPOKEN.findall(DJANGO.sub(quoteless, text))]
    shown = TAG.sub(" ", DJANGO.sub("", text))
    words = set(re.findall(r"[A-Za-z][A-Za-z0-9]+", " ".join([shown, *spoken])))
    samples = words_of_samples(path)
    assert words - ALIKE - samples == set()


def quoteless(match: re.Match[str]) -> str:
    return match[0].replace('"', "'")


def words_of_samples(path):
    """The gallery shows invented codes, units and people, which stay as they are."""
    if "gallery" not in str(path):
        return set()
    codes = {"INC", "EXC", "HCC", "M03", "M06", "05a", "CTCAE"}
    units = {"mol", "ng", "mL"}
    printed = {"class", "score"}
    return codes | units | printed | {"Prof", "Chen", "Wei"}


@every_template
def test_pages_are_thin(path):
    assert len(path.read_text().splitlines()) <= 100


@every_template
def test_every_static_file_is_there(path):
    for name in re.findall(r"{% static [\"']([^\"']+)[\"']", path.read_text()):
        assert finders.find(name), name


def test_every_icon_is_drawn():
    drawn = set(re.findall(r'<symbol id="([^"]+)"', (STATIC / "img/icons.svg").read_text()))
    text = "".join(path.read_text() for path in FILES)
    asked = set(re.findall(r'<c-icon name="([a-z]+)"', text)) | {door.icon for door in DOORS}
    asked |= set(re.findall(r'\bicon="([a-z]+)"', text))
    asked |= {
        f"mark-{tone}" for tone in re.findall(r'<c-(?:mark|status-tag)[^>]* tone="([a-z]+)"', text)
    }
    assert asked - drawn == set()


def test_images_in_stylesheets_are_there():
    for sheet in (STATIC / "css").glob("*.css"):
        for name in re.findall(r'url\("([^"]+)"\)', sheet.read_text()):
            assert (sheet.parent / name).resolve().exists(), name


def test_every_stylesheet_and_script_is_loaded():
    head = (TEMPLATES / "partials/head.html").read_text()
    for path in [*(STATIC / "css").glob("*.css"), *(STATIC / "js").glob("*.js")]:
        assert f"{path.parent.name}/{path.name}" in head, path.name
