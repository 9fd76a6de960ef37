"""What a look ahead asks: the questions that the criteria need, and no others."""

from decimal import Decimal

from enrollment.domain.near_days import JUDGED_ON
from trials.domain.condition_nodes import names_in
from trials.domain.derivations import recorded_for
from trials.domain.partial_dates import Precision
from trials.domain.protocol.facts import Owner
from trials.domain.protocol.forms import Form, Item, ItemType, Phase, Range
from trials.domain.protocol.protocol import Protocol
from trials.domain.text import Text
from trials.domain.values import Missing

BIRTH = "birth_date"
AGES = ("age_at_consent", "age_at_enrollment")
SCORE, LIFETIME = (Range(min=Decimal(0), max=Decimal(most)) for most in (1, 120))
ELSEWHERE = "elsewhere"
ELSEWHERE_LABEL = Text(en="Before the forms", zh="表单之外的信息")
BIRTH_LABEL = Text(en="Date of birth", zh="出生日期")


def item_of(name: str, protocol: Protocol) -> Item:
    """A fact that another record gives, as a question."""
    if name == BIRTH:
        return Item(id=name, type=ItemType.DATE, label=BIRTH_LABEL, partial=Precision.YEAR)
    fact = protocol.facts[name]
    # A model's score is a probability: 50 meant as percent would pass every "0.5 or more".
    is_score = fact.owner is Owner.INFERENCE and fact.type is ItemType.NUMBER
    bounds = SCORE if is_score else LIFETIME if name in AGES else None
    return Item(
        id=name,
        type=fact.type,
        label=fact.label,
        unit=fact.unit,
        codes=fact.codes,
        missing=tuple(Missing),
        partial=Precision.YEAR,
        range=bounds,
    )


def forms_asked(protocol: Protocol) -> list[Form]:
    """What the criteria need, each question optional; first what no form asks."""
    elsewhere = form_elsewhere(protocol)
    return ([elsewhere] if elsewhere else []) + [
        shortened
        for form in protocol.forms_in(Phase.SCREENING)
        if (shortened := short_form(form, protocol)) is not None
    ]


def form_elsewhere(protocol: Protocol) -> Form | None:
    """Consent, date of birth, the score of a model."""
    names = dict.fromkeys(
        BIRTH if name in AGES else name for name in needed(protocol) if name in protocol.facts
    )
    items = tuple(optional(item_of(name, protocol)) for name in names)
    if not items:
        return None
    return Form(id=ELSEWHERE, label=ELSEWHERE_LABEL, phase=Phase.SCREENING, items=items)


def short_form(form: Form, protocol: Protocol) -> Form | None:
    """The form without the questions that no criterion looks at, nor opens one that it does."""
    names = set(needed(protocol))
    names |= {
        name
        for item in form.items
        if item.id in names and item.shown_when is not None
        for name in names_in(item.shown_when)
    }
    items = tuple(optional(item) for item in form.items if item.id in names)
    return form.model_copy(update={"items": items, "checks": ()}) if items else None


def optional(item: Item) -> Item:
    return item.model_copy(update={"required": False})


def needed(protocol: Protocol) -> list[str]:
    """The recorded facts behind the criteria that decide at screening, in their order."""
    found = (
        leaf
        for criterion in protocol.criteria
        if criterion.is_screening
        for name in sorted(names_in(criterion.when))
        for leaf in recorded_for(name, protocol.facts)
    )
    return [name for name in dict.fromkeys(found) if name != JUDGED_ON]
