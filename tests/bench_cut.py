"""`./bench --cut 11000 2000000`: a data cut of so many participants with so many values, on a
throw-away server that does not wait for the disk. The values are put there by one statement, with
their history; every tenth was corrected once since, and a second cut is taken as known before.

Medians of the rounds. The peak is of this process, which holds one table at a time."""

import logging
import os
import resource
import sys
from collections.abc import Callable
from datetime import date
from statistics import median
from time import perf_counter
from typing import Any

from tests.bench_worklist import SITES, SLUG, worked

ROUNDS = 3
FACTS = """
INSERT INTO casebook_fact (activation_id, participant_id, name, occasion, value, missing, unit,
                           date, source_kind, source_id, source_hash, retracted)
SELECT p.activation_id, p.id, 'value_' || n, '', jsonb_build_object('decimal', (n / 7.0)::text),
       '', 'umol/L', '2026-01-01', 'casebook.form_record', n::text, repeat('0', 64), false
FROM casebook_participant p, generate_series(1, %s) n
"""
CORRECTED = "UPDATE casebook_fact SET unit = 'mg/dL' WHERE id %% 10 = 0 AND %s"


def main(people: int, values: int) -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    import django

    django.setup()
    from tests.conftest import sign_in
    from tests.migrated import clone_of_migrated

    logging.disable(logging.CRITICAL)
    clone_of_migrated("bench")
    sign_in(NAME="bench", USER="concord_app", OPTIONS={})
    manager, places = team()
    written(manager, places, lambda: participants(places, people))
    written(manager, places, lambda: ask(FACTS, values // people))
    before = noted()
    written(manager, places, lambda: ask(CORRECTED, True))
    measure(manager, places, before)


def team() -> tuple[Any, list[Any]]:
    from tests.factories import casebook
    from tests.factories.archives import sites
    from trials.domain.roles import Role

    places = sites(SLUG, *(f"B{number}" for number in range(SITES)))
    return casebook.member(places[0], Role.DATA_MANAGER), places


def written(by: Any, places: list[Any], write: Callable[[], object]) -> None:
    from audit.acts import acting
    from audit.patience import take_time

    with acting(by=by, action="bench.fill", activations=[one.pk for one in places]):
        take_time()
        ask("SET LOCAL statement_timeout = 0")
        write()


def participants(places: list[Any], people: int) -> None:
    from casebook.models import Participant

    Participant.objects.bulk_create(
        Participant(
            activation=places[number % SITES],
            code=f"BX{number:06}",
            number=number,
            origin="retrospective",
            screened_date=date(2024, 1, 1),
            sex="male",
            age_at_screening=60,
        )
        for number in range(people)
    )


def ask(sql: str, *given: object) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(sql, given)


def noted() -> Any:
    from django.utils import timezone

    from audit.actions import note_tick

    return note_tick(at=timezone.now()).noted_at


def measure(by: Any, places: list[Any], before: Any) -> None:
    sys.stdout.write(
        f"{'cut':>16}{'rows':>12}{'median, s':>11}{'best, s':>9}{'CPU, s':>8}{'peak, MB':>10}"
        f"{'files, MB':>11}\n"
    )
    for name, known_at in (("now", None), ("before", before)):
        busy, times, cut = worked(), [], None
        for number in range(ROUNDS):
            began = perf_counter()
            cut = taken(by, places, f"{name}-{number}", known_at)
            times.append(perf_counter() - began)
        report(name, cut, times, (worked() - busy) / ROUNDS)


def taken(by: Any, places: list[Any], name: str, known_at: Any) -> Any:
    """As a page or a command takes it: under the limits of the role."""
    from django.utils import timezone

    from analysis.actions import cuts
    from audit.acts import acting

    now = timezone.now()
    given = {"trial": places[0].trial, "name": name, "events_to": now.date(), "known_at": known_at}
    with acting(by=by, action="bench.cut", activations=[one.pk for one in places]):
        return cuts.take(**given, by=by, at=now)


def report(name: str, cut: Any, times: list[float], cpu: float) -> None:
    from django.core.files.storage import default_storage

    tables = cut.manifest["content"]["open"]["tables"]
    rows = sum(one["rows"] for one in tables.values())
    size = sum(default_storage.size(f"{cut.folder}/open/{one}.parquet") for one in tables)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    sys.stdout.write(
        f"{name:>16}{rows:>12,}{median(times):>11.1f}{min(times):>9.1f}{cpu:>8.1f}{peak:>10}"
        f"{size / 1e6:>11.1f}\n"
    )


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
