"""What laboratories call an analyte, a term or a unit, and what is meant."""

import re
import unicodedata
from collections.abc import Mapping
from functools import cache

from followup.domain.laboratory.rules import Analyte, Rule, analytes, rules
from trials.domain.ctcae.terms import term as ctcae_term

POWER = re.compile(r"^[x×*·]?\s*10(?:\^|\*\*|\*|e|E)?(\d+)/")
SAME_UNIT = {
    "iu/l": "u/l",
    "miu/l": "mu/l",
    "uiu/ml": "uu/ml",
    "/cmm": "/mm3",
    "k/ul": "10*3/ul",
    "th/ul": "10*3/ul",
    "giga/l": "10*9/l",
    "sec": "s",
    "secs": "s",
    "second": "s",
    "seconds": "s",
    "g/d": "g/24h",
    "g/day": "g/24h",
    "g/24hr": "g/24h",
    "g/24hrs": "g/24h",
    "mg/d": "mg/24h",
    "mg/day": "mg/24h",
    "ml/min/1.73m^2": "ml/min/1.73m2",
    "ml/min/1.73": "ml/min/1.73m2",
    "ratio": "1",
    "none": "1",
}


def plain(text: str) -> str:
    """Without regard to case, width, what parts the words, or haem against hem."""
    folded = unicodedata.normalize("NFKC", text).casefold().strip().replace("ae", "e")
    return re.sub(r"[\s_-]+", " ", folded)


def rules_named(term: str, analyte: str) -> tuple[Rule, ...]:
    """Those that both names fit; a name not given fits all. None where a name is not known."""
    found = rules()
    if term.strip():
        meant = terms_by_name().get(plain(term))
        found = tuple(rule for rule in found if rule.term == meant)
    if analyte.strip():
        known = by_name().get(plain(analyte))
        found = tuple(rule for rule in found if known is not None and rule.analyte is known)
    return found


@cache
def terms_by_name() -> Mapping[str, str]:
    """The graded terms by what they are called in either language, their own names outranking."""
    terms = [ctcae_term(name) for name in {rule.term: rule for rule in rules()}]
    called = {
        plain(spelling): one.name
        for one in terms
        for language in ("zh", "en")
        for spelling in one.spellings(language)[1:]
    }
    proper = {plain(one.label(language)): one.name for one in terms for language in ("zh", "en")}
    return called | proper


@cache
def by_name() -> Mapping[str, Analyte]:
    return {
        plain(name): analyte
        for analyte in analytes().values()
        for name in (analyte.id, *analyte.names)
    }


def unit_named(text: str, analyte: Analyte) -> str | None:
    """The unit as the table writes it; None where the analyte is not reported in it."""
    known = {unit.casefold(): unit for unit in analyte.units}
    spelled = spelling(text)
    # Some write G/L for giga per liter: of cells that is a count, of hemoglobin grams.
    if spelled == "g/l" and "g/l" not in known:
        spelled = "10*9/l"
    return known.get(spelled)


def spelling(text: str) -> str:
    tight = unicodedata.normalize("NFKC", text).casefold()
    tight = re.sub(r"\s+", "", tight).replace("μ", "u").replace("cells/", "/").replace("(", "")
    tight = tight.replace(")", "").replace("mcg", "ug").replace("mm^3", "mm3").replace("[iu]", "iu")
    tight = POWER.sub(r"10*\1/", tight)
    tight = re.sub(r"^10\*(\d+)/mm3$", r"10*\1/ul", tight)
    return SAME_UNIT.get(tight, tight)
