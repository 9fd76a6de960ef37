"""Stop when the data make it likely that the risk is above what the charter tolerates.

The same rule watches grade >= 3 events, deaths, or failure to reach surgery. It has no default: the
charter names prior, limit and certainty, and whoever sets them is shown how often the rule would
stop (Thall and Simon, Biometrics 1994; 50: 337).
"""

from dataclasses import dataclass

import numpy as np

from analysis.domain.survival.times import Floats


@dataclass(frozen=True, kw_only=True)
class StoppingRule:
    """Stop if P(risk > `limit` | data) > `certainty`, the prior being Beta(`prior_events`,
    `prior_free`), looked at after each participant from the first to the `most`-th."""

    limit: float
    certainty: float
    prior_events: float
    prior_free: float
    most: int

    def posterior(self, events: int, of: int) -> float:
        """P(risk > limit) once `events` among `of` participants were seen."""
        from scipy.special import betaincc

        return float(
            betaincc(self.prior_events + events, self.prior_free + of - events, self.limit)
        )

    def bounds(self) -> list[int | None]:
        """The fewest events that stop after 1, 2, ... participants; None where nothing can."""
        return [self.bound(of) for of in range(1, self.most + 1)]

    def bound(self, of: int) -> int | None:
        stopping = (k for k in range(of + 1) if self.posterior(k, of) > self.certainty)
        return next(stopping, None)


@dataclass(frozen=True, kw_only=True)
class OperatingCharacteristics:
    """How the rule would behave if the risk were `risk`: the chance to stop, and how many
    participants and events there would be on average."""

    risk: float
    stops: float
    participants: float
    events: float


def operating_characteristics(rule: StoppingRule, risk: float) -> OperatingCharacteristics:
    """Exact: every way of getting from participant to participant without stopping is counted."""
    going = np.array([1.0])
    stops = participants = 0.0
    for bound in rule.bounds():
        participants += float(going.sum())
        going = with_one_more(going, risk)
        if bound is not None:
            stops += float(going[bound:].sum())
            going[bound:] = 0
    return OperatingCharacteristics(
        risk=risk,
        stops=stops,
        participants=participants,
        # Each participant treated adds the risk, whenever the rule stops (Wald's identity).
        events=participants * risk,
    )


def with_one_more(going: Floats, risk: float) -> Floats:
    """The chance of each number of events among those going on, one participant later."""
    found: Floats = np.append(going * (1 - risk), 0.0) + np.append(0.0, going * risk)
    return found
