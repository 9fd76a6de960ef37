from django.urls import path

from analysis.api import holds, meetings
from analysis.api.cuts import Cuts, Reports

MEETING = "trials/<slug:trial>/meetings/<int:number>/"
HOLD = "trials/<slug:trial>/holds/<int:pk>/"
DOCUMENT = "trials/<slug:trial>/board-documents/<int:pk>/"

urlpatterns = [
    path("trials/<slug:trial>/cuts/", Cuts.as_view(), name="api-cuts"),
    path("trials/<slug:trial>/reports/", Reports.as_view(), name="api-reports"),
    path("trials/<slug:trial>/meetings/", meetings.Meetings.as_view(), name="api-meetings"),
    path(MEETING, meetings.OneMeeting.as_view(), name="api-meeting"),
    path(f"{MEETING}chair/", meetings.NameChair.as_view(), name="api-chair"),
    path(f"{MEETING}documents/", meetings.NewDocument.as_view(), name="api-new-document"),
    path(DOCUMENT, meetings.OneDocument.as_view(), name="api-document"),
    path(f"{MEETING}recommendation/", meetings.Recommend.as_view(), name="api-recommend"),
    path(
        f"{MEETING}recommendation/sign/",
        meetings.SignRecommendation.as_view(),
        name="api-sign-recommendation",
    ),
    path("trials/<slug:trial>/holds/", holds.Holds.as_view(), name="api-holds"),
    path(f"{HOLD}confirm/", holds.ConfirmHold.as_view(), name="api-confirm-hold"),
    path(f"{HOLD}lift/", holds.LiftHold.as_view(), name="api-lift-hold"),
    path(f"{HOLD}ethics/", holds.EthicsInformed.as_view(), name="api-ethics-informed"),
]
