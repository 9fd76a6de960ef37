from typing import Any

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Func, Q

from audit.history import tracked
from casebook.models import Record


class DateRange(Func):
    function = "daterange"
    output_field = DateRangeField()


@tracked
class TreatmentCourse(Record):
    """One agent of the protocol, given over a period; a session begins and ends in a day."""

    agent = models.CharField(max_length=60)
    product = models.CharField(max_length=120, blank=True)
    start_date = models.DateField()
    end_date = models.DateField(null=True, blank=True)
    dose = models.DecimalField(max_digits=10, decimal_places=3, null=True, blank=True)
    dose_unit = models.CharField(max_length=20, blank=True)
    stop_reason = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["participant", "start_date"]
        constraints = [
            models.CheckConstraint(
                condition=Q(end_date=None) | Q(end_date__gte=F("start_date")),
                name="course_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=Q(dose=None, dose_unit="") | (Q(dose__gt=0) & ~Q(dose_unit="")),
                name="course_dose_has_unit",
            ),
            ExclusionConstraint(
                name="course_no_overlap_of_one_agent",
                expressions=[
                    ("participant", RangeOperators.EQUAL),
                    ("agent", RangeOperators.EQUAL),
                    (
                        DateRange("start_date", "end_date", RangeBoundary(inclusive_upper=True)),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.participant} {self.agent} {self.start_date}"

    def as_values(self) -> dict[str, Any]:
        names = "agent product start_date end_date dose dose_unit stop_reason"
        return {name: getattr(self, name) for name in names.split()}
