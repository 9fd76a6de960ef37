"""Everybody's verdict under each reading; a fixed number of queries."""

from collections.abc import Iterable
from datetime import date

from enrollment.domain.assessment_records import verdicts_by_reading
from enrollment.domain.reading_counts import Counts, Judged, count_readings
from enrollment.models import Enrollment
from enrollment.selectors.screening import lines_of, screened_in
from trials.models import Trial
from trials.selectors.protocols import protocol_of


def reading_counts(trial: Trial, activation_ids: Iterable[int], *, today: date) -> Counts:
    """Whoever is enrolled counts as judged on that day; archived records were never screened."""
    people = screened_in(trial, activation_ids)
    enrolled = Enrollment.objects.filter(participant__in=people.order_by())
    within = (
        Judged(
            verdicts=verdicts_by_reading(one.assessment),
            chosen=protocol_of(one.protocol_version).chosen_readings,
        )
        for one in enrolled.select_related("protocol_version__trial")
    )
    outside = (
        Judged(verdicts=line.verdicts_by_reading, chosen=line.protocol.chosen_readings)
        for line in lines_of(people.filter(enrollment=None), today=today)
    )
    return count_readings([*within, *outside])
