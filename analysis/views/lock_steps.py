"""The way to a locked database, step by step: what is done, what comes next, and who does it."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.models import User
from casebook.domain.data_locks import LockState, Scope
from casebook.models import DatabaseLock, DataLock
from inference.models import Commitment, OpenedPrediction
from trials.models import Trial
from trials.selectors.protocols import latest_version, protocol_of


@dataclass(frozen=True, kw_only=True)
class LockStep:
    """`button`: what this person may press now for the step; empty for another's step."""

    title: str
    tone: str
    state: str
    said: str = ""
    button: str = ""


@dataclass(frozen=True, kw_only=True)
class LockWay:
    trial: Trial
    user: User
    locks: bool
    standing: DatabaseLock | None
    waits: DatabaseLock | None
    open_sites: list[str]

    def steps(self) -> Iterator[LockStep]:
        yield self.entry()
        yield self.signing()
        concealed = concealed_labels(self.trial)
        if concealed:
            yield self.opening(concealed)

    def entry(self) -> LockStep:
        title, proposed = _("Entry is closed at every site"), entry_proposed(self.trial)
        if self.standing or not self.open_sites:
            return LockStep(title=title, tone="done", state=_("Closed"))
        if proposed is not None:
            said = _("%(name)s has closed it. Another person confirms.") % {
                "name": proposed.locked_by
            }
            others = self.locks and proposed.locked_by_id != self.user.pk
            button = _("Confirm that entry is closed") if others else ""
            waits = _("Waits for a second person")
            return LockStep(title=title, tone="due", state=waits, said=said, button=button)
        said = _("Still open at: %(sites)s") % {"sites": ", ".join(self.open_sites)}
        button = _("Close entry for the whole trial") if self.locks else ""
        return LockStep(title=title, tone="due", state=_("Open"), said=said, button=button)

    def signing(self) -> LockStep:
        title = _("Two people sign that the data are final")
        if self.standing is not None:
            return LockStep(title=title, tone="done", state=_("Locked"))
        if self.waits is not None:
            said = _("%(name)s has signed. Another person signs below.") % {
                "name": self.waits.proposed_by
            }
            return LockStep(
                title=title, tone="due", state=_("Waits for a second person"), said=said
            )
        return LockStep(title=title, tone="empty", state=_("Not yet"))

    def opening(self, concealed: list[str]) -> LockStep:
        title = _("Concealed predictions open to analysis and sites")
        said = ", ".join(concealed)
        if self.standing is None:
            return LockStep(title=title, tone="sealed", state=_("Sealed"), said=said)
        asked = {"activation__trial": self.trial}
        opened = OpenedPrediction.objects.filter(**asked).count()
        sealed = Commitment.objects.filter(**asked).count()
        state = _("%(opened)s of %(sealed)s opened") % {"opened": opened, "sealed": sealed}
        return LockStep(
            title=title, tone="done" if opened == sealed else "running", state=state, said=said
        )


def entry_proposed(trial: Trial) -> DataLock | None:
    """The lock of the whole trial that one person has asked for."""
    found = DataLock.objects.filter(
        activation__trial=trial, scope=Scope.TRIAL, state=LockState.PROPOSED
    )
    row: DataLock | None = found.select_related("locked_by", "activation__trial").first()
    return row


def concealed_labels(trial: Trial) -> list[str]:
    """What the protocol keeps from the sites until a lock."""
    disclosures = protocol_of(latest_version(trial)).disclosure.values()
    language = get_language() or "en"
    return [one.label.in_language(language) for one in disclosures if one.is_concealed]
