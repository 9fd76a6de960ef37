"""All that a participant's page shows, in a fixed number of queries."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from accounts.models import User
from casebook.domain import grid
from casebook.domain.grid import Mark
from casebook.domain.occasions import Occasion
from casebook.domain.standing import Standing, ended_on, standing
from casebook.models import (
    Consent,
    Draft,
    FormRecord,
    FormSignature,
    Participant,
    Visit,
    Withdrawal,
)
from casebook.selectors.consents import latest_consent, withdrawal_date
from casebook.selectors.facts import facts_for
from casebook.selectors.form_signatures import is_signed, signatures_by_record
from casebook.selectors.forms import occasion_of
from casebook.selectors.protocols import version_for
from trials.domain.protocol.protocol import Protocol
from trials.domain.values import Facts
from trials.domain.visit_plan import PlannedVisit, plan, unplanned
from trials.models import ProtocolVersion
from trials.selectors.protocols import protocol_of


@dataclass(frozen=True, kw_only=True)
class Overview:
    participant: Participant
    version: ProtocolVersion
    protocol: Protocol
    consent: Consent | None
    withdrew_on: date | None
    facts: Facts
    planned: tuple[PlannedVisit, ...]
    rows: tuple[grid.Row, ...]
    unscheduled: tuple[grid.Cell, ...]
    outside_schedule: tuple[grid.Cell, ...] = ()

    @property
    def standing(self) -> Standing:
        return standing(
            self.facts, has_consented=self.consent is not None, withdrew_on=self.withdrew_on
        )


def overview_of(participant: Participant, *, user: User, today: date) -> Overview:
    """As this user sees it: own drafts are marked, other people's are not."""
    version = version_for(participant, on=today)
    protocol = protocol_of(version)
    facts = facts_for(participant, protocol)
    consent = latest_consent(participant)
    withdrew_on = withdrawal_date(participant, str(Withdrawal.Scope.FOLLOW_UP))
    visits = list(Visit.objects.filter(participant=participant))
    recorded = {visit.visit: visit.visit_date for visit in visits}
    planned = plan(
        protocol=protocol,
        facts=facts,
        recorded=recorded,
        today=today,
        ended=ended_on(facts, withdrew_on=withdrew_on),
    )
    planned = [*planned, *unplanned(protocol, recorded)]
    marks = marks_of(participant, user)
    return Overview(
        participant=participant,
        version=version,
        protocol=protocol,
        consent=consent,
        withdrew_on=withdrew_on,
        facts=facts,
        planned=tuple(planned),
        rows=tuple(
            grid.rows(
                protocol=protocol,
                planned=planned,
                marks=marks,
                facts=facts,
                not_done={one.visit: one.not_done_reason for one in visits},
                recorded=recorded,
            )
        ),
        unscheduled=tuple(grid.unscheduled(protocol=protocol, marks=marks, facts=facts)),
        outside_schedule=tuple(
            grid.outside_schedule(protocol=protocol, planned=planned, marks=marks)
        ),
    )


def marks_of(participant: Participant, user: User) -> Mapping[Occasion, Mark]:
    drafts = Draft.objects.filter(participant=participant, user=user)
    records = FormRecord.objects.filter(participant=participant).select_related(
        "participant", "protocol_version__trial"
    )
    signatures = signatures_by_record(participant)
    saved = {occasion_of(record): mark_of(record, signatures) for record in records}
    begun = {occasion_of(draft): Mark.DRAFT for draft in drafts}
    return {**begun, **saved}


def mark_of(record: FormRecord, signatures: Mapping[int, FormSignature]) -> Mark:
    """Signed is worked out, not stored: it ends by itself when the record is corrected."""
    if record.not_done_reason:
        return Mark.NOT_DONE
    is_complete = record.status == FormRecord.Status.COMPLETE
    if is_complete and record.pk in signatures and is_signed(record, signatures):
        return Mark.SIGNED
    return Mark(record.status)
