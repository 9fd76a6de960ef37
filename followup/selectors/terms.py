"""The terms of CTCAE that fit what was typed, those used lately and often before others."""

from dataclasses import dataclass

from django.db.models import Count

from accounts.models import User
from followup.models import AdverseEvent
from trials.domain import ctcae
from trials.models import Trial

LATELY, OFTEN = 30, 20


@dataclass(frozen=True, kw_only=True)
class Suggestion:
    """`name` is what is stored; `found_as` another word for it that was typed."""

    name: str
    label: str
    organ_class: str
    found_as: str = ""
    is_unreviewed: bool = False


def suggested(text: str, *, trial: Trial, user: User, language: str) -> list[Suggestion]:
    found = ctcae.search(text[:80], language, recent=used_before(trial, user))
    return [
        Suggestion(
            name=match.term.name,
            label=match.term.label(language),
            organ_class=ctcae.class_label(match.term.organ_class, language),
            is_unreviewed=match.term.is_unreviewed(language),
            found_as="" if match.by_name else match.found_as,
        )
        for match in found
    ]


def used_before(trial: Trial, user: User) -> list[str]:
    """What this person used lately, then what is used most in the trial where they may read."""
    return list(dict.fromkeys([*used_lately(trial, user), *used_often(trial)]))


def used_lately(trial: Trial, user: User) -> list[str]:
    own = AdverseEvent.objects.filter(entered_by=user, activation__trial=trial)
    terms = own.order_by("-entered_at").values_list("term", flat=True)[:LATELY]
    return list(dict.fromkeys(terms))


def used_often(trial: Trial) -> list[str]:
    """Row security leaves the sites of the reader."""
    counted = AdverseEvent.objects.filter(activation__trial=trial).values("term")
    ordered = counted.annotate(times=Count("pk")).order_by("-times", "term")
    return [one["term"] for one in ordered[:OFTEN]]
