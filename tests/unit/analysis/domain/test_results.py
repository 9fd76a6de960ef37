"""One analysis of a plan: which numbers, for whom, in which groups."""

from datetime import date

import pytest

from analysis.domain.blocks import BlocksResult
from analysis.domain.curve_tables import CurveSet
from analysis.domain.incidence_results import IncidenceResult, incidence_table
from analysis.domain.plan import SurvivalResult
from analysis.domain.results import Basis, result_of
from analysis.domain.safety import AdverseEventRow
from analysis.domain.share_results import ShareResult, contrast_table, share_table
from analysis.domain.two_proportions import Counted, two_proportions
from analysis.reports.comparisons import comparison_table
from analysis.selectors.cut_people import CutPerson
from tests.factories.shipped_protocols import shipped
from trials.domain.partial_dates import PartialDate
from trials.domain.values import Known

CUT = date(2028, 12, 31)


def person(number, **values):
    facts = {name: Known(of(name, value)) for name, value in values.items()}
    arm = str(values.get("arm", ""))
    return CutPerson(id=number, code=f"X-{number}", activation=1, facts=facts, arm=arm)


def of(name, value):
    is_day = isinstance(value, str) and value[:2] == "20"
    return PartialDate.parse(value) if is_day else value


def run(slug, analysis, people, *, closed=True, events=()):
    protocol = shipped(slug)
    found = next(one for one in protocol.analyses if one.id == analysis)
    basis = Basis(
        protocol=protocol, people=people, events=events, cut=CUT, source="Cut", closed=closed
    )
    return result_of(found, basis)


def operated(number, exposure, ypt):
    return person(
        number,
        enrolled="2026-01-02",
        strategy="surgery",
        surgery_date="2026-05-04",
        exposure=exposure,
        ypt=ypt,
        ypn="N0",
    )


@pytest.fixture
def exposures():
    return list(shipped("rectal").declaration("exposure").codes)


def test_a_share_is_pooled_for_all_and_by_exposure_for_the_closed_report(exposures):
    people = [
        operated(1, exposures[0], "T0"),
        operated(2, exposures[0], "T2"),
        operated(3, exposures[1], "T0"),
    ]
    pooled = run("rectal", "pcr_by_exposure", people, closed=False)
    assert isinstance(pooled, ShareResult)
    assert {key: (one["yes"], one["of"]) for key, one in pooled.numbers["lines"].items()} == {
        "pooled": (2, 3)
    }
    closed = run("rectal", "pcr_by_exposure", people).numbers["lines"]
    assert (closed[exposures[0]]["yes"], closed[exposures[0]]["of"]) == (1, 2)
    assert (closed[exposures[1]]["yes"], closed[exposures[1]]["of"]) == (1, 1)


def test_the_table_of_a_share_leads_to_its_participants(exposures):
    people = [operated(1, exposures[0], "T0"), operated(2, exposures[0], "T2")]
    table = share_table(run("rectal", "pcr_rate", people))
    assert table.cell("pooled", "yes").participants == (1,)
    assert table.cell("pooled", "of").participants == (1, 2)
    assert table.cell("pooled", "share").value == 0.5


def test_related_events_are_for_those_who_see_arms():
    people = [
        person(1, enrolled="2026-01-02", arm="neoadjuvant", first_dose="2026-01-10"),
        person(2, enrolled="2026-01-02", arm="neoadjuvant"),
        person(3, enrolled="2026-01-02", arm="surgery_alone"),
    ]
    event = AdverseEventRow(
        id=9,
        participant=1,
        term="Diarrhea",
        soc="GI",
        grade=3,
        serious=False,
        related=True,
        onset=PartialDate.parse("2026-01-20"),
    )
    name = next(one.id for one in shipped("hcc-neo").analyses if one.endpoint == "trae")
    assert run("hcc-neo", name, people, closed=False) is None
    lines = run("hcc-neo", name, people, events=[event]).numbers["lines"]
    assert (lines["assigned"]["yes"], lines["assigned"]["of"]) == (1, 2)
    assert (lines["treated"]["yes"], lines["treated"]["of"]) == (1, 1)


def resected(number, **values):
    return person(
        number, enrolled="2026-01-02", part="prospective", surgery_date="2026-01-02", **values
    )


def test_three_estimates_of_recurrence_stand_beside_each_other():
    people = [
        resected(1, recurrence="2026-07-02", last_adequate_imaging="2026-07-02"),
        resected(2, death="2026-04-02", last_adequate_imaging="2026-03-02"),
        resected(3, last_adequate_imaging="2028-12-02"),
        resected(4, last_adequate_imaging="2028-12-02"),
    ]
    found = run("hcc-adj", "recurrence_incidence", people)
    assert isinstance(found, IncidenceResult)
    table = incidence_table(found)
    assert table.cell("pooled:24", "share").value == pytest.approx(0.25)
    # Who died is taken for somebody who could still recur.
    assert table.cell("pooled:24", "share_km").value == pytest.approx(1 / 3)
    assert table.cell("pooled:24", "share_crude").value == pytest.approx(0.25)
    assert table.cell("pooled:24", "events").participants == (1,)
    assert table.cell("pooled:24", "competing").participants == (2,)


def followed(number, *, stage="II", **values):
    return person(
        number,
        enrolled="2020-01-02",
        surgery_date="2020-01-02",
        pathological_stage=stage,
        model_split="development",
        liver_metastasis_found="liver_metastasis" in values,
        **values,
    )


def crlm_people():
    return [
        followed(1, liver_metastasis="2021-07-02", last_liver_imaging="2021-01-02"),
        followed(2, stage="III", liver_metastasis="2020-07-02", last_liver_imaging="2020-04-02"),
        followed(3, death="2020-05-02", last_liver_imaging="2020-04-02"),
        followed(4, stage="III", other_recurrence="2020-09-02", last_liver_imaging="2025-12-02"),
        followed(5, liver_metastasis="2024-01-02", last_liver_imaging="2021-01-02"),
        followed(6, last_liver_imaging="2026-12-02", last_contact="2027-01-02"),
    ]


def test_an_incidence_is_read_again_to_other_horizons_and_between_two_looks():
    found = run("crlm", "incidence", crlm_people())
    table = found.blocks[-1]
    share = {row.key: table.cell(row.key, "share").value for row in table.rows}

    assert share["headline:pooled"] == pytest.approx(2 / 6)
    assert share["metachronous_12:pooled"] == pytest.approx(1 / 6)
    assert share["metachronous_60:pooled"] == pytest.approx(3 / 6)
    assert table.cell("metachronous_60:pooled", "month").value == 60
    assert table.cell("metachronous_other_site:pooled", "competing").participants == (3, 4)
    # To the horizon: what was found in month 48 is lost on the day after the 36th.
    assert share["between_scans:pooled"] == pytest.approx(2 / 6)
    assert table.cell("between_scans:pooled", "events").participants == (1, 2)
    assert found.numbers["tables"]["incidence_sensitivity"]["headline:pooled"]["month"] == 36


def test_the_other_readings_of_an_incidence_are_told_by_group():
    found = run("crlm", "incidence_by_split", crlm_people())
    table = found.blocks[-1]

    assert str(table.rows[0].label).endswith(": Development")
    assert table.cell("metachronous_60:development", "events").participants == (1, 2, 5)
    notes = [str(one) for one in incidence_table(found).footnotes]
    assert any(one.startswith("Gray's test") for one in notes)


def test_more_groups_than_a_page_holds_leave_it_to_the_pooled_analysis():
    assert not run("crlm", "incidence_by_stage", crlm_people()).blocks


@pytest.mark.parametrize(
    ("slug", "analysis"), [("rectal", "dfs_adjusted"), ("hcc-neo", "maturity")]
)
def test_no_curve_stands_for_a_model_or_a_count(slug, analysis):
    found = run(slug, analysis, [operated(1, "crt", "T0")])
    assert isinstance(found, BlocksResult)
    assert not [one for one in found.blocks if isinstance(one, CurveSet)]


@pytest.mark.parametrize("slug", ["hcc-neo", "hcc-adj", "crlm", "rectal"])
def test_every_analysis_of_every_plan_is_answered(slug):
    """To those who see everything, with one person in it: what has no answer says why."""
    people = [person(1, enrolled="2026-01-02", surgery_date="2026-01-20", part="prospective")]
    missing = [one.id for one in shipped(slug).analyses if run(slug, one.id, people) is None]
    assert missing == []


def test_survival_by_exposure_keeps_who_has_none(exposures):
    people = [
        person(
            1,
            enrolled="2026-01-02",
            first_dose="2026-01-09",
            exposure=exposures[0],
            last_adequate_imaging="2027-01-09",
        ),
        person(
            2, enrolled="2026-01-02", first_dose="2026-01-09", last_adequate_imaging="2027-01-09"
        ),
    ]
    found = run("rectal", "dfs_by_exposure", people)
    assert isinstance(found, SurvivalResult)
    assert (found.numbers["counted"], found.numbers["without_group"]) == (2, 1)


def test_exposures_are_set_beside_each_other(exposures):
    people = [operated(n, exposures[0], "T0" if n < 4 else "T2") for n in range(1, 6)]
    people += [operated(n, exposures[1], "T0" if n < 7 else "T2") for n in range(6, 11)]
    found = run("rectal", "pcr_by_exposure", people)
    reference = found.analysis.reference
    other = next(one for one in exposures[:2] if one != reference)
    table = contrast_table(found)
    expected = two_proportions(
        *(
            Counted(yes=len(line.share.yes), of=line.share.denominator)
            for key in (other, reference)
            for line in found.lines
            if line.key == key
        )
    )
    assert table.cell(other, "difference").value == expected.difference
    assert table.cell(other, "lower").value == expected.limits.lower
    assert table.cell(other, "p").value == expected.fisher_p
    assert contrast_table(run("rectal", "pcr_by_exposure", people, closed=False)) is None


def test_a_refused_hazard_ratio_is_a_sentence_to_be_translated():
    """Text of the stored numbers stood in the Chinese report in English."""
    found = run("hcc-neo", "rfs_by_arm", [])
    (row,) = comparison_table(found).rows

    assert row.cells[0].value is found.ratios.detail
    assert found.numbers["cox"]["not_estimable"] == found.ratios.reason
