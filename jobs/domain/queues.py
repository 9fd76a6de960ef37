from enum import StrEnum


class Queue(StrEnum):
    INTERACTIVE = "interactive"  # somebody looks at the page and waits
    REPORTS = "reports"  # minutes: cuts, analyses, PDFs, imports
    SWEEPS = "sweeps"  # the clock's own work
    INFERENCE = "inference"  # the one process that loads torch
