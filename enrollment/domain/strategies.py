"""What is said of the strategy a participant received: one of four, not assessable, or not yet."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from trials.domain.messages import gettext_noop as _
from trials.domain.protocol.arms import Adjuvant


class Strategy(StrEnum):
    """As the protocol codes the fact `strategy_received`."""

    SURGERY_ALONE = "surgery_alone"
    TACE = "surgery_tace"
    TACE_AND_SYSTEMIC = "surgery_tace_systemic"
    SYSTEMIC = "surgery_systemic"


class NotAssessable(StrEnum):
    """What came before the landmark, so that nobody knows what would have been begun by then."""

    RECURRENCE = "recurrence"
    DEATH = "death"
    LOST = "lost"


class NotYet(StrEnum):
    """What has to be known first."""

    LANDMARK = "landmark_to_come"
    SURGERY = "surgery_date"
    TREATMENT = "treatment_date"
    RECURRENCE = "recurrence_date"
    DEATH = "death_date"
    LAST_CONTACT = "last_contact_date"


NOT_ASSESSABLE_LABELS: Mapping[NotAssessable, str] = {
    NotAssessable.RECURRENCE: _("Recurred by the landmark"),
    NotAssessable.DEATH: _("Died by the landmark"),
    NotAssessable.LOST: _("Lost before the landmark"),
}
NOT_YET_LABELS: Mapping[NotYet, str] = {
    NotYet.LANDMARK: _("The landmark is still to come."),
    NotYet.SURGERY: _("The day of surgery is not known. Record it to the day."),
    NotYet.TREATMENT: _(
        "A treatment begun around the landmark has no start to the day. Record it."
    ),
    NotYet.RECURRENCE: _("The recurrence around the landmark is not dated to the day. Record it."),
    NotYet.DEATH: _("The death around the landmark is not dated to the day. Find out the day."),
    NotYet.LAST_CONTACT: _("The last contact around the landmark is not dated to the day."),
}


@dataclass(frozen=True, kw_only=True)
class Begun:
    kind: Adjuvant
    day: date


@dataclass(frozen=True, kw_only=True)
class StrategyReceived:
    """One of `code`, `not_assessable` and `not_yet` is set.

    `later`: what was first begun after the landmark without a recurrence before it. It moves nobody
    to another strategy and is shown.
    """

    landmark: date | None = None
    code: Strategy | None = None
    not_assessable: NotAssessable | None = None
    not_yet: NotYet | None = None
    later: tuple[Begun, ...] = ()

    @property
    def is_settled(self) -> bool:
        return self.not_yet is None
