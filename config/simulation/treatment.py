"""Courses and operations, entered when they happen."""

from datetime import date, timedelta
from decimal import Decimal

from config.simulation.diary import Diary
from followup.actions import surgeries, treatments
from followup.actions.surgeries import Operation
from followup.actions.treatments import Course
from followup.models import TreatmentCourse

# Pathology takes a week; the operation is entered together with its report.
REPORTED_AFTER = 8


def give(
    diary: Diary,
    day: date,
    agent: str,
    *,
    dose: str = "",
    unit: str = "",
    product: str = "",
) -> None:
    """A session: it begins and ends on one day."""
    course = Course(
        agent=agent,
        start_date=day,
        end_date=day,
        product=product,
        dose=Decimal(dose) if dose else None,
        dose_unit=unit,
    )
    diary.expect(day, lambda entered: diary.chart.write(treatments.record, entered, course=course))


def start(
    diary: Diary, day: date, agent: str, *, dose: str = "", unit: str = "", product: str = ""
) -> None:
    """A course that goes on."""
    course = Course(
        agent=agent,
        start_date=day,
        product=product,
        dose=Decimal(dose) if dose else None,
        dose_unit=unit,
    )
    diary.expect(day, lambda entered: diary.chart.write(treatments.record, entered, course=course))


def stop(diary: Diary, day: date, agent: str, reason: str) -> None:
    diary.expect(day, lambda entered: end_course(diary, entered, agent, reason))


def end_course(diary: Diary, day: date, agent: str, reason: str) -> None:
    running = TreatmentCourse.objects.filter(
        participant=diary.chart.participant, agent=agent, end_date=None
    ).first()
    if running is None:
        return
    treatments.correct(
        record=running,
        course=Course(
            agent=agent,
            start_date=running.start_date,
            end_date=day,
            product=running.product,
            dose=running.dose,
            dose_unit=running.dose_unit,
            stop_reason=reason,
        ),
        expected_version=running.version,
        reason="The course has ended",
        by=diary.chart.team.nurse,
        at=diary.chart.at(day),
    )


def operate(
    diary: Diary,
    day: date,
    *,
    histology: str,
    procedure: str = "anatomic_resection",
    margin: str = "r0",
) -> None:
    chance = diary.chart.chance.apart("operation")
    operation = Operation(
        surgery_date=day,
        procedure=procedure,
        margin=margin,
        histology=histology,
        histology_date=day + timedelta(days=REPORTED_AFTER - 1),
        blood_loss_ml=int(min(chance.skewed(250, 1.8), 4000)),
        clavien_dindo=chance.weighed({"": 0.55, "I": 0.2, "II": 0.18, "IIIa": 0.07}),
    )
    entered = day + timedelta(days=REPORTED_AFTER)
    diary.expect(entered, lambda day: diary.chart.write(surgeries.record, day, operation=operation))
