"""The analysis plan: who is counted, what is compared, how."""

from enum import StrEnum

from pydantic import Field

from trials.domain.condition_nodes import Condition
from trials.domain.text import Code, Name, Part, Text


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
    PRE_SURGICAL_ATTRITION = "pre_surgical_attrition"
    MATURITY = "maturity"


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
    strata: tuple[Name, ...] = ()
    at_months: tuple[int, ...] = ()
    note: Text | None = None
