"""The deploy settings over a throw-away server; only what a test must not wait for differs."""

import os

from tests import cluster

# Each process that shares the work keeps files of its own.
HOME = cluster.folder() / os.environ.get("PYTEST_XDIST_WORKER", "alone")
os.environ["CONCORD_HOME"] = str(HOME)
(HOME / "static").mkdir(parents=True, exist_ok=True)
os.environ.setdefault(
    "CONCORD_SECRET_KEY", "only-for-tests-0123456789-abcdefghijklmnopqrstuvwxyz-ABCDEFG"
)
os.environ.setdefault("CONCORD_IDENTITY_KEYS", '["vf1Ru0jEqGjqlB4uNDl3XZnVqHqO8HwDTQwE8mMr0nA="]')
os.environ.setdefault("CONCORD_PREDICTION_KEYS", '["0bWq1rD3nqfKfJ2gk6mZ5wq3p7nXo1oYB1cQk8V9a1M="]')
os.environ.setdefault("CONCORD_DEMO", "true")

os.environ["DATABASE_URL"] = cluster.deploy_url()

from config.settings import *  # noqa: E402, F403

STORAGES["staticfiles"] = {  # noqa: F405
    "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
DATABASES["default"]["CONN_MAX_AGE"] = 0  # noqa: F405
DATABASES["default"]["TEST"] = {  # noqa: F405
    "NAME": "test_concord_" + os.environ.get("PYTEST_XDIST_WORKER", "alone")
}
CELERY_TASK_ALWAYS_EAGER = True
AXES_ENABLED = True
REST_FRAMEWORK["DEFAULT_THROTTLE_RATES"] = {"user": None, "anon": None}  # noqa: F405
