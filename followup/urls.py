from django.urls import URLPattern, path

from followup.forms.kinds import KINDS
from followup.views import (
    cohorts,
    contact,
    ending,
    reads,
    records,
    reference_ranges,
    serious_events,
    sweep,
    terms,
    worklist,
)

app_name = "followup"
ONE = "participants/<str:code>/"

urlpatterns: list[URLPattern] = [
    path("worklist/", worklist.worklist, name="worklist"),
    path("sweep/", sweep.sweep, name="sweep"),
    path(f"{ONE}sweep/", sweep.sweep_row, name="sweep_row"),
    path(f"{ONE}contact/", contact.contact, name="contact"),
    path(f"{ONE}contact/lost/", contact.lost, name="lost"),
    path(f"{ONE}ending/", ending.ending, name="ending"),
    path("cohorts/", cohorts.cohorts_page, name="cohorts"),
    path("cohorts/<int:pk>/", cohorts.upload_page, name="cohort_upload"),
    path("cohorts/<int:pk>/held/", cohorts.held, name="cohort_held"),
    path("ctcae/", terms.ctcae_search, name="ctcae_search"),
    path("limits/", reference_ranges.limits, name="limits"),
    path("reads/", reads.reads, name="reads"),
    path("reads/agreement/", reads.agreement, name="agreement"),
    path("reads/<int:pk>/", reads.read, name="read"),
    path("serious-events/", serious_events.serious_listing, name="serious_events"),
    path(f"{ONE}events/<int:pk>/", serious_events.event_page, name="event"),
    path(f"{ONE}events/<int:pk>/cioms.pdf", serious_events.event_pdf, name="event_pdf"),
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
