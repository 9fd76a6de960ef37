from enrollment.models.allocations import Allocation
from enrollment.models.caps import ArmCap, EnrollmentCap
from enrollment.models.closures import ScreeningClosure
from enrollment.models.decisions import EligibilityDecision
from enrollment.models.enrollments import Enrollment
from enrollment.models.exclusions import Exclusion
from enrollment.models.holds import EnrollmentHold
from enrollment.models.treatment_decisions import TreatmentDecision

__all__ = [
    "Allocation",
    "ArmCap",
    "EligibilityDecision",
    "Enrollment",
    "EnrollmentCap",
    "EnrollmentHold",
    "Exclusion",
    "ScreeningClosure",
    "TreatmentDecision",
]
