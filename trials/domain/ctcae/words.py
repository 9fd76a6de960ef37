"""The words of what a person types, and other words that say the same."""

import re
from collections.abc import Collection, Sequence
from difflib import get_close_matches

RISEN = ("increased", "elevated", "high", "raised", "升高", "增高", "偏高", "上升", "增加", "高")
FALLEN = ("decreased", "low", "reduced", "降低", "减少", "下降", "偏低", "减低", "低")
ALIKE = (
    RISEN,
    FALLEN,
    ("hemorrhage", "bleeding", "bleed", "出血"),
    ("pain", "ache", "疼痛", "痛"),
    ("failure", "insufficiency", "衰竭"),
)
MEANING_SAME = {word: group for group in ALIKE for word in group}
MEANING_SAME |= {"increase": RISEN, "elevation": RISEN, "decrease": FALLEN, "reduction": FALLEN}
# Chinese and Latin letters part words without a space: ALT升高.
PARTS = re.compile(r"[\u4e00-\u9fff]+|[^\s\u4e00-\u9fff]+")
MOVED = re.compile(f"^(.+?)({'|'.join(RISEN[4:] + FALLEN[3:])})$")
LEAST_TO_MISSPELL = 4

Alternatives = tuple[str, ...]


def alternatives(wanted: str) -> tuple[Alternatives, ...]:
    """For each word, those any of which will do."""
    return tuple(MEANING_SAME.get(part, (part,)) for part in parts(wanted))


def parts(wanted: str) -> list[str]:
    found: list[str] = []
    for part in PARTS.findall(wanted):
        moved = MOVED.match(part)
        found += moved.groups() if moved and part not in MEANING_SAME else [part]
    return found


def respelled(wanted: str, known: Collection[str]) -> tuple[Alternatives, ...]:
    """With words that look like those typed; empty where some word looks like none."""
    found = tuple(looking_like(one, known) for one in alternatives(wanted))
    return found if all(found) else ()


def looking_like(said: Alternatives, known: Collection[str]) -> Alternatives:
    if len(said) > 1 or said[0] in known:
        return said
    if len(said[0]) < LEAST_TO_MISSPELL:
        return ()
    return tuple(get_close_matches(said[0], known, n=1, cutoff=0.75))


def says(words: Sequence[str], plain: str, wanted: Alternatives) -> bool:
    """Whether a spelling has any of the words: a Chinese one anywhere, others from their start."""
    return any(
        one in plain if "\u4e00" <= one[0] <= "\u9fff" else any(w.startswith(one) for w in words)
        for one in wanted
    )
