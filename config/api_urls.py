"""Everything under /api/v1/: each app brings its own."""

from importlib.util import find_spec

from django.urls import URLPattern, URLResolver, include, path

APPS = ("trials", "jobs", "casebook", "enrollment", "followup", "inference", "analysis")


def has_api(app: str) -> bool:
    return find_spec(f"{app}.api") is not None and find_spec(f"{app}.api.urls") is not None


urlpatterns: list[URLPattern | URLResolver] = [
    path("", include(f"{app}.api.urls")) for app in APPS if has_api(app)
]
