from django.urls import URLPattern, path

from enrollment.views import (
    allocation,
    caps,
    closing,
    consecutive,
    eligibility,
    exclusions,
    flow,
    paper,
    prescreening,
    reading_changes,
    readings,
    screening,
    signing_list,
    treatment,
    versions,
)

app_name = "enrollment"
ONE = "participants/<str:code>/"

urlpatterns: list[URLPattern] = [
    path("eligibility/", prescreening.prescreening, name="prescreening"),
    path("versions/", versions.versions, name="versions"),
    path("screening/", screening.screening_log, name="screening_log"),
    path("exclusions/", exclusions.exclusions, name="exclusions"),
    path(f"{ONE}exclusions/<str:criterion>/", exclusions.exclusion, name="exclusion"),
    path("caps/", caps.caps, name="caps"),
    path("flow/", flow.flow, name="flow"),
    path("flow/figure/", flow.figure, name="flow_figure"),
    path("flow/csv/", flow.table, name="flow_csv"),
    path("readings/", readings.readings, name="readings"),
    path("readings/changes/<int:pk>/approve/", reading_changes.approve, name="approve_reading"),
    path("readings/changes/<int:pk>/decline/", reading_changes.decline, name="decline_reading"),
    path("readings/<slug:ambiguity>/", reading_changes.ambiguity, name="reading"),
    path("screening/consecutive/", consecutive.consecutive, name="consecutive"),
    path("screening/csv/", screening.screening_csv, name="screening_csv"),
    path(f"{ONE}screening/", closing.closing, name="closing"),
    path(f"{ONE}screening/reopen/", closing.reopen, name="reopen"),
    path(f"{ONE}eligibility/", eligibility.eligibility, name="eligibility"),
    path(f"{ONE}eligibility/paper/", paper.eligibility, name="eligibility_paper"),
    path(f"{ONE}sign/", signing_list.sign, name="sign"),
    path(f"{ONE}enrollment/", eligibility.enroll, name="enroll"),
    path(f"{ONE}allocation/", allocation.allocate, name="allocate"),
    path(f"{ONE}treatment/", treatment.treatment_decision, name="treatment_decision"),
    path(
        f"{ONE}treatment/lock/", treatment.lock_treatment_decision, name="lock_treatment_decision"
    ),
]
