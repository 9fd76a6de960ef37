"""Who sees what on the board's page, and what comes out of it."""

from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from analysis import tasks
from analysis.actions import reports
from analysis.models import ArmKeyOpening, ReportOpening
from analysis.selectors.reports import content_of, table_of
from casebook.models import Participant
from jobs.domain.states import State
from jobs.models import Job
from tests.factories import cuts, people
from trials.domain.roles import Role

pytestmark = pytest.mark.usefixtures("shared_committed_db")


@pytest.fixture(scope="module")
def team(shared_committed_db):
    return cuts.team()


@pytest.fixture(scope="module")
def released(team):
    """Both reports of one cut, released to meeting 1."""
    cut = cuts.cut(team)
    with team.at_site(team.unblinded) as by:
        meeting = reports.hold_meeting(
            trial=cut.trial, number=1, held_on=people.TODAY, by=by, at=people.NOW
        )
        made = {}
        for session, maker in (("closed", team.unblinded), ("open", team.unblinded)):
            report = reports.make(cut=cut, session=session, language="en", by=maker, at=people.NOW)
            signing = people.signing(by, content_of(report))
            made[session] = reports.release(
                report=report, meeting=meeting, signing=signing, by=by, at=people.NOW
            )
        return made


@pytest.fixture(scope="module")
def named(team, released):
    """The same cut by name: the board is unmasked."""
    report, meeting = released["closed"], released["closed"].meeting
    with team.at_site(team.unblinded) as by:
        made = reports.make(cut=report.cut, session="named", language="en", by=by, at=people.NOW)
        assert page(team.board, "report", made.pk).status_code == 403
        signing = people.signing(by, content_of(made))
        return reports.release(report=made, meeting=meeting, signing=signing, by=by, at=people.NOW)


def page(person, name, *args) -> object:
    client = Client()
    client.force_login(person)
    return client.get(reverse(f"analysis:{name}", args=["moertel", *args]))


def sent(person, name, *args, **typed) -> object:
    client = Client()
    client.force_login(person)
    return client.post(reverse(f"analysis:{name}", args=["moertel", *args]), typed)


def test_an_auditor_says_why_before_a_closed_report_opens(team, released):
    auditor, pk = people.delegated(Role.AUDITOR, team.activation).user, released["closed"].pk
    safety = 'id="safety"'
    assert safety not in page(auditor, "report", pk).content.decode()
    assert "Open session" in page(auditor, "board").content.decode()
    for name, *more in (("report_pdf",), ("report_table", "deaths"), ("report_figure", "os")):
        assert page(auditor, name, pk, *more).status_code == 302
    assert not ReportOpening.objects.filter(user=auditor, report=pk).exists()
    assert sent(auditor, "report_reason", pk, reason="  ").status_code == 422
    assert sent(auditor, "report_reason", pk, reason="Inspection").status_code == 302
    assert safety in page(auditor, "report", pk).content.decode()
    assert page(auditor, "report_pdf", pk).status_code == 200
    meeting = page(team.board, "meeting", 1).content.decode()
    assert "Inspection" in meeting
    another = people.delegated(Role.AUDITOR, team.activation).user
    assert safety not in page(another, "report", pk).content.decode()
    later = timezone.now() + timedelta(hours=13)
    with team.at_site(auditor) as by, pytest.raises(reports.UnableToOpen, match="Say why"):
        reports.open_report(report=released["closed"], by=by, at=later)
    reports.open_report(report=released["open"], by=auditor, at=later)


def test_the_key_to_the_arms_is_opened_with_a_reason_by_few(team, released):
    auditor = people.delegated(Role.AUDITOR, team.activation).user
    for person in (team.board, team.manager, team.abstractor):
        assert page(person, "arm_key").status_code == 403
        assert sent(person, "arm_key", reason="x").status_code == 403
    name = "Levamisole + fluorouracil"
    assert name not in page(team.unblinded, "arm_key").content.decode()
    assert sent(team.unblinded, "arm_key", reason=" ").status_code == 422
    assert not ArmKeyOpening.objects.exists()
    shown = sent(auditor, "arm_key", reason="The board asked to be unmasked")
    assert shown.status_code == 200
    assert name in shown.content.decode()
    looks = page(team.unblinded, "arm_key").content.decode()
    assert auditor.printed_name in looks
    assert "asked to be unmasked" in looks
    assert name not in looks


def test_board_reads_meeting_reports_and_safety(team, released):
    answer = page(team.board, "board")
    text = answer.content.decode()
    assert answer.status_code == 200
    assert "Meeting 1" in text
    assert "Closed session" in text
    assert "worst grade by term" in text
    assert "Deaths" in text


def test_board_in_chinese_reads_what_is_released(team, released):
    for language in ("zh-hans", "en"):
        team.board.language = language
        with people.setting_up():
            team.board.save()
        assert page(team.board, "board").status_code == 200


def test_site_roles_open_no_report_since_it_lists_every_site(team, released):
    assert page(team.abstractor, "report", released["open"].pk).status_code == 403
    assert page(team.manager, "report", released["open"].pk).status_code == 200


def test_nurse_and_manager_never_open_the_closed_report(team, released):
    closed = released["closed"].pk
    for person in (team.abstractor, team.manager):
        assert page(person, "report", closed).status_code == 403
        assert page(person, "report_pdf", closed).status_code == 403
        assert page(person, "report_figure", closed, "rfs_by_arm").status_code == 403
        assert page(person, "report_table", closed, "deaths").status_code == 403


def test_report_of_another_trial_does_not_exist(team, released):
    stranger = people.delegated(Role.DSMB, people.activation()).user
    assert page(stranger, "report", released["open"].pk).status_code == 404
    assert page(stranger, "board").status_code == 404


def test_each_opening_is_noted(team, released):
    before = ReportOpening.objects.filter(user=team.board).count()
    page(team.board, "report", released["closed"].pk)
    page(team.board, "report_pdf", released["closed"].pk)
    assert ReportOpening.objects.filter(user=team.board).count() == before + 2


def test_figure_and_table_come_as_files(team, released):
    pk = released["closed"].pk
    figure = page(team.board, "report_figure", pk, "rfs_by_arm")
    assert figure["Content-Type"] == "image/svg+xml"
    assert figure.content.startswith(b"<?xml")
    table = page(team.board, "report_table", pk, "rfs_by_arm_comparison")
    assert table.content.decode("utf-8-sig").splitlines()[0].startswith("Group,Hazard ratio")
    assert page(team.board, "report_figure", pk, "no-such").status_code == 404


def test_cut_is_taken_on_the_page_once(team):
    client = Client()
    client.force_login(team.manager)
    url = reverse("analysis:cuts", args=["moertel"])
    sent = {"name": "march", "events_to": "2026-03-01", "submission_key": "k1"}
    first, again = client.post(url, sent), client.post(url, sent)
    assert first.status_code == again.status_code == 302
    assert first["Location"] == again["Location"]
    assert Job.objects.get(kind=tasks.CUT).state == State.DONE
    assert page(team.manager, "cut", "march").status_code == 200


@pytest.mark.parametrize(
    ("sent", "why"),
    [
        ({"name": "March 2026", "events_to": "2026-03-01"}, "small letters"),
        ({"name": "march", "events_to": "2199-01-01"}, "still to come"),
        ({"name": "march", "events_to": "31.12.2025"}, "date"),
    ],
)
def test_wrong_cut_is_explained(team, sent, why):
    client = Client()
    client.force_login(team.manager)
    answer = client.post(reverse("analysis:cuts", args=["moertel"]), sent)
    assert answer.status_code == 400
    assert why in answer.content.decode()


def test_unreleased_it_is_closed_to_the_board_until_signed_on_the_page(team):
    cut = cuts.cut(team, "to-be-released")
    with team.at_site(team.unblinded) as by:
        unreleased = reports.make(cut=cut, session="closed", language="en", by=by, at=people.NOW)
    assert "Not released yet" not in page(team.board, "board").content.decode()
    assert "Not released yet" in page(team.unblinded, "board").content.decode()
    assert page(team.board, "report", unreleased.pk).status_code == 403
    assert page(team.unblinded, "report", unreleased.pk).status_code == 200
    client = Client()
    client.force_login(team.unblinded)
    here = reverse("analysis:report", args=["moertel", unreleased.pk])
    assert "I release this report" in client.get(here).content.decode()
    typed = {
        "number": "2",
        "held_on": "2026-03-02",
        "user_id": team.unblinded.username,
        "password": people.PASSWORD,
        "shown": content_of(unreleased).as_shown().token(),
    }
    target = reverse("analysis:release_report", args=["moertel", unreleased.pk])
    for wrong in ({"password": "wrong"}, {"number": ""}, {"shown": "x"}):
        assert client.post(target, {**typed, **wrong}).status_code == 422
    assert client.post(target, typed)["Location"] == here
    assert "Signature holds" in client.get(here).content.decode()
    assert page(team.board, "report", unreleased.pk).status_code == 200
    paper = client.get(reverse("analysis:report_pdf", args=["moertel", unreleased.pk]))
    with default_storage.open(f"{unreleased.path}/signed.pdf") as signed:
        assert paper.content == signed.read()
    with default_storage.open(f"{unreleased.path}/report.pdf") as plain:
        assert paper.content != plain.read()


def test_a_board_is_unmasked_by_the_release_of_the_report_by_name(team, named):
    name = "Levamisole + fluorouracil"
    assert name in page(team.board, "report", named.pk).content.decode()
    assert page(team.manager, "report", named.pk).status_code == 403
    auditor = people.delegated(Role.AUDITOR, team.activation).user
    asked = page(auditor, "report", named.pk).content.decode()
    assert name not in asked


def test_a_step_of_a_curve_walks_back_to_whom_it_counts(team, named):
    report = named
    shown = page(team.board, "report_steps", report.pk, "rfs_by_arm").content.decode()
    table = table_of(report, "rfs_by_arm_steps")
    place, cell = next(
        (number, row["cells"][3])
        for number, row in enumerate(table["rows"])
        if row["cells"][3]["participants"]
    )
    address = ["moertel", report.pk, "rfs_by_arm_steps", place, 3]
    assert reverse("analysis:report_cell", args=address) in shown
    there = page(team.board, "report_cell", *address[1:]).content.decode()
    with team.at_site(team.abstractor):
        found = Participant.objects.filter(pk__in=cell["participants"])
        codes = list(found.values_list("code", flat=True))
    assert codes
    assert all(code in there for code in codes)
    assert page(team.board, "report_steps", report.pk, "deaths").status_code == 404
    assert page(team.manager, "report_steps", report.pk, "rfs_by_arm").status_code == 403


def test_a_number_walks_back_as_far_as_the_reader_reaches(team, released):
    report = released["closed"]
    (place,) = [
        number
        for number, row in enumerate(table_of(report, "deaths")["rows"])
        if number == 0 and row["cells"][1]["participants"]
    ]
    here = page(team.board, "report_cell", report.pk, "deaths", place, 1).content.decode()
    code = table_of(report, "deaths")["rows"][0]["label"]
    assert code in here
    assert f"/participants/{code}/" not in here
    assert "Vital status" in here
    assert "followup.import_cohort" not in here
    auditor = people.delegated(Role.AUDITOR, team.activation).user
    asked = page(auditor, "report_cell", report.pk, "deaths", place, 1)
    assert asked["Location"] == reverse("analysis:report", args=["moertel", report.pk])
    sent(auditor, "report_reason", report.pk, reason="Inspection of the deaths")
    there = page(auditor, "report_cell", report.pk, "deaths", place, 1).content.decode()
    assert f"/participants/{code}/" in there
    assert team.abstractor.username in there
    assert page(team.board, "report_cell", report.pk, "deaths", 999, 1).status_code == 404
    assert page(team.board, "report_cell", report.pk, "none", 0, 0).status_code == 404
    assert page(team.abstractor, "report_cell", report.pk, "deaths", 0, 1).status_code == 403
    assert ReportOpening.objects.filter(user=auditor, part="deaths 0/1").count() == 1
