"""When a prediction may be seen: one moment for analysis, another for the sites that treat."""

from enum import StrEnum

from trials.domain.text import Name, Part, Text


class Moment(StrEnum):
    PREDICTION = "prediction"
    STRATEGY_LOCKED = "strategy_received_locked"
    RESPONSE_LOCKED = "response_and_decision_locked"
    OUTCOME_LOCKED = "outcome_locked"
    DATABASE_LOCK = "database_lock"


# What comes about once forms are locked; which ones, the disclosure says.
BY_FORMS = frozenset({Moment.RESPONSE_LOCKED, Moment.OUTCOME_LOCKED})
# A site told at one of the others could still change what is received, or read a response by it.
FOR_SITES = (Moment.PREDICTION, Moment.OUTCOME_LOCKED, Moment.DATABASE_LOCK)


class Disclosure(Part):
    """`facts` are written when the prediction opens to sites; a sealed one never becomes a fact.

    `closed_by` names the forms that an investigator signs and a data manager locks before a
    response or an outcome counts as locked.
    """

    label: Text
    open_to_analysis: Moment
    open_to_sites: Moment
    closed_by: tuple[Name, ...] = ()
    facts: tuple[Name, ...] = ()
    why: Text

    @property
    def by_forms(self) -> tuple[Moment, ...]:
        """The moments of it that come about with forms."""
        moments = dict.fromkeys((self.open_to_analysis, self.open_to_sites))
        return tuple(one for one in moments if one in BY_FORMS)

    @property
    def is_concealed(self) -> bool:
        return self.open_to_sites is not Moment.PREDICTION
