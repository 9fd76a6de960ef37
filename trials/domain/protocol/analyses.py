"""The analysis plan: who is counted, what is compared, how."""

from decimal import Decimal
from enum import StrEnum

from pydantic import Field

from trials.domain.condition_nodes import Condition
from trials.domain.text import Code, Name, Part, Text, Words


class AnalysisSet(Part):
    """Those for whom `when` holds, less the standing post-enrollment exclusions if it says so."""

    label: Text
    definition: Text
    when: Condition
    drops_excluded: bool = False


class Method(StrEnum):
    KAPLAN_MEIER = "kaplan_meier"
    REVERSE_KAPLAN_MEIER = "reverse_kaplan_meier"
    CRUDE_PROPORTION = "crude_proportion"
    DIFFERENCE_AT = "difference_at"
    LOG_RANK = "log_rank"
    COX = "cox"
    CLOPPER_PEARSON = "clopper_pearson"
    CUMULATIVE_INCIDENCE = "cumulative_incidence"
    CONCORDANCE = "concordance"
    PRE_SURGICAL_ATTRITION = "pre_surgical_attrition"
    MATURITY = "maturity"
    CLOCKS = "clocks"
    RESTRICTED_MEAN = "restricted_mean"
    WEIGHTED_ARMS = "weighted_arms"
    # A predictor beside others.
    DISCRIMINATION = "discrimination"
    RESPONSE_PREDICTION = "response_prediction"
    # Recommended against received.
    WITHIN_RECOMMENDATION = "within_recommendation"
    WEIGHTED_CONTRAST = "weighted_contrast"
    POLICY_VALUE = "policy_value"
    E_VALUE = "e_value"
    LANDMARKS = "landmarks"
    PREDICTED_OUTCOME = "predicted_outcome"


OF_CONCORDANCE = frozenset(
    {
        Method.CONCORDANCE,
        Method.WITHIN_RECOMMENDATION,
        Method.WEIGHTED_CONTRAST,
        Method.POLICY_VALUE,
        Method.E_VALUE,
        Method.LANDMARKS,
        Method.PREDICTED_OUTCOME,
    }
)

OF_PREDICTIONS = frozenset({Method.DISCRIMINATION, Method.RESPONSE_PREDICTION})


class Concordance(Part):
    """Recommended against received: who got what the predictor would have chosen, and then?

    `received` is the fact that says which strategy was begun by the landmark, whose readings (days
    after the origin of `endpoint`) the ambiguity `landmark` lists.
    """

    predictor: Name
    received: Name
    landmark: Name
    endpoint: Name
    # What each strategy adds to the operation, so that more can be told from less.
    components: dict[Code, tuple[Code, ...]] = Field(default_factory=dict)
    printed: Words | None = None


def landmark_day(reading: str) -> int | None:
    """day_90 -> 90; None for a reading that names no day."""
    day = reading.removeprefix("day_")
    return int(day) if day.isdecimal() else None


class Analysis(Part):
    """One analysis of one endpoint; contrasts are each level of `by` against `reference`."""

    id: Name
    title: Text
    endpoint: Name
    sets: tuple[Name, ...] = Field(min_length=1)
    methods: tuple[Method, ...] = Field(min_length=1)
    by: Name | None = None
    reference: Code | None = None
    covariates: tuple[Name, ...] = ()
    # Covariates that enter as the logarithm of 1 more: a marker that spans powers of ten.
    logged: tuple[Name, ...] = ()
    strata: tuple[Name, ...] = ()
    # Scores set beside each other, the higher expecting the event; codes in the protocol's order.
    predictor: Name | None = None
    comparators: tuple[Name, ...] = ()
    # A response is predicted from this score on; other shares it is judged by as well.
    threshold: Decimal | None = None
    also: tuple[Name, ...] = ()
    at_months: tuple[int, ...] = ()
    # Of these months, the one calibration and benefit are read at; the last where none is named.
    headline_months: int | None = None
    note: Text | None = None
