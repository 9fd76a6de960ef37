from followup.models.adverse_events import AdverseEvent, CtcaeGrade
from followup.models.assessments import TumorAssessment
from followup.models.cohort_imports import CohortImport
from followup.models.cohort_uploads import CohortMappingText, CohortUpload
from followup.models.contact_attempts import ContactAttempt
from followup.models.ctcae_texts import CtcaeText
from followup.models.digests import Digest
from followup.models.outlooks import Outlook, OutlookMark
from followup.models.reads import BlindRead
from followup.models.reference_ranges import ReferenceRange
from followup.models.serious_events import SeriousReport, SponsorJudgment
from followup.models.surgeries import Surgery
from followup.models.treatments import TreatmentCourse
from followup.models.vital_status import VitalStatus

__all__ = [
    "AdverseEvent",
    "BlindRead",
    "CohortImport",
    "CohortMappingText",
    "CohortUpload",
    "ContactAttempt",
    "CtcaeGrade",
    "CtcaeText",
    "Digest",
    "Outlook",
    "OutlookMark",
    "ReferenceRange",
    "SeriousReport",
    "SponsorJudgment",
    "Surgery",
    "TreatmentCourse",
    "TumorAssessment",
    "VitalStatus",
]
