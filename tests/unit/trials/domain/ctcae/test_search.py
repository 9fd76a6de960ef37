import pytest
from hypothesis import given
from hypothesis import strategies as st

from trials.domain.ctcae import Closeness, search
from trials.domain.ctcae.search import folded, match, spellings


def names(text, **options):
    return [found.term.name for found in search(text, **options)]


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("diarrhea", "Diarrhea"),
        ("DIARR", "Diarrhea"),
        ("diarrhoea", "Diarrhea"),
        ("anaemia", "Anemia"),
        ("oesophageal varices", "Esophageal varices hemorrhage"),
        ("postoperative haem", "Postoperative hemorrhage"),
        ("hand-foot", "Palmar-plantar erythrodysesthesia syndrome"),
        ("alt", "Alanine aminotransferase increased"),
        ("thrombocytopenia", "Platelet count decreased"),
        ("  pain ", "Pain"),
        ("bilirubin", "Blood bilirubin increased"),
        ("failure hep", "Hepatic failure"),
    ],
)
def test_the_closest_term_comes_first(typed, first):
    assert names(typed)[0] == first


ALT = "Alanine aminotransferase increased"
WHITE = "White blood cell decreased"


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("ALT increased", ALT),
        ("elevated alt", ALT),
        ("ＡＬＴ", ALT),
        ("ALT升高", ALT),
        ("ALT 升高", ALT),
        ("AST elevation", "Aspartate aminotransferase increased"),
        ("high bilirubin", "Blood bilirubin increased"),
        ("low platelets", "Platelet count decreased"),
        ("WBC low", WHITE),
        ("白细胞下降", WHITE),
        ("血小板低", "Platelet count decreased"),
        ("胆红素增高", "Blood bilirubin increased"),
        ("gastric bleeding", "Gastric hemorrhage"),
    ],
)
def test_words_of_several_spellings_or_that_mean_the_same(typed, first):
    for language in ("en", "zh-hans"):
        assert names(typed, language=language)[0] == first


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("neutropnia", "Neutrophil count decreased"),
        ("diarhea", "Diarrhea"),
        ("trombocytopenia", "Platelet count decreased"),
        ("hipertension", "Hypertension"),
        ("fatige", "Fatigue"),
        ("nausia", "Nausea"),
        ("pnemonitis", "Pneumonitis"),
        ("hepatic failur", "Hepatic failure"),
        ("恶心呕吐", "Nausea"),
        ("恶心呕吐", "Vomiting"),
    ],
)
def test_what_is_misspelt_is_found_where_nothing_fits_better(typed, found):
    offered = search(typed)
    assert found in [one.term.name for one in offered[:3]]
    if "failur" not in typed:
        assert {one.closeness for one in offered} == {Closeness.SIMILAR}


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("中性粒", "Neutrophil count decreased"),
        ("腹泻", "Diarrhea"),
        ("手足", "Palmar-plantar erythrodysesthesia syndrome"),
        ("血小板减少", "Platelet count decreased"),
        ("甲减", "Hypothyroidism"),
        ("皮疹", "Rash maculo-papular"),
        ("穿孔", "Gastric perforation"),
        ("ALT", "Alanine aminotransferase increased"),
    ],
)
def test_chinese_words_find_their_term(typed, first):
    assert names(typed, language="zh-hans")[0] == first


def test_either_language_is_searched_whatever_the_reader_speaks():
    assert names("腹泻", language="en") == ["Diarrhea"]
    assert "Diarrhea" in names("diarrhea", language="zh-hans")


def test_exact_then_beginning_then_word_then_inside():
    found = search("pain", limit=200)
    ranks = [one.closeness for one in found if not one.term.needs_text]
    assert ranks == sorted(ranks)
    assert found[0].closeness is Closeness.EXACT
    by_name = {one.term.name: one.closeness for one in found}
    assert by_name["Pain of skin"] is Closeness.PREFIX
    assert by_name["Abdominal pain"] is Closeness.WORD
    assert {one.closeness for one in search("itis")} == {Closeness.INSIDE}


def test_a_word_after_a_hyphen_counts_as_a_word():
    assert search("plantar")[0].closeness is Closeness.WORD


def test_recent_terms_come_first_among_the_equally_close():
    assert names("hepatic")[0] == "Hepatic pain"
    recent = ["Hepatic necrosis", "Hepatic failure"]
    assert names("hepatic", recent=recent)[:2] == recent


@pytest.mark.parametrize(
    ("typed", "closer", "recent"),
    [
        ("pain", "Pain", "Pain of skin"),
        ("pain", "Pain of skin", "Abdominal pain"),
        ("arrh", "Ventricular arrhythmia", "Diarrhea"),
    ],
)
def test_a_recent_term_does_not_overtake_a_closer_one(typed, closer, recent):
    found = names(typed, recent=[recent], limit=100)
    assert found.index(closer) < found.index(recent)


def test_without_text_the_recent_terms_are_offered():
    recent = ["Fatigue", "Diarrhea"]
    assert names("  ", recent=recent) == recent
    assert names("", recent=["No longer a term", "Fatigue"]) == ["Fatigue"]
    assert names("") == []


def test_other_specify_is_the_last_resort():
    found = names("hepatobiliary")
    assert found[-1] == "Hepatobiliary disorders - Other, specify"
    assert len(found) > 1


def test_the_spelling_that_matched_is_told():
    found = search("neutropenia")[0]
    assert (found.term.name, found.found_as) == ("Neutrophil count decreased", "neutropenia")


def test_nonsense_finds_nothing():
    assert search("qzx") == []


def test_no_more_than_the_limit_is_offered():
    assert len(search("a")) == 20
    assert len(search("a", limit=5)) == 5


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_every_term_is_found_exactly_by_its_own_label(language):
    for one, ways in spellings(language == "zh-hans"):
        assert match(one, ways, folded(one.label(language))).closeness is Closeness.EXACT


@given(st.text(max_size=12), st.sampled_from(["en", "zh-hans"]))
def test_any_text_is_answered_without_repeats(text, language):
    found = names(text, language=language)
    assert len(found) == len(set(found)) <= 20


def test_a_name_comes_before_another_terms_everyday_word():
    found = search("手足", "zh-hans")
    assert [one.by_name for one in found[:2]] == [True, False]
    assert found[0].term.name == "Palmar-plantar erythrodysesthesia syndrome"
