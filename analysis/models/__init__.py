from analysis.models.cuts import DataCut
from analysis.models.meetings import BoardMeeting
from analysis.models.reports import Report, ReportOpening
from analysis.models.runs import AnalysisRun

__all__ = ["AnalysisRun", "BoardMeeting", "DataCut", "Report", "ReportOpening"]
