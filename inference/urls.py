from django.urls import URLPattern, path

from inference.views import predictions

app_name = "inference"
ONE = "participants/<str:code>/predictions/"

urlpatterns: list[URLPattern] = [
    path(ONE, predictions.record, name="record"),
    path(f"{ONE}panel/", predictions.panel, name="panel"),
]
