from django.urls import URLPattern, path

from inference.api import attempts, imaging, predictions

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
]
