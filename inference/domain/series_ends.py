"""Is anything missing before the first image of a series, or behind the last?

One stack of slices says nothing of its ends. Three other things do, where the scanner notes them:
how many images it took, the number of the first, and how far the other phases of the examination
reach. Where none is noted, only the least number of slices that a protocol asks for is left.
"""

from collections.abc import Collection, Iterator, Sequence

from inference.domain.series import Series
from inference.domain.series_findings import Finding, Rule
from inference.domain.series_geometry import lacking_at_ends
from inference.domain.series_phases import Phase, recognize

MR = "MR"


def about_ends(
    series: Series, others: Sequence[Series], phases: Collection[str]
) -> Iterator[Finding]:
    """`others` came with it, itself among them."""
    declared = declared_by(series)
    if declared and is_short_of(declared, series, others):
        values = {"found": len(series.instances), "declared": declared}
        yield Finding(rule=Rule.FEWER_THAN_DECLARED, values=values)
    elif missing := missing_before(series):
        values = {"first": missing + 1, "missing": missing}
        yield Finding(rule=Rule.BEGINS_LATE, values=values)
    elif longer := longer_phase(series, others, phases):
        phase, missing = longer
        yield Finding(rule=Rule.SHORTER, values={"missing": missing, "phase": phase.value})


def declared_by(series: Series) -> int | None:
    """None where its images do not agree: whoever wrote that meant something else by it."""
    said = {one.declared for one in series.instances}
    return said.pop() if len(said) == 1 else None


def is_short_of(declared: int, series: Series, others: Sequence[Series]) -> bool:
    """What is missing in between is told as a gap."""
    between = series.geometry.missing if series.geometry else 0
    found = len(series.instances) + between
    return found < declared != found_in_acquisition(series, others)


def found_in_acquisition(series: Series, others: Sequence[Series]) -> int:
    """A dynamic acquisition may have been cut into one series for each phase."""
    return sum(len(one.instances) for one in others if acquisition(one) == acquisition(series))


def acquisition(series: Series) -> tuple[str, int | None, int | None]:
    return series.study_uid, series.first.acquisition, series.first.declared


def missing_before(series: Series) -> int:
    """Numbered without a hole, but not from 1. From 41 on, forty images are the second phase of a
    numbering that runs through them all."""
    numbers = sorted(one.number or 0 for one in series.instances)
    first, count = numbers[0], len(numbers)
    is_whole = numbers == list(range(first, first + count))
    return first - 1 if is_whole and 1 < first <= count else 0


def longer_phase(
    series: Series, others: Sequence[Series], phases: Collection[str]
) -> tuple[Phase, int] | None:
    """The phase that reaches farthest beyond it, and by how many slices.

    For MR, whose phases repeat one prescription. CT takes the liver in one phase and the whole
    abdomen in the next, on purpose.
    """
    place = series.geometry
    if place is None or series.modality != MR or recognized(series, others) not in phases:
        return None
    beyond = [
        (lacking_at_ends(place, its), phase)
        for other in others
        if is_same_but_for_phase(other, series) and (its := other.geometry)
        if (phase := recognized(other, others)) in phases
    ]
    missing, phase = max(beyond, default=(0, None), key=lambda one: one[0])
    return (phase, missing) if phase and missing else None


def is_same_but_for_phase(one: Series, other: Series) -> bool:
    """One sequence in one frame of reference, run several times."""
    return bool(one.first.frame_uid and one.first.sequence) and how(one) == how(other)


def how(series: Series) -> tuple[object, ...]:
    first = series.first
    turned = tuple(round(number, 3) for number in first.orientation)
    return series.study_uid, first.frame_uid, first.sequence, turned


def recognized(series: Series, others: Sequence[Series]) -> Phase | None:
    return recognize(series, others).phase
