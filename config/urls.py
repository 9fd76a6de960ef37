from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.urls import URLPattern, URLResolver, include, path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

from config.views import health, home, preferences

handler500 = "config.views.errors.server_error"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", home.home, name="home"),
    path("healthz", health.healthz, name="healthz"),
    path("healthz/", health.healthz),
    path("preferences/", preferences.save, name="preferences"),
    path("i18n/", include("django.conf.urls.i18n")),
    path("accounts/", include("accounts.urls")),
    path("api/schema/", SpectacularAPIView.as_view(), name="schema"),
    path(
        "api/docs/",
        login_required(SpectacularSwaggerSplitView.as_view(url_name="schema")),
        name="docs",
    ),
    path("api/v1/", include("config.api_urls")),
    path("jobs/", include("jobs.urls")),
    path("trials/", include("trials.urls")),
    path("trials/<slug:trial>/", include("casebook.urls")),
    path("trials/<slug:trial>/", include("enrollment.urls")),
    path("trials/<slug:trial>/", include("followup.urls")),
    path("trials/<slug:trial>/", include("inference.urls")),
    path("trials/<slug:trial>/", include("analysis.urls")),
]

if settings.DEMO or settings.DEBUG:
    from config.views import gallery

    urlpatterns.append(path("gallery/", gallery.gallery, name="gallery"))
