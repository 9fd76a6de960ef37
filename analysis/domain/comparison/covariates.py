"""The covariates of a plan as columns of numbers, one row per participant who has them all.

Nothing is filled in: whoever lacks a covariate is in no adjusted contrast and is counted by what
is lacking. A covariate that most have no value for, or that is the same for everybody, says
nothing and is named as left out.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

import numpy as np

from analysis.domain.survival.times import Floats
from trials.domain.protocol import protocol as protocols
from trials.domain.protocol.analyses import Analysis
from trials.domain.values import Facts, Known

# Asked of most and answered by few, a covariate would leave nobody to compare.
LEAST_KNOWN = 0.5


class Described(Protocol):
    """As much of a participant as matters here."""

    @property
    def id(self) -> int: ...
    @property
    def facts(self) -> Facts: ...


@dataclass(frozen=True, kw_only=True, eq=False)
class Design:
    """`columns` by the name of the covariate, or of the covariate and the code it stands for.

    `missing`: who lacks which covariate. `sparse` and `constant` are the covariates left out.
    """

    participants: tuple[int, ...]
    columns: Mapping[str, Floats]
    missing: Mapping[str, tuple[int, ...]]
    sparse: tuple[str, ...]
    constant: tuple[str, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The covariates that are adjusted for."""
        return tuple(dict.fromkeys(name.split("=")[0] for name in self.columns))


def design_of(
    people: Sequence[Described], analysis: Analysis, protocol: protocols.Protocol
) -> Design:
    lacking = {
        name: tuple(one.id for one in people if value_of(one.facts, name) is None)
        for name in analysis.covariates
    }
    sparse = tuple(name for name, who in lacking.items() if len(who) > LEAST_KNOWN * len(people))
    used = [name for name in analysis.covariates if name not in sparse]
    missing = {name: lacking[name] for name in used if lacking[name]}
    left = {one for who in missing.values() for one in who}
    complete = [one for one in people if one.id not in left]
    columns = {
        key: column
        for name in used
        for key, column in columns_of(name, complete, analysis, protocol).items()
    }
    varied = {key: column for key, column in columns.items() if len(np.unique(column)) > 1}
    seen = {key.split("=")[0] for key in varied}
    return Design(
        participants=tuple(one.id for one in complete),
        columns=varied,
        missing=missing,
        sparse=sparse,
        constant=tuple(name for name in used if name not in seen),
    )


def columns_of(
    name: str, people: Sequence[Described], analysis: Analysis, protocol: protocols.Protocol
) -> dict[str, Floats]:
    """A number as it is, or as the logarithm of 1 more; a yes as 1; a code as one column for each
    code that anybody has, but for the first."""
    values = [value_of(one.facts, name) for one in people]
    if all(isinstance(value, bool | int | Decimal) for value in values):
        numbers = np.array([float(str(int(v) if isinstance(v, bool) else v)) for v in values])
        return {name: np.log1p(numbers) if name in analysis.logged else numbers}
    codes = [code for code in protocol.declaration(name).codes if code in set(map(str, values))]
    return {
        f"{name}={code}": np.array([float(str(value) == code) for value in values])
        for code in codes[1:]
    }


def value_of(facts: Facts, name: str) -> bool | int | Decimal | str | None:
    found = facts.get(name)
    value = found.value if isinstance(found, Known) else None
    return value if isinstance(value, bool | int | Decimal | str) else None
