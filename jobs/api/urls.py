from django.urls import URLPattern, path

from jobs.api.jobs import JobStatus

urlpatterns: list[URLPattern] = [path("jobs/<int:pk>/", JobStatus.as_view(), name="api-job")]
