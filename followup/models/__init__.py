from followup.models.adverse_events import AdverseEvent, CtcaeGrade
from followup.models.assessments import TumorAssessment
from followup.models.surgeries import Surgery
from followup.models.treatments import TreatmentCourse
from followup.models.vital_status import VitalStatus

__all__ = [
    "AdverseEvent",
    "CtcaeGrade",
    "Surgery",
    "TreatmentCourse",
    "TumorAssessment",
    "VitalStatus",
]
