"""JSON lines with a request id. Ids only: no field values, names, bodies or tokens."""

import logging
import sys
import traceback
from pathlib import Path
from typing import Any

import structlog

DEPTH = 12
SHARED: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]


def say_where(_: Any, __: str, event: dict[str, Any]) -> dict[str, Any]:
    """Which error and where in the code. Its message stays out: the database quotes whole rows."""
    found = event.pop("exc_info", None)
    error = sys.exception() if found is True else found[1] if isinstance(found, tuple) else found
    if not isinstance(error, BaseException):
        return event
    frames = traceback.extract_tb(error.__traceback__)[-DEPTH:]
    places = [f"{Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in frames]
    return {**event, "error": type(error).__name__, "at": places}


def logging_for(home: Path) -> dict[str, Any]:
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "json": {
                "()": structlog.stdlib.ProcessorFormatter,
                "processors": [
                    say_where,
                    structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                    structlog.processors.JSONRenderer(),
                ],
                "foreign_pre_chain": SHARED,
            }
        },
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
        "root": {"handlers": ["stderr"], "level": "INFO"},
        "loggers": {
            "django.server": {"level": "WARNING"},
            "matplotlib": {"level": "WARNING"},
            "fontTools": {"level": "WARNING"},
        },
    }


def setup_structlog() -> None:
    structlog.configure(
        processors=[*SHARED, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        cache_logger_on_first_use=True,
    )
