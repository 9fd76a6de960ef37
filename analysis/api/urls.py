from django.urls import path

from analysis.api.cuts import Cuts, Reports

urlpatterns = [
    path("trials/<slug:trial>/cuts/", Cuts.as_view(), name="api-cuts"),
    path("trials/<slug:trial>/reports/", Reports.as_view(), name="api-reports"),
]
