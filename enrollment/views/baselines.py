"""The covariates of the propensity model as a page shows them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from casebook.domain.fact_values import from_json
from enrollment.domain.baselines import covariates_of
from enrollment.views.atoms import value_shown
from trials.domain.partial_dates import PartialDate
from trials.domain.protocol.protocol import Protocol
from trials.domain.values import Known
from trials.wording import worded


@dataclass(frozen=True, kw_only=True)
class Covariate:
    label: str
    shown: str
    date: str = ""
    is_missing: bool = False


def covariates(baseline: Mapping[str, Any], protocol: Protocol) -> Iterator[Covariate]:
    """From a frozen baseline; one of an earlier version may lack a covariate of this one."""
    for name in covariates_of(protocol):
        stored, label = baseline.get(name, {}), worded(protocol.label(name))
        if "value" not in stored:
            yield Covariate(label=label, shown=_("not recorded"), is_missing=True)
            continue
        day = stored["date"] or ""
        known = Known(
            from_json(stored["value"]),
            unit=stored["unit"],
            date=PartialDate.parse(day) if day else None,
        )
        yield Covariate(label=label, shown=value_shown(protocol, name, known), date=day)
