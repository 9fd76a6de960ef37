"""Everybody's verdict under each reading; a fixed number of queries."""

from collections.abc import Iterable
from datetime import date

from enrollment.domain.assessment_records import verdicts_by_reading
from enrollment.domain.reading_counts import Counts, Judged, Moved, Open, count_readings, moves
from enrollment.models import Enrollment
from enrollment.selectors.screening import lines_of, screened_in
from trials.models import Trial
from trials.selectors.readings import read_by


def reading_counts(trial: Trial, activation_ids: Iterable[int], *, today: date) -> Counts:
    """Whoever is enrolled counts as judged on that day; archived records were never screened."""
    people = screened_in(trial, activation_ids)
    enrolled = Enrollment.objects.filter(participant__in=people.order_by())
    within = (
        Judged(
            verdicts=verdicts_by_reading(one.assessment),
            chosen=read_by(one.protocol_version, one.readings).chosen_readings,
        )
        for one in enrolled.select_related("protocol_version__trial")
    )
    outside = (
        Judged(verdicts=line.verdicts_by_reading, chosen=line.protocol.chosen_readings)
        for line in lines_of(people.filter(enrollment=None), today=today)
    )
    return count_readings([*within, *outside])


def moves_under(
    trial: Trial, activation_ids: Iterable[int], *, ambiguity: str, reading: str, today: date
) -> list[Moved]:
    """What becomes of the open screenings at these sites, should this reading count from now on."""
    people = screened_in(trial, activation_ids).filter(enrollment=None)
    return moves(
        Open(
            now=line.assessment.verdict,
            then=line.verdicts_by_reading[ambiguity].get(reading, line.assessment.verdict),
            is_signed=line.decision is not None and not line.is_void,
        )
        for line in lines_of(people, today=today)
        if line.assessment is not None and ambiguity in line.verdicts_by_reading
    )
