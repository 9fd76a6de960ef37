"""Lists of participants, each with where it stands; a fixed number of queries, however many."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from casebook.domain.standing import STANDING_LABELS, TONES, Standing, standing
from casebook.models import Consent, Fact, Participant, Withdrawal
from casebook.selectors.facts import as_known
from trials.domain.values import Absent, Known
from trials.models import Trial

DECISIVE = ("enrolled", "screening_failed", "screening_closed", "death", "lost", "last_contact")


@dataclass(frozen=True, kw_only=True)
class Listed:
    """One line of a list."""

    pk: int
    code: str
    site: str
    screened_date: date
    consent_date: date | None
    standing: Standing

    @property
    def label(self) -> str:
        return STANDING_LABELS[self.standing]

    @property
    def tone(self) -> str:
        return TONES[self.standing]


def listed(trial: Trial, *, activations: Iterable[int], code: str = "") -> list[Listed]:
    """Everybody of the trial at these sites whose code holds these letters, by code."""
    rows = list(
        Participant.objects.for_activations(activations)
        .filter(activation__trial=trial, code__icontains=code.strip())
        .order_by("code")
        .values("pk", "code", "screened_date", "activation__site__code")
    )
    pks = [row["pk"] for row in rows]
    facts, consents, withdrew = facts_by(pks), consents_by(pks), withdrawals_by(pks)
    return [
        Listed(
            pk=row["pk"],
            code=row["code"],
            site=row["activation__site__code"],
            screened_date=row["screened_date"],
            consent_date=consents.get(row["pk"]),
            standing=standing(
                facts[row["pk"]],
                has_consented=row["pk"] in consents,
                withdrew_on=withdrew.get(row["pk"]),
            ),
        )
        for row in rows
    ]


def facts_by(pks: list[int]) -> Mapping[int, dict[str, Known | Absent]]:
    """The few facts that decide where somebody stands."""
    found: dict[int, dict[str, Known | Absent]] = defaultdict(dict)
    rows = Fact.objects.filter(participant_id__in=pks, name__in=DECISIVE, occasion="").standing()
    for row in rows.order_by("pk"):
        found[row.participant_id][row.name] = as_known(row)
    return found


def consents_by(pks: list[int]) -> dict[int, date]:
    rows = Consent.objects.filter(participant_id__in=pks).order_by("-consent_date")
    return dict(rows.values_list("participant_id", "consent_date"))


def withdrawals_by(pks: list[int]) -> dict[int, date]:
    rows = Withdrawal.objects.filter(participant_id__in=pks, scope=Withdrawal.Scope.FOLLOW_UP)
    return dict(rows.values_list("participant_id", "withdrawal_date"))


def counts(everybody: Iterable[Listed]) -> Mapping[Standing, int]:
    return Counter(one.standing for one in everybody)
