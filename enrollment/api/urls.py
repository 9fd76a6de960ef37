from django.urls import URLPattern, path

from enrollment.api import eligibility, prescreening, screening, treatment

ONE = "trials/<slug:trial>/participants/<str:code>/"

urlpatterns: list[URLPattern] = [
    path(
        "trials/<slug:trial>/eligibility/",
        prescreening.Prescreening.as_view(),
        name="api-prescreening",
    ),
    path(
        "trials/<slug:trial>/screening/", screening.ScreeningLog.as_view(), name="api-screening-log"
    ),
    path(f"{ONE}screening/", screening.Closing.as_view(), name="api-closing"),
    path(f"{ONE}screening/reopen/", screening.Reopening.as_view(), name="api-reopening"),
    path(f"{ONE}eligibility/", eligibility.Eligibility.as_view(), name="api-eligibility"),
    path(f"{ONE}decisions/", eligibility.Decide.as_view(), name="api-decisions"),
    path(f"{ONE}enrollment/", eligibility.Enroll.as_view(), name="api-enrollment"),
    path(f"{ONE}allocation/", eligibility.Allocate.as_view(), name="api-allocation"),
    path(f"{ONE}treatment/", treatment.Treatment.as_view(), name="api-treatment"),
    path(f"{ONE}treatment/lock/", treatment.Lock.as_view(), name="api-treatment-lock"),
]
