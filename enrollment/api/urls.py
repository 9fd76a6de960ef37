from django.urls import URLPattern, path

from enrollment.api import (
    caps,
    eligibility,
    exclusions,
    prescreening,
    readings,
    screening,
    treatment,
)

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
    path("trials/<slug:trial>/caps/", caps.Caps.as_view(), name="api-caps"),
    path("trials/<slug:trial>/readings/", readings.Readings.as_view(), name="api-readings"),
    path(
        "trials/<slug:trial>/readings/<int:pk>/approve/",
        readings.Approve.as_view(),
        name="api-approve-reading",
    ),
    path(
        "trials/<slug:trial>/readings/<int:pk>/decline/",
        readings.Decline.as_view(),
        name="api-decline-reading",
    ),
    path("trials/<slug:trial>/exclusions/", exclusions.Exclusions.as_view(), name="api-exclusions"),
    path(
        f"{ONE}exclusions/<str:criterion>/",
        exclusions.OneExclusion.as_view(),
        name="api-exclusion",
    ),
    path(
        f"{ONE}exclusions/<str:criterion>/confirm/",
        exclusions.Confirm.as_view(),
        name="api-confirm-exclusion",
    ),
    path(
        f"{ONE}exclusions/<str:criterion>/reinstate/",
        exclusions.Reinstate.as_view(),
        name="api-reinstate-exclusion",
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
