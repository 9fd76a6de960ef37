"""Log lines carry ids and places in the code, never what stands in a record."""

import io
import json
import logging
from pathlib import Path

import pytest
import structlog
from django.db import IntegrityError

from config.logs import logging_for
from tests.factories import people
from trials.models import Trial

SECRET = "Zhang San 13800138000"


@pytest.fixture
def lines():
    """What a logger writes under our formatter, as parsed lines."""
    written = io.StringIO()
    parts = dict(logging_for(Path())["formatters"]["json"])
    handler = logging.StreamHandler(written)
    handler.setFormatter(parts.pop("()")(**parts))
    logging.getLogger().addHandler(handler)
    yield lambda: [json.loads(line) for line in written.getvalue().splitlines()]
    logging.getLogger().removeHandler(handler)


def fail() -> None:
    raise ValueError(SECRET)


@pytest.mark.parametrize("logger", [structlog.get_logger("ours"), logging.getLogger("theirs")])
def test_an_error_is_told_by_kind_and_place(lines, logger):
    try:
        fail()
    except ValueError:
        logger.exception("something failed")
    (line,) = lines()
    assert line["error"] == "ValueError"
    assert line["at"][-1].startswith("test_logs.py:")
    assert line["at"][-1].endswith(" fail")
    assert SECRET not in json.dumps(line)


@pytest.mark.django_db
def test_a_row_the_database_quotes_stays_out(lines):
    people.trial("hcc")
    try:
        with people.setting_up():
            Trial.objects.create(slug="hcc", title_en=SECRET, title_zh=SECRET)
    except IntegrityError:
        logging.getLogger("django.request").exception("failed")
    assert lines()[-1]["error"] == "IntegrityError"
    assert SECRET not in json.dumps(lines())


def test_a_line_without_an_error_is_left_as_it_is(lines):
    logging.getLogger("theirs").warning("all is well")
    (line,) = lines()
    assert (line["event"], line["level"]) == ("all is well", "warning")
    assert "error" not in line
