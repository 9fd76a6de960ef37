from django.urls import path

from trials.api.trials import Synopsis, Trials

urlpatterns = [
    path("trials/", Trials.as_view(), name="api-trials"),
    path("trials/<slug:trial>/", Synopsis.as_view(), name="api-trial"),
]
