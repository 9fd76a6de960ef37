"""A report of a cut: same bytes, closed to whom it must be, Chinese that can be read."""

from collections import Counter

import pytest
from django.conf import settings
from django.core.files.storage import default_storage

from analysis.actions import reports, runs
from analysis.actions.reports import UnableToRelease
from analysis.models import BoardMeeting, Report
from analysis.reports import pdf
from analysis.reports.contents import contents_of
from analysis.selectors.arm_letters import letters_of
from analysis.selectors.cut_people import people_of
from analysis.selectors.reports import content_of, page_of, table_of
from analysis.selectors.results import protocol_of_cut
from tests.factories import cuts, people
from tests.pdfs import text_of
from trials.permissions import NotPermitted

pytestmark = pytest.mark.usefixtures("shared_committed_db")


@pytest.fixture(scope="module")
def team(shared_committed_db):
    return cuts.team()


@pytest.fixture(scope="module")
def cut(team):
    return cuts.cut(team)


def make(team, cut, session="closed", language="en", by=None) -> Report:
    with team.at_site(by or team.unblinded) as person:
        return reports.make(cut=cut, session=session, language=language, by=person, at=people.NOW)


def pdf_of(report: Report) -> bytes:
    with default_storage.open(f"{report.path}/report.pdf") as file:
        return file.read()


def test_same_cut_and_code_give_the_same_bytes(team, cut):
    report = make(team, cut)
    again = pdf.draw(
        contents_of(cut, closed=True),
        language="en",
        code_version=report.code_version,
        demo=settings.DEMO,
    )
    assert again == pdf_of(report)


def test_made_twice_is_one_report(team, cut):
    assert make(team, cut).pk == make(team, cut).pk


def test_every_page_names_session_cut_and_its_number(team, cut):
    pages = text_of(pdf_of(make(team, cut))).split("\f")[:-1]
    for number, page in enumerate(pages, start=1):
        assert "CLOSED session" in page
        assert cut.sha256[:16] in page
        assert f"Page {number} of {len(pages)}" in page


def test_open_report_names_no_arm(team, cut):
    text = text_of(pdf_of(make(team, cut, session="open", by=team.manager)))
    assert "Hazard ratio" not in text
    assert "Arm A" not in text
    assert "Hazard ratio" in text_of(pdf_of(make(team, cut)))


def test_the_closed_report_shows_arms_by_letter_and_never_by_name(team, cut):
    report = make(team, cut)
    names = {str(arm.short_label) for arm in protocol_of_cut(cut).arms}
    blocks = [block for one in page_of(report)["sections"] for block in one["blocks"]]
    tables = [one for one in blocks if one["kind"] == "table"]
    words = {cell["text"] for one in tables for row in one["rows"] for cell in row["cells"]}
    words |= {row["label"] for one in tables for row in one["rows"]}
    heads = {part["label"] for one in tables for part in (*one["columns"], *one["groups"])}
    words |= {head.split(" (N")[0] for head in heads}
    # A drug given has the name of its arm: the table of exposure says drugs.
    given = {row["label"] for row in table_of(report, "exposure")["rows"]}
    assert names & words - given == set()
    assert {"Arm A", "Arm B", "Arm C"} <= words
    assert "Observation" not in text_of(pdf_of(report)).split("Contents")[1]


def test_letters_are_drawn_once_and_for_every_arm(team, cut):
    make(team, cut)
    before = letters_of(cut.trial)
    make(team, cut, language="zh-hans")
    assert letters_of(cut.trial) == before
    assert sorted(before.values()) == ["A", "B", "C"]
    assert set(before) == {arm.id for arm in protocol_of_cut(cut).arms}


def test_letters_leave_every_number_in_place(team, cut):
    """Each arm by its letter counts as many as by its name."""
    by_letter = table_of(make(team, cut), "enrollment")
    letters, protocol = letters_of(cut.trial), protocol_of_cut(cut)
    arm_of = {one.id: one.arm for one in people_of(cut, protocol, sealed=True)}
    counts = Counter(f"Arm {letters[arm]}" for arm in arm_of.values())
    heads = [column["label"].split(" (")[0] for column in by_letter["columns"]]
    cells = by_letter["rows"][0]["cells"]
    found = {head: int(cell["text"].split()[0]) for head, cell in zip(heads, cells, strict=True)}
    assert found == counts


def tables_in(report):
    for section in page_of(report)["sections"]:
        yield from (one for one in (*section["blocks"], *section["listings"]) if "rows" in one)


def test_under_letters_no_number_leads_to_people_but_listings_that_name_no_arm(team, cut):
    """A participant's code beside a letter, and what the code was given elsewhere, is the key."""
    lettered = {one["key"]: one for one in tables_in(make(team, cut))}
    leading = {
        key
        for key, one in lettered.items()
        if any(cell["participants"] or cell["rows"] for row in one["rows"] for cell in row["cells"])
    }
    assert leading == {"deaths"}
    assert {row["cells"][0]["text"] for row in lettered["deaths"]["rows"]} == {"–"}
    codes = {row["label"] for row in lettered["deaths"]["rows"]}
    report = make(team, cut)
    with_letters = [
        block["csv"]
        for section in page_of(report)["sections"]
        for block in (*section["blocks"], *section["listings"])
        if "csv" in block and ("Arm A" in block["csv"] or "Arm B" in block["csv"])
    ]
    assert with_letters
    assert not any(code in text for code in codes for text in with_letters)


def test_what_was_given_is_pooled_under_letters_and_by_arm_by_name(team, cut):
    lettered, named = make(team, cut), make(team, cut, session="named")
    for key in ("exposure", "worst_grade_by_term"):
        if (table := table_of(lettered, key)) is None:
            continue
        heads = {part["label"].split(" (")[0] for part in (*table["columns"], *table["groups"])}
        assert not any("Arm" in head for head in heads)
    heads = [one["label"].split(" (")[0] for one in table_of(named, "exposure")["columns"]]
    assert heads == [str(arm.short_label) for arm in protocol_of_cut(cut).arms]
    kinds = [row["label"] for row in table_of(lettered, "safety_overview")["rows"]]
    assert not any("elated" in kind for kind in kinds)
    kinds = [row["label"] for row in table_of(named, "safety_overview")["rows"]]
    assert any("elated" in kind for kind in kinds)
    assert "arms by name" in text_of(pdf_of(named))


def test_the_report_by_name_is_made_by_the_unblinded_only(team, cut):
    with pytest.raises(NotPermitted):
        make(team, cut, session="named", by=team.manager)


def test_chinese_report_can_be_read_as_text(team, cut):
    text = text_of(pdf_of(make(team, cut, language="zh-hans")))
    assert "A 组" in text
    assert "至复发时间" in text


def test_closed_report_is_made_by_the_unblinded_only(team, cut):
    with pytest.raises(NotPermitted):
        make(team, cut, by=team.manager)


def test_page_says_what_the_pdf_says(team, cut):
    report = make(team, cut)
    page = page_of(report)
    assert [section["key"] for section in page["sections"]] == [
        "history",
        "conduct",
        "ttr_by_arm",
        "rfs_by_arm",
        "os_by_arm",
        "rfs_adjusted",
        "safety",
        "treatment",
        "monitoring",
    ]
    comparison = table_of(report, "rfs_by_arm_comparison")
    printed = text_of(pdf_of(report))
    for row in comparison["rows"]:
        assert row["cells"][0]["text"] in printed
    assert default_storage.exists(f"{report.path}/rfs_by_arm.svg")


def numbers_in(report, key, row=0):
    return [cell["text"] for cell in table_of(report, key)["rows"][row]["cells"]]


def test_the_same_arms_stand_under_every_table(team, cut):
    report = make(team, cut, session="named")
    heads = [column["label"] for column in table_of(report, "enrollment")["columns"]]
    for key in ("baseline", "status", "exposure", "deviations", "completeness"):
        assert [column["label"] for column in table_of(report, key)["columns"]] == heads
    died = numbers_in(report, "deaths_by_cause")
    assert numbers_in(report, "deaths_and_serious")[: len(died)] == died
    assert sum(int(one.split()[0]) for one in died) == len(table_of(report, "deaths")["rows"])
    status = {row["label"]: row["cells"] for row in table_of(report, "status")["rows"]}
    assert [cell["text"] for cell in status["Died"]] == died


def test_open_and_closed_count_the_same_people(team, cut):
    closed, opened = (make(team, cut, session=one) for one in ("closed", "open"))
    for key in ("enrollment", "deaths_by_cause"):
        (pooled,) = numbers_in(opened, key)
        assert int(pooled.split()[0]) == sum(int(n.split()[0]) for n in numbers_in(closed, key))
    assert table_of(opened, "openings") is None
    assert table_of(closed, "adverse_events") is not None


def test_without_a_charter_nothing_is_assumed(team, cut):
    (section,) = [one for one in page_of(make(team, cut))["sections"] if one["key"] == "monitoring"]
    (said,) = section["blocks"]
    assert said["text"].startswith("No charter is set for this trial")
    opened = page_of(make(team, cut, session="open"))["sections"]
    assert "monitoring" not in [one["key"] for one in opened]


def test_a_number_leads_to_its_participants(team, cut):
    estimates = table_of(make(team, cut, session="named"), "rfs_by_arm_estimates")
    for row in estimates["rows"]:
        counted = row["cells"][0]
        assert counted["text"].startswith(f"{len(counted['participants'])} (")


def meeting_of(team, number=1):
    with team.at_site(team.unblinded) as by:
        return reports.hold_meeting(
            trial=team.activation.trial, number=number, held_on=people.TODAY, by=by, at=people.NOW
        )


def test_released_report_has_who_when_and_meeting(team, cut):
    report, meeting = make(team, cut), meeting_of(team)
    with team.at_site(team.unblinded) as by:
        reports.release(
            report=report,
            meeting=meeting,
            signing=people.signing(by, content_of(report)),
            by=by,
            at=people.NOW,
        )
    report.refresh_from_db()
    assert (report.released_by, report.released_at) == (team.unblinded, people.NOW)
    assert report.meeting == meeting
    assert report.signature.meaning == "release"
    assert report.signature.content_sha256 == content_of(report).sha256


def test_the_paper_shows_name_both_times_and_meaning(team, cut):
    report, meeting = make(team, cut), meeting_of(team)
    with team.at_site(team.unblinded) as by:
        signing = people.signing(by, content_of(report))
        reports.release(report=report, meeting=meeting, signing=signing, by=by, at=people.NOW)
    with default_storage.open(f"{report.path}/signed.pdf") as file:
        paper = text_of(file.read())
    for said in (
        "I release this report",
        f"{by.printed_name}, 2026-03-02 09:00 UTC+08:00 (2026-03-02 01:00 UTC)",
        report.sha256,
    ):
        assert said in paper


def test_what_another_program_drew_is_not_signed(team, cut):
    report, meeting = make(team, cut, session="open"), meeting_of(team)
    report.code_version = "0" * 64
    with team.at_site(team.unblinded) as by, pytest.raises(UnableToRelease, match="Draw it again"):
        reports.release(
            report=report,
            meeting=meeting,
            signing=people.signing(by, content_of(report)),
            by=by,
            at=people.NOW,
        )


def test_report_is_not_released_to_another_trials_meeting(team, cut):
    report, trial = make(team, cut), people.trial()
    with people.setting_up():
        meeting = BoardMeeting.objects.create(trial=trial, number=1, held_on=people.TODAY)
    with team.at_site(team.unblinded) as by, pytest.raises(UnableToRelease, match="another trial"):
        reports.release(
            report=report,
            meeting=meeting,
            signing=people.signing(by, content_of(report)),
            by=by,
            at=people.NOW,
        )


def test_run_is_computed_once_per_code(team, cut):
    with team.at_site(team.unblinded) as by:
        first = runs.run(cut=cut, sealed=True, by=by, at=people.NOW)
        second = runs.run(cut=cut, sealed=True, by=by, at=people.NOW)
    assert first.pk == second.pk
    assert first.results["rfs_by_arm"]["counted"] == 40
