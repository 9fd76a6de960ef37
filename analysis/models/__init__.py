from analysis.models.arm_letters import ArmKeyOpening, ArmLetter
from analysis.models.cuts import DataCut
from analysis.models.meetings import (
    BoardDocument,
    BoardMeeting,
    DocumentOpening,
    Recommendation,
    Session,
)
from analysis.models.reports import Report, ReportOpening
from analysis.models.runs import AnalysisRun

__all__ = [
    "AnalysisRun",
    "ArmKeyOpening",
    "ArmLetter",
    "BoardDocument",
    "BoardMeeting",
    "DataCut",
    "DocumentOpening",
    "Recommendation",
    "Report",
    "ReportOpening",
    "Session",
]
