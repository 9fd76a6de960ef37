"""When a prediction may be seen: one moment for analysis, another for the sites that treat."""

from enum import StrEnum

from trials.domain.text import Name, Part, Text


class Moment(StrEnum):
    PREDICTION = "prediction"
    STRATEGY_LOCKED = "strategy_received_locked"
    RESPONSE_LOCKED = "response_and_decision_locked"
    OUTCOME_LOCKED = "outcome_locked"
    DATABASE_LOCK = "database_lock"


class Disclosure(Part):
    """`facts` are written when the prediction opens to sites; a sealed one never becomes a fact."""

    label: Text
    open_to_analysis: Moment
    open_to_sites: Moment
    facts: tuple[Name, ...] = ()
    why: Text

    @property
    def is_concealed(self) -> bool:
        return self.open_to_sites is not Moment.PREDICTION
