"""Participants as far as the worklist reads them, and what their records leave to be done."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from accounts.models import User
from casebook.domain.occasions import at_visit
from casebook.domain.standing import ended_on, is_lost
from casebook.models import Participant
from followup.domain.gaps import missing_forms, missing_scans
from followup.domain.outlook import Line, event_line, visit_line, waiting_line
from followup.domain.slides import missing_slides
from followup.domain.worklist import Kind, form_gaps, scan_gaps, slide_gaps
from followup.selectors.worklist_rows import Rows, facts_by, rows_of
from followup.selectors.worklist_waiting import asked_questions, begun_forms, started
from trials.domain.derivations import with_derived
from trials.domain.protocol.protocol import Protocol
from trials.domain.values import Facts
from trials.domain.visit_plan import awaited
from trials.models import ProtocolVersion, VersionInForce
from trials.selectors.protocols import protocol_of

InForce = Mapping[int, VersionInForce]


@dataclass(frozen=True, kw_only=True)
class Chart:
    """`version` is what the participant agreed to, before consent what the site works by."""

    participant: Participant
    consented: bool
    version: ProtocolVersion | None
    facts: Facts
    rows: Rows

    @property
    def pk(self) -> int:
        return self.participant.pk

    @property
    def lines(self) -> list[Line]:
        """None while the site works by no protocol."""
        return list(lines_of(self, protocol_of(self.version))) if self.version else []


def charts_of(
    people: Iterable[Participant], in_force: InForce, user: User | None
) -> Iterator[Chart]:
    """Drafts are this person's own: nobody else can finish them."""
    everybody = list(people)
    rows = rows_of([one.pk for one in everybody], user)
    versions = versions_of(everybody, rows, in_force)
    protocols = {one.pk: protocol_of(one) for one in versions.values()}
    facts = facts_by(list(versions), protocols.values())
    for one in everybody:
        yield Chart(
            participant=one,
            consented=one.pk in rows.agreed,
            version=versions.get(one.pk),
            facts=facts[one.pk],
            rows=rows,
        )


def versions_of(
    people: Iterable[Participant], rows: Rows, in_force: InForce
) -> Mapping[int, ProtocolVersion]:
    sites = {pk: one.protocol_version_id for pk, one in in_force.items()}
    chosen = {one.pk: rows.agreed.get(one.pk, sites.get(one.activation_id)) for one in people}
    found = versions_called({pk for pk in chosen.values() if pk is not None})
    return {pk: found[version] for pk, version in chosen.items() if version is not None}


def versions_called(pks: Iterable[int]) -> Mapping[int, ProtocolVersion]:
    return ProtocolVersion.objects.select_related("trial").defer("source").in_bulk(list(pks))


def lines_of(chart: Chart, protocol: Protocol) -> Iterator[Line]:
    rows, place = chart.rows, chart.participant.activation
    yield from visits_to_make(chart, protocol)
    for event in rows.events.get(chart.pk, ()):
        within = protocol_of(event.protocol_version).safety.site_within
        yield event_line(str(event.pk), event.term, event.serious_from, within)
    for one in begun_forms(rows.unfinished.get(chart.pk, ()), protocol, place):
        yield waiting_line(Kind.UNFINISHED, one)
    yield from gaps(chart, protocol)
    yield from slides_to_hand_in(chart, protocol)
    for one in asked_questions(rows.queries.get(chart.pk, ()), protocol, place):
        yield waiting_line(Kind.OPEN_QUERY, one)
    for one in rows.unsigned.get(chart.pk, ()):
        yield waiting_line(Kind.UNSIGNED, one, label=str(one.label))


def visits_to_make(chart: Chart, protocol: Protocol) -> Iterator[Line]:
    """Whoever stopped follow-up or is lost is called to no visit, not even to one due before."""
    if chart.pk in chart.rows.withdrew or is_lost(chart.facts):
        return
    planned = awaited(
        protocol=protocol,
        facts=chart.facts,
        recorded=chart.rows.visits.get(chart.pk, {}),
        ended=ended_on(chart.facts, withdrew_on=None),
    )
    for one in planned:
        if one.window is not None:
            yield visit_line(one.visit.visit, one.window)


def gaps(chart: Chart, protocol: Protocol) -> Iterator[Line]:
    """What visits that took place still lack."""
    done = chart.rows.visits.get(chart.pk)
    if not done:
        return
    begun = chart.rows.written.get(chart.pk, set()) | started(chart.rows, chart.pk)
    facts = with_derived(protocol.facts, chart.facts)
    for form in form_gaps(missing_forms(protocol, facts, done=done, begun=begun)):
        yield waiting_line(Kind.MISSING_FORM, form)
    scans = chart.rows.scans.get(chart.pk, ())
    for scan in scan_gaps(missing_scans(protocol, facts, done=done, scans=scans)):
        yield waiting_line(Kind.MISSING_SCAN, scan)


def slides_to_hand_in(chart: Chart, protocol: Protocol) -> Iterator[Line]:
    """Nothing is asked of the tissue of whoever took its use back."""
    if not protocol.slides or chart.pk in chart.rows.unused:
        return
    unfinished = started(chart.rows, chart.pk)
    done = chart.rows.visits.get(chart.pk, {})
    empty = {
        at_visit(form, visit.visit)
        for visit in protocol.visits
        if done.get(visit.visit)
        for form in visit.forms
    } - chart.rows.written.get(chart.pk, set())
    facts = with_derived(protocol.facts, chart.facts)
    boxes = chart.rows.boxes.get(chart.pk, {})
    for one in slide_gaps(missing_slides(protocol, facts, boxes=boxes, begun=unfinished | empty)):
        yield waiting_line(Kind.MISSING_SLIDES, one)
