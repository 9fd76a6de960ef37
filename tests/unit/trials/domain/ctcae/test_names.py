"""The Chinese names and everyday words: our own data, so held to its own rules."""

import csv
from pathlib import Path

import pytest

import trials.domain.ctcae
from trials.domain.ctcae import Closeness, all_terms, search, term

FOLDER = Path(trials.domain.ctcae.__file__).parent


def rows(file):
    with (FOLDER / file).open(encoding="utf-8", newline="") as opened:
        return list(csv.DictReader(opened))


NAMES = rows("names_zh.csv")
TERM_ROWS = [row for row in NAMES if row["kind"] == "term"]


def is_chinese(text):
    return any("\u4e00" <= character <= "\u9fff" for character in text)


def test_every_named_term_and_class_exists():
    terms = {row["term"] for row in rows("terms_v5.csv")}
    classes = {row["class"] for row in rows("terms_v5.csv")}
    assert {row["english"] for row in TERM_ROWS} <= terms
    assert {row["english"] for row in NAMES if row["kind"] == "class"} == classes


def test_nothing_is_named_twice():
    assert len({(row["kind"], row["english"]) for row in NAMES}) == len(NAMES)


def test_names_are_chinese_and_free_of_stray_spaces():
    for row in NAMES:
        assert is_chinese(row["chinese"])
        assert row["chinese"] == row["chinese"].strip()


def test_everyday_words_stand_in_the_column_of_their_language():
    for row in TERM_ROWS:
        assert not is_chinese(row["also_english"])
        for word in row["also_chinese"].split(";"):
            assert not word or is_chinese(word)


def test_every_line_says_whether_it_was_reviewed():
    assert {row["reviewed"] for row in NAMES} <= {"yes", "no"}


def test_the_source_of_the_facts_stands_beside_them():
    source = (FOLDER / "SOURCE.md").read_text(encoding="utf-8")
    assert "National Cancer Institute" in source
    assert "names_zh.csv" in source


WORDS = [
    (row["english"], word.strip())
    for row in TERM_ROWS
    for word in (row["also_english"] + ";" + row["also_chinese"]).split(";")
    if word.strip()
]


@pytest.mark.parametrize(("name", "word"), WORDS)
def test_every_everyday_word_finds_its_term_exactly(name, word):
    found = {match.term.name: match.closeness for match in search(word, limit=50)}
    assert found[name] is Closeness.EXACT


# The reactions the three regimens are known for, by regimen.
EXPECTED = {
    "HAIC": [
        "Abdominal pain",
        "Catheter related infection",
        "Neutrophil count decreased",
        "Peripheral sensory neuropathy",
        "Arterial injury",
    ],
    "lenvatinib": [
        "Hypertension",
        "Proteinuria",
        "Palmar-plantar erythrodysesthesia syndrome",
        "Hypothyroidism",
        "Weight loss",
    ],
    "PD-1": [
        "Pneumonitis",
        "Myocarditis",
        "Hypophysitis",
        "Adrenal insufficiency",
        "Rash maculo-papular",
        "Colitis",
    ],
    "resection": [
        "Biliary fistula",
        "Hepatic failure",
        "Postoperative hemorrhage",
        "Pleural effusion",
        "Wound infection",
    ],
    "TACE": [
        "Hepatic infection",
        "Hepatic necrosis",
        "Fever",
        "Alanine aminotransferase increased",
    ],
    "rectal": [
        "Proctitis",
        "Rectal anastomotic leak",
        "Fecal incontinence",
        "Dermatitis radiation",
        "Erectile dysfunction",
    ],
}


@pytest.mark.parametrize(
    ("regimen", "name"), [(regimen, name) for regimen, names in EXPECTED.items() for name in names]
)
def test_the_known_reactions_of_each_regimen_have_a_chinese_name(regimen, name):
    assert is_chinese(term(name).label("zh-hans"))


def test_no_other_class_is_left_without_its_other_term():
    others = {one.organ_class for one in all_terms() if one.needs_text}
    assert others == {one.organ_class for one in all_terms()}
