"""The deploy settings with short leases, for worker processes that a test kills."""

from config.settings import *  # noqa: F403

JOB_LEASE_SECONDS = 2
JOB_SWEEP_SECONDS = 1
CELERY_BEAT_SCHEDULE["sweep-jobs"]["schedule"] = 1  # noqa: F405
CELERY_BEAT_SCHEDULE["sweep-jobs"]["options"]["expires"] = 1  # noqa: F405
CELERY_IMPORTS = ["tests.journeys.slow_job"]
