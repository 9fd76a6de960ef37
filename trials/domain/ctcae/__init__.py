from trials.domain.ctcae.search import Closeness, Match, search
from trials.domain.ctcae.terms import (
    VERSION,
    Term,
    UnknownTerm,
    all_terms,
    class_label,
    grades_of,
    needs_text,
    term,
)

__all__ = [
    "VERSION",
    "Closeness",
    "Match",
    "Term",
    "UnknownTerm",
    "all_terms",
    "class_label",
    "grades_of",
    "needs_text",
    "search",
    "term",
]
