"""A judged course as rows: every time point, then the best response."""

from collections.abc import Iterator, Mapping

from followup.domain.recist.best import Best
from followup.domain.recist.responses import TimePoint
from followup.domain.recist.tables import Course

PER_POINT = (
    "visit",
    "date",
    "sum_mm",
    "baseline_mm",
    "nadir_mm",
    "change_from_baseline_percent",
    "target",
    "non_target",
    "new_lesion",
    "response",
    "reasons",
)


def rows_of(course: Course) -> Iterator[Mapping[str, str]]:
    who = {"participant": course.participant, "reader": course.reader}
    if course.faults:
        reasons = " ".join(str(one) for one in course.faults)
        yield {**who, "row": "not judged", **empty(), "reasons": reasons}
        return
    for position, point in enumerate(course.points):
        yield {**who, "row": "time point" if position else "baseline", **of_point(point)}
    if course.best and course.best_confirmed:
        yield {**who, "row": "best response", **of_best(course.best)}
        yield {**who, "row": "best response, confirmed", **of_best(course.best_confirmed)}


def of_point(point: TimePoint) -> Mapping[str, str]:
    return {
        "visit": point.visit,
        "date": point.day.isoformat(),
        "sum_mm": shown(point.sum.total if point.sum and not point.sum.missing else None),
        "baseline_mm": shown(point.baseline_mm),
        "nadir_mm": shown(point.nadir_mm),
        "change_from_baseline_percent": change(point),
        "target": shown(point.target),
        "non_target": shown(point.non_target),
        "new_lesion": "" if point.overall is None else "yes" if point.has_new_lesion else "no",
        "response": shown(point.overall),
        "reasons": " ".join(str(one) for one in point.reasons),
    }


def of_best(found: Best) -> Mapping[str, str]:
    point = found.point
    return {
        **empty(),
        "visit": point.visit if point else "",
        "date": point.day.isoformat() if point else "",
        "response": found.response.value,
        "reasons": shown(found.reason),
    }


def empty() -> Mapping[str, str]:
    return dict.fromkeys(PER_POINT, "")


def change(point: TimePoint) -> str:
    if point.sum is None or point.sum.missing or not point.baseline_mm:
        return ""
    return f"{(point.sum.total - point.baseline_mm) / point.baseline_mm * 100:.1f}"


def shown(value: object) -> str:
    return "" if value is None else str(value)
