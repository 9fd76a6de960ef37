from datetime import date, timedelta

import numpy as np
import pytest

from analysis.domain.endpoint_counts import survival_times
from analysis.domain.endpoints import EndpointSpec, Outcome, derive, spec_of
from analysis.domain.imputation import Imputation, Imputed
from trials.domain.partial_dates import PartialDate
from trials.domain.protocol.endpoints import Alternative, TimeToEvent
from trials.domain.text import Text
from trials.domain.values import Absent, Known, Source

CUT = date(2026, 6, 30)
RFS = EndpointSpec(
    id="rfs",
    origin="surgery",
    events=("recurrence", "death"),
    censor_at="last_adequate_imaging",
)


def dated(text, record=0):
    return Known(PartialDate.parse(text), source=Source(kind="record", id=str(record)))


def derived(spec=RFS, cut=CUT, earlier=None, dates=Imputation.MIDDLE, **facts):
    return derive(spec, participant=7, facts=facts, cut=cut, earlier=earlier or {}, dates=dates)


def test_an_event_names_its_dates_and_sources():
    found = derived(
        surgery=dated("2025-01-01", 11),
        recurrence=dated("2025-03-02", 12),
        last_adequate_imaging=dated("2025-03-02", 13),
    )

    assert found.participant == 7
    assert found.observed
    assert found.origin_date == date(2025, 1, 1)
    assert found.end_date == date(2025, 3, 2)
    assert found.censor_reason is None
    assert [source.id for source in found.sources] == ["11", "12"]


def test_a_censoring_names_its_date_reason_and_sources():
    found = derived(surgery=dated("2025-01-01", 11), last_adequate_imaging=dated("2025-03-02", 13))

    assert not found.observed
    assert found.end_date == date(2025, 3, 2)
    assert found.censor_reason == "last_adequate_imaging"
    assert [source.id for source in found.sources] == ["11", "13"]


def test_an_earlier_scan_is_the_source_at_an_earlier_cut():
    found = derived(
        surgery=dated("2025-01-01", 11),
        last_adequate_imaging=dated("2025-09-01", 14),
        earlier={"last_adequate_imaging": [dated("2025-03-02", 13)]},
        cut=date(2025, 6, 30),
    )

    assert found.end_date == date(2025, 3, 2)
    assert [source.id for source in found.sources] == ["11", "13"]


def test_a_competing_event_has_an_event_date_and_is_not_observed():
    spec = EndpointSpec(
        id="ttr",
        origin="surgery",
        events=("recurrence",),
        competing=("death",),
        censor_at="last_adequate_imaging",
    )

    found = derived(spec, surgery=dated("2025-01-01"), death=dated("2025-03-02"))

    assert found.outcome is Outcome.COMPETING
    assert not found.observed
    assert found.end_date == date(2025, 3, 2)


def test_every_chosen_day_is_told():
    found = derived(surgery=dated("2025-01"), recurrence=dated("2025-03"))

    assert found.imputed == (
        Imputed(fact="surgery", recorded=PartialDate(2025, 1), used=date(2025, 1, 15)),
        Imputed(fact="recurrence", recorded=PartialDate(2025, 3), used=date(2025, 3, 15)),
    )


def test_full_dates_leave_nothing_to_choose():
    assert derived(surgery=dated("2025-01-01"), recurrence=dated("2025-03-02")).imputed == ()


@pytest.mark.parametrize(
    ("dates", "days"),
    [(Imputation.EARLIEST, 59), (Imputation.MIDDLE, 73), (Imputation.LATEST, 89)],
)
def test_the_analysis_runs_again_with_the_earliest_and_latest_dates(dates, days):
    found = derived(surgery=dated("2025-01-01"), recurrence=dated("2025-03"), dates=dates)

    assert found.days == days


def test_an_absent_date_is_no_event():
    found = derived(
        surgery=dated("2025-01-01"),
        death=Absent("unknown"),
        last_adequate_imaging=dated("2025-03-02"),
    )

    assert found.outcome is Outcome.CENSORED


def test_a_fact_that_says_no_is_no_event():
    found = derived(
        surgery=dated("2025-01-01"),
        recurrence=Known(False),
        last_adequate_imaging=dated("2025-03-02"),
    )

    assert found.outcome is Outcome.CENSORED


def test_an_event_without_any_date_is_to_be_asked():
    found = derived(surgery=dated("2025-01-01"), death=Known(True))

    assert (found.outcome, found.why) == (Outcome.DATA_ERROR, "undated")
    assert not found.is_evaluable


def test_an_event_may_carry_its_date_beside_its_value():
    found = derived(
        surgery=dated("2025-01-01"),
        recurrence=Known("liver", date=PartialDate(2025, 3, 2)),
    )

    assert (found.days, found.why) == (60, "recurrence")


def test_the_error_names_the_record_that_contradicts():
    found = derived(surgery=dated("2025-01-01", 11), recurrence=dated("2024-12-20", 12))

    assert found.why == "before_origin"
    assert [source.id for source in found.sources] == ["11", "12"]
    assert found.days is None


# --- from a protocol -----------------------------------------------------------------------------


@pytest.fixture
def endpoint():
    text = Text(en="Recurrence-free survival", zh="无复发生存")
    return TimeToEvent(
        id="rfs",
        title=text,
        short=text,
        definition=text,
        role="primary",
        sets=("full",),
        printed=True,
        kind="time_to_event",
        origin="surgery",
        events=("recurrence", "death"),
        censor_at="last_adequate_imaging",
        horizon_months=24,
        horizon_from=("surgery",),
    )


def test_a_protocol_gives_the_spec(endpoint):
    assert spec_of(endpoint) == EndpointSpec(
        id="rfs",
        origin="surgery",
        events=("recurrence", "death"),
        censor_at="last_adequate_imaging",
        horizon_months=24,
        horizon_from=("surgery",),
    )


def test_a_sensitivity_changes_what_it_names_only(endpoint):
    label = Text(en="From enrollment", zh="自入组起")
    clock = Alternative(id="from_enrollment", label=label, origin="enrolled", horizon_months=36)

    spec = spec_of(endpoint, clock)

    assert spec.id == "rfs.from_enrollment"
    assert spec.origin == "enrolled"
    assert spec.horizon_months == 36
    assert spec.events == ("recurrence", "death")


# --- a published trial ---------------------------------------------------------------------------

RANDOMIZED = date(1985, 1, 1)


def colon_facts(row):
    """Dates put back on the days of the file; a scan on the day that recurrence-free time ends."""

    def on(days):
        return Known(PartialDate.of(RANDOMIZED + timedelta(days=int(days))))

    facts = {"randomized": on(0), "last_adequate_imaging": on(row["rec_time"])}
    if row["rec"]:
        facts["recurrence"] = on(row["rec_time"])
    if row["death"]:
        facts["death"] = on(row["os_time"])
    return {**facts, "last_contact": on(row["os_time"])}


@pytest.mark.parametrize(
    ("spec", "days", "event"),
    [
        pytest.param(
            EndpointSpec(
                id="rfs",
                origin="randomized",
                events=("recurrence", "death"),
                censor_at="last_adequate_imaging",
            ),
            "rfs_time",
            "rfs",
            id="recurrence-free survival",
        ),
        pytest.param(
            EndpointSpec(
                id="ttr",
                origin="randomized",
                events=("recurrence",),
                competing=("death",),
                censor_at="last_adequate_imaging",
            ),
            "rec_time",
            "rec",
            id="time to recurrence",
        ),
        pytest.param(
            EndpointSpec(id="os", origin="randomized", events=("death",), censor_at="last_contact"),
            "os_time",
            "death",
            id="overall survival",
        ),
    ],
)
def test_the_colon_trial_comes_back_from_its_dates(colon, spec, days, event):
    rows = [
        {name: column[row] for name, column in colon.items() if name != "rx"}
        for row in range(len(colon["id"]))
    ]
    found = [
        derive(spec, participant=int(row["id"]), facts=colon_facts(row), cut=date(1995, 12, 31))
        for row in rows
    ]

    times = survival_times(found)

    assert np.array_equal(times.days, colon[days])
    assert np.array_equal(times.observed, colon[event] == 1)
