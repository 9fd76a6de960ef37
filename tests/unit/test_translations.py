"""The Chinese catalog: whole, in step with the sources, and as fresh compiled as written.

Pages and modules are searched here without GNU gettext: only whoever adds sentences needs that.
"""

import ast
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

import polib
import pytest
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parents[2]
CATALOG = ROOT / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"
APPS = (
    "accounts",
    "analysis",
    "audit",
    "casebook",
    "config",
    "enrollment",
    "followup",
    "inference",
    "jobs",
    "trials",
)
# Names that a sentence is marked by, the last three where a module has several translators.
MARKERS = {"_", "gettext", "gettext_lazy", "gettext_noop", "ngettext", "ngettext_lazy"}
MARKERS |= {"lazy", "noop", "message"}
WITH_CONTEXT = {"pgettext", "pgettext_lazy", "npgettext", "npgettext_lazy"}
PLACE = re.compile(r"%\(\w+\)[a-z]|\{\w*\}")
HAN = "[\u4e00-\u9fff]"


class Sentence(NamedTuple):
    text: str
    context: str | None = None


class Found(NamedTuple):
    sentence: Sentence
    place: str


def literals(call: ast.Call) -> list[str]:
    """The leading arguments that are plain text."""
    found = []
    for argument in call.args:
        if not (isinstance(argument, ast.Constant) and isinstance(argument.value, str)):
            break
        found.append(argument.value)
    return found


def name_of(function: ast.expr) -> str:
    return getattr(function, "id", getattr(function, "attr", ""))


def sentences_of_code(source: str) -> Iterator[Sentence]:
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        match name_of(node.func), literals(node):
            case name, [text, *_] if name in MARKERS:
                yield Sentence(text)
            case name, [context, text, *_] if name in WITH_CONTEXT:
                yield Sentence(text, context)


def sentences_of_page(source: str) -> Iterator[Sentence]:
    """Django turns a page into marked calls; each of them is read as code."""
    call = re.compile(r"\bn?p?gettext\((?:[^'\"()]|'(?:\\.|[^'\\])*'|\"(?:\\.|[^\"\\])*\")*\)")
    for marked in call.findall(templatize(source)):
        yield from sentences_of_code(marked)


def code() -> Iterator[Path]:
    for app in APPS:
        yield from sorted(p for p in (ROOT / app).rglob("*.py") if "migrations" not in p.parts)


def pages() -> Iterator[Path]:
    files = (p for p in (ROOT / "templates").rglob("*") if p.suffix in {".html", ".txt"})
    yield from sorted(files)


def everything_marked() -> Iterator[Found]:
    for path in code():
        for sentence in sentences_of_code(path.read_text()):
            yield Found(sentence, str(path.relative_to(ROOT)))
    for path in pages():
        for sentence in sentences_of_page(path.read_text()):
            yield Found(sentence, str(path.relative_to(ROOT)))


def chinese(entry: polib.POEntry) -> list[str]:
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


def key(entry: polib.POEntry) -> Sentence:
    return Sentence(entry.msgid, entry.msgctxt)


def listed(problems: Iterable[object]) -> str:
    return "\n".join(sorted({str(problem) for problem in problems}))


@pytest.fixture(scope="module")
def catalog() -> polib.POFile:
    return polib.pofile(str(CATALOG))


@pytest.fixture(scope="module")
def compiled() -> polib.MOFile:
    return polib.mofile(str(CATALOG.with_suffix(".mo")))


class TestSearch:
    def test_reads_sentences_written_over_several_lines(self) -> None:
        source = '_("one " "two")\nnoop("three")\nother("four")\n_(name)'

        assert list(sentences_of_code(source)) == [Sentence("one two"), Sentence("three")]

    def test_reads_the_context_of_a_sentence(self) -> None:
        assert list(sentences_of_code('pgettext("of a month", "Day")')) == [
            Sentence("Day", "of a month")
        ]

    def test_reads_pages(self) -> None:
        source = (
            "{% load i18n %}<p title='{% translate \"It isn't (yet) done\" %}'>"
            "{% translate 'Day' context 'of a month' %}"
            "{% blocktranslate with by=name %}Saved by {{ by }}{% endblocktranslate %}"
            "{% blocktranslate count n=n %}{{ n }} day{% plural %}{{ n }} days"
            "{% endblocktranslate %}</p>"
        )

        assert list(sentences_of_page(source)) == [
            Sentence("It isn't (yet) done"),
            Sentence("Day", "of a month"),
            Sentence("Saved by %(by)s"),
            Sentence("%(n)s day"),
        ]


class TestCatalog:
    def test_has_every_sentence_of_pages_and_code(self, catalog: polib.POFile) -> None:
        known = {key(entry) for entry in catalog}
        unknown = [f"{place}: {text}" for text, place in everything_marked() if text not in known]

        assert not unknown, f"Run makemessages and translate:\n{listed(unknown)}"

    def test_has_no_sentence_that_nobody_says_any_more(self, catalog: polib.POFile) -> None:
        said = {found.sentence for found in everything_marked()}
        left_over = [entry.msgid for entry in catalog if key(entry) not in said]

        assert not left_over, f"Run makemessages; these are said nowhere:\n{listed(left_over)}"
        assert not catalog.obsolete_entries()

    def test_leaves_nothing_untranslated(self, catalog: polib.POFile) -> None:
        assert not listed(entry.msgid for entry in catalog.untranslated_entries())

    def test_leaves_nothing_to_be_guessed(self, catalog: polib.POFile) -> None:
        assert not listed(entry.msgid for entry in catalog.fuzzy_entries())
        assert not catalog.metadata_is_fuzzy

    def test_knows_that_chinese_has_one_form_for_every_number(self, catalog: polib.POFile) -> None:
        assert catalog.metadata["Plural-Forms"] == "nplurals=1; plural=0;"
        assert catalog.metadata["Language"] == "zh_Hans"

    def test_keeps_every_place_that_a_value_goes_to(self, catalog: polib.POFile) -> None:
        wrong = [
            f"{entry.msgid} | {text}"
            for entry in catalog
            for text in chinese(entry)
            if set(PLACE.findall(entry.msgid_plural or entry.msgid)) != set(PLACE.findall(text))
        ]

        assert not wrong, listed(wrong)

    def test_reads_as_chinese_is_printed(self, catalog: polib.POFile) -> None:
        narrow = re.compile(f"{HAN}[,;:?!()]|{HAN}\\.(?:\\s|$)|[,;?!()]{HAN}")
        wrong = [t for entry in catalog for t in chinese(entry) if narrow.search(t)]

        assert not wrong, f"These need full-width signs:\n{listed(wrong)}"

    def test_calls_nobody_in_the_trial_a_patient(self, catalog: polib.POFile) -> None:
        assert not listed(
            t for entry in catalog for t in chinese(entry) if re.search("患者|病人", t)
        )


class TestCompiled:
    def test_says_what_is_written(self, catalog: polib.POFile, compiled: polib.MOFile) -> None:
        written = {key(entry): chinese(entry) for entry in catalog.translated_entries()}
        read = {key(entry): chinese(entry) for entry in compiled}

        assert read == written, "Run compilemessages."
