from django.urls import path

from followup.api.contacts import Attempts, Endings
from followup.api.limits import Limits, StrikeLimits
from followup.api.reads import AgreementOfReaders, OneRead, Reads
from followup.api.records import Records, TellSponsor, correct_view, new_view
from followup.api.serious_events import (
    ChangeGrade,
    Judge,
    OneEvent,
    StrikeReport,
    TakeBackGrade,
    Tell,
)
from followup.api.worklist import Worklist
from followup.forms.kinds import KINDS

TRIAL = "trials/<slug:trial>/"
ONE = f"{TRIAL}participants/<str:code>/"
EVENT = f"{ONE}adverse-events/<int:pk>/"

urlpatterns = [
    path("trials/<slug:trial>/worklist/", Worklist.as_view(), name="api-worklist"),
    path(f"{ONE}contact-attempts/", Attempts.as_view(), name="api-contact-attempts"),
    path(f"{ONE}ending/", Endings.as_view(), name="api-ending"),
    path(f"{ONE}records/", Records.as_view(), name="api-records"),
    path(f"{ONE}adverse-events/<int:pk>/told/", TellSponsor.as_view(), name="api-tell-sponsor"),
    path(f"{EVENT}", OneEvent.as_view(), name="api-event"),
    path(f"{EVENT}reports/", Tell.as_view(), name="api-report-event"),
    path(f"{EVENT}reports/strike/", StrikeReport.as_view(), name="api-strike-report"),
    path(f"{EVENT}judgments/", Judge.as_view(), name="api-judge-event"),
    path(f"{EVENT}grades/", ChangeGrade.as_view(), name="api-change-grade"),
    path(f"{EVENT}grades/take-back/", TakeBackGrade.as_view(), name="api-take-back-grade"),
    path(f"{TRIAL}limits/", Limits.as_view(), name="api-limits"),
    path(f"{TRIAL}limits/strike/", StrikeLimits.as_view(), name="api-strike-limits"),
    path(f"{TRIAL}reads/", Reads.as_view(), name="api-reads"),
    path(f"{TRIAL}reads/agreement/", AgreementOfReaders.as_view(), name="api-agreement"),
    path(f"{TRIAL}reads/<int:pk>/", OneRead.as_view(), name="api-read"),
    *(path(f"{ONE}{kind.slug}/", new_view(kind), name=f"api-new-{kind.slug}") for kind in KINDS),
    *(
        path(
            f"{ONE}{kind.slug}/<int:pk>/corrections/",
            correct_view(kind),
            name=f"api-correct-{kind.slug}",
        )
        for kind in KINDS
    ),
]
