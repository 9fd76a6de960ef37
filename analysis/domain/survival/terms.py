"""What a proportional hazards model says of each covariate, and of all of them."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import exp, inf

import numpy as np

from analysis.domain.estimates import normal_quantile
from analysis.domain.survival.distributions import chi_square_tail, normal_two_sided
from analysis.domain.survival.times import Floats

# Beyond this the exponential is no floating point number.
LARGEST = 709.0


@dataclass(frozen=True, kw_only=True)
class Term:
    name: str
    coef: float
    se: float
    hazard_ratio: float
    lower: float
    upper: float
    z: float
    p: float


@dataclass(frozen=True, kw_only=True)
class ModelTest:
    chi_square: float
    df: int
    p: float


def terms_of(
    names: Iterable[str], coef: Floats, covariance: Floats, confidence: float
) -> dict[str, Term]:
    z = normal_quantile(confidence)
    return {
        name: term(name, float(b), float(se), z)
        for name, b, se in zip(names, coef, np.sqrt(np.diag(covariance)), strict=True)
    }


def term(name: str, coef: float, se: float, z: float) -> Term:
    return Term(
        name=name,
        coef=coef,
        se=se,
        hazard_ratio=raised(coef),
        lower=raised(coef - z * se),
        upper=raised(coef + z * se),
        z=coef / se,
        p=normal_two_sided(coef / se),
    )


def raised(log: float) -> float:
    """A covariate in a unit far too large can have a ratio beyond any number."""
    return exp(log) if log < LARGEST else inf


def tested(chi_square: float, df: int) -> ModelTest:
    return ModelTest(chi_square=chi_square, df=df, p=chi_square_tail(chi_square, df))
