from django.urls import URLPattern, path

from jobs import views

app_name = "jobs"
urlpatterns: list[URLPattern] = [
    path("", views.jobs, name="list"),
    path("<int:pk>/", views.detail, name="detail"),
    path("<int:pk>/progress/", views.progress, name="progress"),
    path("<int:pk>/cancel/", views.cancel, name="cancel"),
]
