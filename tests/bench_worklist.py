"""`./bench --worklist 11000`: the nurse's home over so many participants of one trial, one in
eleven of them visited for two years and the others archived, on a throw-away server. The page is
fetched as a browser does; the first fetch, which reads the protocol, is not counted.

Three states: nobody's outlook is kept yet; all are, as after any minute; and forty participants
were written about within this minute. On a busy machine read what the processors did: this
process and its server of the database together."""

import logging
import os
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from statistics import median
from time import perf_counter, process_time
from typing import Any

SLUG, ROUNDS, ITEMS, SITES = "hcc-adj", 9, 36, 10
NOW = datetime(2026, 7, 1, 1, 0, tzinfo=UTC)
FIRST_SURGERY = date(2024, 1, 1)
MONTHS = ("M03", "M06", "M09", "M12", "M15", "M18", "M21", "M24")


def main(people: int, archived: bool) -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    import django

    django.setup()
    from django.conf import settings
    from django.db import connection

    from tests.conftest import sign_in
    from tests.migrated import clone_of_migrated

    # Not the set-up of tests: its templates copy what they draw, which takes longer than drawing.
    settings.ALLOWED_HOSTS = ["testserver"]
    logging.disable(logging.CRITICAL)
    clone_of_migrated("bench")
    sign_in(NAME="bench", USER="concord_app", OPTIONS={})
    nurse = put_up(people, archived)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    measure(nurse, people)


def put_up(people: int, archived: bool) -> Any:
    from django.db import connection

    from audit.acts import acting
    from tests.factories import casebook
    from tests.factories import people as factory
    from tests.factories.archives import sites
    from trials.domain.roles import Role

    places = sites(SLUG, *(f"B{number}" for number in range(SITES)))
    nurse = casebook.member(places[0])
    for place in places[1:]:
        factory.delegated(Role.NURSE, place, nurse)
    followed = people // 11 if archived else people
    with acting(by=nurse, action="bench.fill", activations=[one.pk for one in places]):
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
        fill(places, nurse, people, followed)
    return nurse


def fill(places: list[Any], nurse: Any, people: int, followed: int) -> None:
    """In bulk: what is measured is reading."""
    from casebook.models import Consent, Fact, FormRecord, Participant, Visit
    from followup.models import TumorAssessment

    version = version_of(places[0])
    rows = Participant.objects.bulk_create(
        Participant(
            activation=places[number % SITES],
            code=f"BX{number:06}",
            number=number,
            origin="prospective" if number < followed else "retrospective",
            screened_date=FIRST_SURGERY,
            sex="male",
            age_at_screening=60,
        )
        for number in range(people)
    )
    Consent.objects.bulk_create(
        Consent(
            activation=row.activation,
            participant=row,
            protocol_version=version,
            basis="signed" if row.number < followed else "waiver",
            consent_date=FIRST_SURGERY,
            recorded_by=nurse,
            recorded_at=NOW,
        )
        for row in rows
    )
    common = {"protocol_version": version, "entered_by": nurse, "entered_at": NOW}
    Fact.objects.bulk_create(fact for row in rows for fact in facts_about(row, followed))
    Visit.objects.bulk_create(
        Visit(
            activation=row.activation,
            participant=row,
            visit=code,
            outcome="done",
            visit_date=day,
            **common,
        )
        for row in rows[:followed]
        for code, day in visits_of(row)
    )
    answers = {f"item_{number}": {"value": number} for number in range(ITEMS)}
    FormRecord.objects.bulk_create(
        FormRecord(
            activation=row.activation,
            participant=row,
            form_id=form,
            visit=visit,
            data=answers,
            **common,
        )
        for row in rows
        for form, visit in forms_of(row, followed)
    )
    TumorAssessment.objects.bulk_create(
        TumorAssessment(
            activation=row.activation,
            participant=row,
            scan_date=day,
            modality="mri",
            adequate=True,
            finding="none",
            **common,
        )
        for row in rows[:followed]
        for code, day in visits_of(row)
        if code in MONTHS and (row.number + day.day) % 50
    )


def version_of(place: Any) -> Any:
    from trials.selectors.protocols import version_in_force

    return version_in_force(place, on=NOW.date())


def operated(number: int) -> date:
    return FIRST_SURGERY + timedelta(days=number * 7 % 880)


def facts_about(row: Any, followed: int) -> Any:
    from casebook.models import Fact

    day = operated(row.number).isoformat()
    part = "prospective" if row.number < followed else "retrospective"
    dated = {"consent_date": day, "enrolled": day, "surgery_date": day, "last_contact": day}
    said = {name: {"date": value} for name, value in dated.items()}
    said |= {"part": part, **{f"item_{number}": number for number in range(ITEMS)}}
    for name, value in said.items():
        yield Fact(
            activation=row.activation,
            participant=row,
            name=name,
            value=value,
            date=day,
            source_kind="bench",
            source_id=name,
            source_hash="0" * 64,
        )


def visits_of(row: Any) -> Any:
    """All that came before the last months: some of these are overdue, some close soon."""
    day = operated(row.number)
    for code in ("SCR", "BL", "POD30"):
        yield code, day
    for number, code in enumerate(MONTHS):
        due = day + timedelta(days=91 * (number + 1))
        if due < NOW.date() - timedelta(days=row.number % 40):
            yield code, due


FORMS = {"SCR": ("screening_clinical", "screening_pathology", "screening_imaging")}
FORMS |= {"BL": ("baseline_history", "baseline_laboratory")}
FORMS |= {"POD30": ("postoperative", "adjuvant_decision")}


def forms_of(row: Any, followed: int) -> Any:
    if row.number >= followed:
        yield from ((form, visit) for visit, forms in FORMS.items() for form in forms)
        return
    for code, _day in visits_of(row):
        yield from ((form, code) for form in FORMS.get(code, ("followup_visit",)))


def measure(nurse: Any, people: int) -> None:
    import time_machine

    said = f"{people:,} participants, {values():,} item values"
    heads = f"{'kept':>24}{'lines':>8}{'queries':>9}{'median, s':>11}{'best, s':>9}{'CPU, s':>8}"
    sys.stdout.write(f"{said}\n{heads}\n")
    with time_machine.travel(NOW, tick=True):
        report("nothing", nurse)
        refreshed = seconds(refresh)
        report("all", nurse)
        write_about(40, nurse)
        report("all but 40", nurse)
    sys.stdout.write(f"keeping all took {refreshed:.1f} s\n")


def report(kept: str, nurse: Any) -> None:
    from django.db import connection
    from django.test import Client

    asked: list[str] = []

    def count(execute: Any, sql: str, *more: Any) -> Any:
        asked.append(sql)
        return execute(sql, *more)

    client = Client()
    client.force_login(nurse)
    address = f"/trials/{SLUG}/worklist/"
    page = client.get(address)
    assert page.status_code == 200, page.status_code
    with connection.execute_wrapper(count):
        client.get(address)
    before = worked()
    times = [seconds(lambda: client.get(address)) for _round in range(ROUNDS)]
    cpu = (worked() - before) / ROUNDS
    numbers = (
        f"{lines(nurse):>8,}{len(asked):>9}{median(times):>11.3f}{min(times):>9.3f}{cpu:>8.3f}"
    )
    sys.stdout.write(f"{kept:>24}{numbers}\n")


def worked() -> float:
    """Seconds of processor, here and in the server of our connection; Linux counts them."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (pid,) = cursor.fetchone()
    after_name = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    ticks = int(after_name[11]) + int(after_name[12])
    return process_time() + ticks / os.sysconf("SC_CLK_TCK")


def places() -> list[int]:
    from trials.models import SiteActivation

    return list(SiteActivation.objects.values_list("pk", flat=True))


def values() -> int:
    """What a person or an import answered, one by one."""
    from audit.acts import acting
    from casebook.models import FormRecord
    from tests.factories.people import SETUP

    with acting(by=SETUP, action="bench.count", activations=places()):
        return FormRecord.objects.count() * ITEMS


def lines(nurse: Any) -> int:
    from audit.acts import acting
    from followup.selectors.worklist import worklist
    from trials.models import Trial

    with acting(by=nurse, action="bench.count", activations=places()):
        trial = Trial.objects.get(slug=SLUG)
        return len(worklist(trial, activations=places(), user=nurse, now=NOW))


def refresh() -> None:
    from followup.outlook_tasks import refresh_outlooks

    refresh_outlooks()


def write_about(some: int, nurse: Any) -> None:
    from audit.acts import acting
    from casebook.models import Fact, Participant

    with acting(by=nurse, action="bench.write", activations=places()):
        people = Participant.objects.filter(origin="prospective").order_by("pk")[:some]
        Fact.objects.filter(participant__in=list(people), name="item_1").update(value=2)


def seconds(call: Any) -> float:
    began = perf_counter()
    call()
    return perf_counter() - began


if __name__ == "__main__":
    main(int(sys.argv[1]), archived="all-followed" not in sys.argv)
