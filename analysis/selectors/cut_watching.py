"""What the board's charter watches, of the people of a data cut."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from analysis.domain.monitoring.watching import Watchee
from analysis.domain.safety import AdverseEventRow, begun_by
from analysis.domain.safety_listings import SafetyPerson
from analysis.models import DataCut, Report
from analysis.selectors.cut_people import CutPerson
from analysis.selectors.cut_safety import adverse_events_of
from analysis.selectors.cuts import read_table
from followup.domain.clavien_dindo import ClavienDindo, graded
from trials.domain.values import Known

NOT_RESECTED = "no_resection_date"


def watchees_of(
    cut: DataCut, people: Iterable[CutPerson], listed: Sequence[SafetyPerson]
) -> list[Watchee]:
    events: dict[int, list[AdverseEventRow]] = defaultdict(list)
    for event in begun_by(adverse_events_of(cut), cut.events_to):
        events[event.participant].append(event)
    person, worst = {one.participant: one for one in listed}, worst_complications(cut)
    return [
        Watchee(
            person=person[one.id],
            arm=one.arm,
            events=events[one.id],
            complication=worst.get(one.id, ""),
            given_up=isinstance(one.facts.get(NOT_RESECTED), Known),
        )
        for one in people
    ]


def worst_complications(cut: DataCut) -> dict[int, str]:
    """By participant, of surgeries up to the cut that were graded."""
    found: dict[int, str] = {}
    for row in read_table(cut, "followup.surgery"):
        complication = graded(row["clavien_dindo"])
        if complication is None or row["surgery_date"] > cut.events_to:
            continue
        before = found.get(row["participant_id"])
        if before is None or complication.grade.rank > ClavienDindo(before).rank:
            found[row["participant_id"]] = complication.grade.value
    return found


def cuts_seen_before(cut: DataCut) -> list[DataCut]:
    """Those whose closed report the board had when this cut was taken: a set that never changes."""
    seen = Report.objects.filter(
        cut__trial=cut.trial_id, session=Report.Session.CLOSED, released_at__lte=cut.known_at
    )
    found = DataCut.objects.filter(pk__in=seen.values("cut")).exclude(pk=cut.pk)
    return list(found.filter(known_at__lt=cut.known_at).order_by("known_at"))
