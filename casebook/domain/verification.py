"""Comparing answers with their source document: what is verified, and what to look at first."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from trials.domain.condition_nodes import names_in
from trials.domain.messages import gettext_noop as _
from trials.domain.protocol.protocol import Protocol


class Risk(StrEnum):
    """Why an answer is looked at before others."""

    DECIDES = "decides"
    QUERIED = "queried"
    UNUSUAL = "unusual"
    CORRECTED = "corrected"
    CHANGED_SINCE = "changed_since"


WEIGHTS: Mapping[Risk, int] = {
    Risk.DECIDES: 3,
    Risk.CHANGED_SINCE: 3,
    Risk.QUERIED: 2,
    Risk.UNUSUAL: 2,
    Risk.CORRECTED: 1,
}

RISK_LABELS: Mapping[Risk, str] = {
    Risk.DECIDES: _("decides on eligibility or an endpoint"),
    Risk.CHANGED_SINCE: _("changed since it was verified"),
    Risk.QUERIED: _("was asked about"),
    Risk.UNUSUAL: _("unusual, confirmed"),
    Risk.CORRECTED: _("form was corrected"),
}


@dataclass(frozen=True, kw_only=True)
class Unverified:
    """One form of one participant, and the risks of its answers that nobody has verified yet."""

    place: tuple[str, ...]
    risks: Mapping[str, frozenset[Risk]]

    @property
    def score(self) -> int:
        """The riskiest answer counts first, then how many there are like it."""
        return max((weight(one) for one in self.risks.values()), default=0)

    @property
    def total(self) -> int:
        return sum(weight(one) for one in self.risks.values())

    @property
    def reasons(self) -> list[Risk]:
        seen = frozenset[Risk]().union(*self.risks.values())
        return [risk for risk in Risk if risk in seen]


def weight(risks: Iterable[Risk]) -> int:
    return sum(WEIGHTS[risk] for risk in risks)


def ranked(found: Iterable[Unverified]) -> list[Unverified]:
    """The same order each time: by risk, then by where it stands."""
    asked = (one for one in found if one.risks)
    return sorted(asked, key=lambda one: (-one.score, -one.total, one.place))


def risks_of(
    item: str,
    stored: Mapping[str, Any],
    *,
    decisive: frozenset[str],
    queried: bool,
    version: int,
    was_verified: bool,
) -> frozenset[Risk]:
    holds = {
        Risk.DECIDES: item in decisive,
        Risk.QUERIED: queried,
        Risk.UNUSUAL: bool(stored.get("reason")),
        Risk.CORRECTED: version > 1,
        Risk.CHANGED_SINCE: was_verified,
    }
    return frozenset(risk for risk, so in holds.items() if so)


def decisive_in(protocol: Protocol) -> frozenset[str]:
    """The items that criteria and endpoints rest on, also by way of a score."""
    named = frozenset[str]().union(*(names_in(one.when) for one in protocol.criteria))
    wanted, known = list(named | named_by_endpoints(protocol)), set()
    while wanted:
        name = wanted.pop()
        if name not in known:
            known.add(name)
            fact = protocol.facts.get(name)
            wanted += fact.needs if fact else ()
    return frozenset(known) & frozenset(protocol.items)


def named_by_endpoints(protocol: Protocol) -> frozenset[str]:
    names: set[str] = set()
    for one in protocol.endpoints:
        names |= {getattr(one, "origin", None) or "", getattr(one, "censor_at", None) or ""}
        names |= {*(getattr(one, "events", None) or ()), *(getattr(one, "competing", None) or ())}
    return frozenset(names - {""})
