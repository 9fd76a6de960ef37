from django.urls import URLPattern, path

from inference.api import attempts, imaging, opened, predictions, score_files

urlpatterns: list[URLPattern] = [
    path(
        "trials/<slug:trial>/participants/<str:code>/predictions/",
        predictions.Predictions.as_view(),
        name="api-predictions",
    ),
    path(
        "trials/<slug:trial>/participants/<str:code>/attempts/",
        attempts.Attempts.as_view(),
        name="api-attempts",
    ),
    path(
        "trials/<slug:trial>/participants/<str:code>/imaging/",
        imaging.Imaging.as_view(),
        name="api-imaging",
    ),
    path(
        "trials/<slug:trial>/participants/<str:code>/opened-predictions/",
        opened.OpenedPredictions.as_view(),
        name="api-opened-predictions",
    ),
    path(
        "trials/<slug:trial>/sealed-scores/",
        score_files.ScoreFiles.as_view(),
        name="api-score-files",
    ),
]
