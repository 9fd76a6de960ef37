"""Find a term by what a person types, in English or Chinese."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import cache

from trials.domain.ctcae.terms import Term, all_terms, by_name
from trials.domain.ctcae.words import Alternatives, alternatives, respelled, says

ENOUGH = 20


class Closeness(IntEnum):
    EXACT = 0
    PREFIX = 1
    WORD = 2
    INSIDE = 3
    # Its words stand in several spellings of the term, or in words that mean the same.
    ACROSS = 4
    # Words that look like those typed.
    SIMILAR = 5


@dataclass(frozen=True)
class Spelling:
    """One way to write a term: its name in a language, or another word for the same thing."""

    text: str
    plain: str
    words: tuple[str, ...]
    is_name: bool

    def closeness(self, wanted: str) -> Closeness | None:
        if self.plain == wanted:
            return Closeness.EXACT
        if self.plain.startswith(wanted):
            return Closeness.PREFIX
        parts = wanted.split()
        if all(any(word.startswith(part) for word in self.words) for part in parts):
            return Closeness.WORD
        return Closeness.INSIDE if all(part in self.plain for part in parts) else None


@dataclass(frozen=True, kw_only=True)
class Match:
    """`found_as` is the spelling that matched, worth showing when it is not the term's name."""

    term: Term
    closeness: Closeness
    found_as: str
    by_name: bool


def search(
    text: str, language: str = "en", recent: Sequence[str] = (), limit: int = ENOUGH
) -> list[Match]:
    """The closest terms first; among the equally close, those lately used (names, latest first).

    Both languages are always searched, the reader's own first. Without text, the recent terms.
    """
    wanted = folded(text)
    if not wanted:
        return [found_again(name) for name in recent if name in by_name()][:limit]
    is_chinese = language.lower().startswith("zh")
    known = spellings(is_chinese)
    meant = alternatives(wanted)
    matches = (match(term, ways, wanted) or across(term, ways, meant) for term, ways in known)
    found = [one for one in matches if one is not None] or misspelt(wanted, known)
    return sorted(found, key=lambda one: rank(one, recent))[:limit]


def found_again(name: str) -> Match:
    return Match(term=by_name()[name], closeness=Closeness.EXACT, found_as=name, by_name=True)


def rank(match: Match, recent: Sequence[str]) -> tuple[object, ...]:
    name = match.term.name
    recency = recent.index(name) if name in recent else len(recent)
    # "Other, specify" contains every class name; it is the last resort, never the first offer.
    last_resort = match.term.needs_text
    return (
        last_resort,
        match.closeness,
        recency,
        not match.by_name,
        len(match.found_as),
        name,
    )


def match(term: Term, ways: Sequence[Spelling], wanted: str) -> Match | None:
    """The closest spelling of the term; of two equally close, the first."""
    graded = ((way.closeness(wanted), way) for way in ways)
    close = [(grade, way) for grade, way in graded if grade is not None]
    if not close:
        return None
    grade, way = min(close, key=lambda one: one[0])
    return Match(term=term, closeness=grade, found_as=way.text, by_name=way.is_name)


def across(
    term: Term,
    ways: Sequence[Spelling],
    meant: Sequence[Alternatives],
    closeness: Closeness = Closeness.ACROSS,
) -> Match | None:
    """ALT increased: one word stands in an everyday name, the other in the term's own."""
    said = [[way for way in ways if says(way.words, way.plain, one)] for one in meant]
    if not said or not all(said):
        return None
    way = said[0][0]
    return Match(term=term, closeness=closeness, found_as=way.text, by_name=way.is_name)


def misspelt(wanted: str, known: Sequence[tuple[Term, tuple[Spelling, ...]]]) -> list[Match]:
    """Where nothing fits: terms with words that look alike, or that are part of what was typed."""
    meant = respelled(wanted, vocabulary())
    similar = (across(term, ways, meant, Closeness.SIMILAR) for term, ways in known)
    found = [one for one in similar if one is not None]
    return found or [one for term, ways in known if (one := part_of(wanted, term, ways))]


def part_of(wanted: str, term: Term, ways: Sequence[Spelling]) -> Match | None:
    """Two Chinese terms in one breath: nausea and vomiting."""
    for way in ways:
        if len(way.plain) > 1 and not way.plain.isascii() and way.plain in wanted:
            return Match(
                term=term, closeness=Closeness.SIMILAR, found_as=way.text, by_name=way.is_name
            )
    return None


@cache
def vocabulary() -> frozenset[str]:
    return frozenset(word for _term, ways in spellings(False) for way in ways for word in way.words)


@cache
def spellings(chinese_first: bool) -> tuple[tuple[Term, tuple[Spelling, ...]], ...]:
    languages = ("zh", "en") if chinese_first else ("en", "zh")
    return tuple(
        (term, tuple(way for language in languages for way in written(term, language)))
        for term in all_terms()
    )


def written(term: Term, language: str) -> list[Spelling]:
    return [
        Spelling(text, folded(text), tuple(folded(text).replace("-", " ").split()), position == 0)
        for position, text in enumerate(term.spellings(language))
    ]


def folded(text: str) -> str:
    """Lower case, single spaces, and British diphthongs as in CTCAE: diarrhoea is diarrhea."""
    plain = " ".join(unicodedata.normalize("NFKC", text).casefold().split())
    return plain.replace("ae", "e").replace("oe", "e")
