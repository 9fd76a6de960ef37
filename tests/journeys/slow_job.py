"""Work that takes long enough to be killed, and whose effect can be counted."""

import os
import time

from django.db import connection

from jobs.registry import Effect, Result, job
from jobs.runner import RunningJob

KIND = "journeys.slow"
WORKING, WRITING = "working", "writing"


@job(KIND, title="Work slowly", queue="reports")
def work_slowly(*, job: RunningJob, tenths: int) -> Effect:
    for tenth in range(tenths):
        job.progress(50 * tenth / tenths, f"{WORKING} {os.getpid()}")
        time.sleep(0.1)

    def write() -> Result:
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO effect VALUES (%s, %s)", [job.number, job.attempt])
        for tenth in range(tenths):
            job.progress(50 + 50 * tenth / tenths, f"{WRITING} {os.getpid()}")
            time.sleep(0.1)
        return {"url": "/"}

    return write
