from django.urls import URLPattern, path

from followup.forms.kinds import KINDS
from followup.views import cohorts, records, terms, worklist

app_name = "followup"
ONE = "participants/<str:code>/"

urlpatterns: list[URLPattern] = [
    path("worklist/", worklist.worklist, name="worklist"),
    path("cohorts/", cohorts.cohorts_page, name="cohorts"),
    path("cohorts/<int:pk>/", cohorts.upload_page, name="cohort_upload"),
    path("cohorts/<int:pk>/held/", cohorts.held, name="cohort_held"),
    path("ctcae/", terms.ctcae_search, name="ctcae_search"),
    path(f"{ONE}records/", records.records, name="records"),
    path(f"{ONE}panel/", records.panel, name="panel"),
    path(f"{ONE}adverse-events/<int:pk>/told/", records.tell_sponsor, name="tell_sponsor"),
    *(
        path(f"{ONE}{kind.slug}/new/", records.new, {"kind": kind}, name=f"new_{kind.name}")
        for kind in KINDS
    ),
    *(
        path(
            f"{ONE}{kind.slug}/<int:pk>/",
            records.correct,
            {"kind": kind},
            name=f"correct_{kind.name}",
        )
        for kind in KINDS
    ),
]
