from django.urls import URLPattern, path

from inference.api import predictions

urlpatterns: list[URLPattern] = [
    path(
        "trials/<slug:trial>/participants/<str:code>/predictions/",
        predictions.Predictions.as_view(),
        name="api-predictions",
    )
]
