"""What laboratories call an analyte, a term or a unit, and what is meant."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache

from followup.domain.laboratory.rules import Analyte, Direction, Rule, analytes, rules
from trials.domain.ctcae.terms import term as ctcae_term

# How ten to a power is written: 10^9, 10*9, x10e9, 10(9), 10_9, 1e9, 109 (the raised 9 lost).
POWER = re.compile(r"^[x×*·]?(?:10(?:\^|\*\*|\*|_|e\+?)?|1e\+?)(\d+)/")
PER_MICROLITER = re.compile(r"/(?:mm\^?3|cumm|cmm|mcl)$")
# Enough of a word to know it by; each is written as the table of units has it.
SPELLED_OUT = (
    ("μ", "u"),
    ("cells", ""),
    ("cell", ""),
    ("个", ""),
    ("(", ""),
    (")", ""),
    ("[iu]", "iu"),
    ("mcg", "ug"),
    ("mcmol", "umol"),
    ("micromol", "umol"),
    ("millimol", "mmol"),
    ("·l-1", "/l"),
    ("升", "l"),
    ("小时", "h"),
    ("hours", "h"),
    ("hour", "h"),
    ("hrs", "h"),
    ("hr", "h"),
    ("liter", "l"),
    ("litre", "l"),
    ("100ml", "dl"),
    ("^2", "2"),
    ("sqm", "m2"),
)
SAME_UNIT = {
    **dict.fromkeys(("iu/l", "units/l", "unit/l", "ui/l"), "u/l"),
    "miu/l": "mu/l",
    "uiu/ml": "uu/ml",
    **dict.fromkeys(("k/ul", "th/ul", "thou/ul", "thousand/ul", "thousands/ul"), "10*3/ul"),
    **dict.fromkeys(("tys/ul", "1000/ul", "x1000/ul", "e3/ul", "/nl", "k/l"), "10*3/ul"),
    "千/ul": "10*3/ul",
    "万/ul": "10*4/ul",
    **dict.fromkeys(("giga/l", "gpt/l", "e9/l", "bil/l", "billion/l"), "10*9/l"),
    **dict.fromkeys(("g%", "gm%", "gm/dl", "gms/dl", "gr/dl"), "g/dl"),
    **dict.fromkeys(("gm/l", "gms/l"), "g/l"),
    **dict.fromkeys(("mg%", "mgs/dl"), "mg/dl"),
    "um": "umol/l",
    "mm": "mmol/l",
    "mval/l": "meq/l",
    **dict.fromkeys(("sec", "secs", "second", "seconds", "sec.", "秒"), "s"),
    **dict.fromkeys(("g/d", "g/day", "g/日", "g/天", "g/24小时"), "g/24h"),
    **dict.fromkeys(("mg/d", "mg/day", "mg/日", "mg/天", "mg/24小时"), "mg/24h"),
    **dict.fromkeys(
        ("ratio", "none", "-", "--", "/", "index", "比值", "na", "n/a", "unitless"), "1"
    ),
    "percent": "%",
}
CLEARANCE = re.compile(r"^(ml/min|ml/s)\W*1\.73m?2?$")
# Words and signs laboratories put around the name of what was measured in blood.
BEHIND = re.compile(
    r"[ ,]+(?:serum|plasma|blood|count|counts|concentration|level|absolute|abs|#)$"
    r"|(?:绝对计数|绝对值|绝对数|计数|总数|浓度|测定|定量|水平|数目)$|#$|[+]+$"
)
BEFORE = re.compile(r"^(?:(?:serum|plasma|blood|absolute|s)[ ,]+|血清|血浆|全血|血)")
INSIDE = re.compile(r"^(.+?) ?[(\[]([^()\[\]]+)[)\]]$")
RISEN = re.compile(
    r"^(?:high|elevated|increased) | (?:increased?|elevated|elevation|high|rise)$"
    r"|(?:升高|增高|增加|偏高)$"
)
FALLEN = re.compile(
    r"^(?:low|reduced|decreased) | (?:decreased?|reduced|reduction|low)$"
    r"|(?:降低|减低|减少|下降|偏低)$"
)
WORDLESS = {
    "serum",
    "plasma",
    "blood",
    "s",
    "abs",
    "absolute",
    "total",
    "血清",
    "血浆",
    "血",
    "全血",
}


def plain(text: str) -> str:
    """Without regard to case, width, what parts the words, or haem against hem."""
    folded = unicodedata.normalize("NFKC", text).casefold().strip().replace("ae", "e")
    return re.sub(r"[\s_-]+", " ", folded).replace("【", "[").replace("】", "]")


@lru_cache(maxsize=4096)
def rules_named(term: str, analyte: str) -> tuple[Rule, ...]:
    """Those that both names fit; a name not given fits all. None where a name is not known."""
    found = rules()
    if term.strip():
        meant = term_named(term)
        found = tuple(rule for rule in found if rule.term == meant)
    if analyte.strip():
        known = analyte_named(analyte)
        found = tuple(rule for rule in found if known is not None and rule.analyte is known)
    return found


@lru_cache(maxsize=4096)
def term_named(text: str) -> str | None:
    """By its name, or as an analyte that rose or fell: ALT increased."""
    name = plain(text)
    return terms_by_name().get(name) or next(moved(name), None)


def moved(name: str) -> Iterator[str]:
    for words, direction in ((RISEN, Direction.HIGH), (FALLEN, Direction.LOW)):
        analyte = analyte_named(words.sub("", name)) if words.search(name) else None
        for rule in rules():
            if rule.analyte is analyte and rule.direction is direction:
                yield rule.term


@lru_cache(maxsize=4096)
def analyte_named(text: str) -> Analyte | None:
    """By one of its names, also with its short form in brackets, or as one of two that are one."""
    name = plain(text)
    known = by_name()
    if found := next((known[one] for one in peeled(name) if one in known), None):
        return found
    if both := INSIDE.fullmatch(name):
        outside, inside = both.groups()
        if inside in WORDLESS or analyte_named(outside) is analyte_named(inside):
            return analyte_named(outside)
    first, *others = [analyte_named(one) for one in name.split("/")] if "/" in name else [None]
    return first if all(one is first for one in others) else None


def peeled(name: str) -> Iterator[str]:
    """The name, and what is left of it word by word without those around it."""
    while name:
        yield name
        behind = BEHIND.sub("", name, count=1).strip(" ,")
        less = behind if behind != name else BEFORE.sub("", name, count=1).strip(" ,")
        name = less if less != name else ""


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
    known = analyte.folded_units
    spelled = spelling(text)
    # Some write G/L for giga per liter: of cells that is a count, of hemoglobin grams.
    if spelled == "g/l" and "g/l" not in known:
        spelled = "10*9/l"
    return known.get(spelled)


@lru_cache(maxsize=4096)
def spelling(text: str) -> str:
    tight = re.sub(r"\s+", "", unicodedata.normalize("NFKC", text).casefold())
    for written, meant in SPELLED_OUT:
        tight = tight.replace(written, meant)
    tight = PER_MICROLITER.sub("/ul", tight) if tight not in ("/mm3", "/mm^3") else "/mm3"
    tight = POWER.sub(r"10*\1/", SAME_UNIT.get(tight, tight))
    if found := CLEARANCE.fullmatch(tight):
        return f"{found[1]}/1.73m2"
    return SAME_UNIT.get(tight, tight)
