from django.urls import URLPattern, path

from inference.views import attempts, imaging, predictions, releases, running, score_files

app_name = "inference"
ONE = "participants/<str:code>/predictions/"
SCANS = "participants/<str:code>/imaging/"

urlpatterns: list[URLPattern] = [
    path(ONE, predictions.record, name="record"),
    path(f"{ONE}panel/", predictions.panel, name="panel"),
    path(f"{ONE}run/", attempts.run, name="run"),
    path(SCANS, imaging.imaging, name="imaging"),
    path(f"{SCANS}panel/", imaging.panel, name="imaging_panel"),
    path(f"{SCANS}<int:pk>/", imaging.upload, name="upload"),
    path("predictors/", releases.listing, name="releases"),
    path("predictors/<int:pk>/", releases.detail, name="release"),
    path("predictors/<int:pk>/approve/", releases.approve, name="approve_release"),
    path("predictors/<int:pk>/run/", running.run_by_code, name="run_by_code"),
    path("predictors/<int:pk>/scores/", score_files.scores, name="scores"),
    path("predictors/<int:pk>/retire/", releases.retire, name="retire_release"),
]
