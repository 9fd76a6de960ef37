"""The page of one event, its PDF in both languages, and the listing of the serious ones."""

import csv
import html
import io
import re
from datetime import date, timedelta

import pytest
import time_machine

from followup.models import SeriousReport, SponsorJudgment
from tests.factories import casebook, followup, people, protocols
from tests.factories.casebook import instant, seeing
from tests.factories.followup import LATER
from tests.pdfs import pages_of
from tests.unit.followup.views.pages import EVENT, WHY, address, day
from trials.domain.partial_dates import PartialDate
from trials.domain.roles import Role

pytestmark = pytest.mark.django_db

KNEW = instant(LATER) - timedelta(hours=3)
LISTING = "/trials/hcc-neo/serious-events/"


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(instant(LATER), tick=False):
        yield


@pytest.fixture
def event(participant):
    followup.course(participant, LATER - timedelta(days=60), dose=8, dose_unit="mg")
    return followup.adverse_event(
        participant,
        "Sepsis",
        4,
        seriousness=("hospitalization",),
        aware_at=KNEW,
        causality={"lenvatinib": "related", "pd1": "related"},
        narrative="发热三天 then <shock>.",
        onset=PartialDate(2026, 5),
    )


@pytest.fixture
def signed_in(client, nurse):
    client.force_login(nurse)
    return client


@pytest.fixture
def sponsor(client, site):
    def sign_in():
        client.force_login(people.delegated(Role.SPONSOR, site).user)
        return client

    return sign_in


def words(answer) -> str:
    plain = re.sub(r"<[^>]*>", " ", answer.content.decode())
    return html.unescape(" ".join(plain.split()))


def report(recipient, stage, time, **more):
    told = {"report-told_time": time, **day("report-told_date", "2026-06-01")}
    named = {f"report-{name}": value for name, value in more.items()}
    return {"do": "report", "report-recipient": recipient, "report-stage": stage, **told, **named}


def test_one_toggle_makes_an_event_serious_and_reports_follow(signed_in, site, participant):
    mild = followup.adverse_event(participant, "Sepsis", 3, aware_at=KNEW)
    page = signed_in.get(address(participant, "event", mild.pk))
    assert "Correct, or make it serious" in words(page)
    assert "Who was told when" not in words(page)
    assert "PDF" not in words(page)
    typed = {**EVENT, **WHY, "term": "Sepsis", "version": "1", "aware_time": "08:00",
             **day("aware_date", "2026-06-01"), "expected": "no"}  # fmt: skip
    answer = signed_in.post(address(participant, "correct_adverse_event", mild.pk), typed)
    assert answer.status_code == 302, words(answer)
    page = signed_in.get(address(participant, "event", mild.pk))
    assert "Site to sponsor by 2026-06-02 08:00, site time Time is running" in words(page)
    answer = signed_in.post(
        address(participant, "event", mild.pk), report("sponsor", "initial", "08:30")
    )
    assert answer.status_code == 302, words(answer)
    page = words(signed_in.get(answer.url))
    assert "Told in time" in page
    assert "Other SUSAR: 15 days by 2026-06-16 23:59, site time Time is running" in page
    assert "2026-06-01 08:30, site time Sponsor Initial report" in page


def test_event_that_becomes_serious_later_has_its_hours_from_then(signed_in, participant):
    mild = followup.adverse_event(participant, "Sepsis", 3, aware_at=KNEW - timedelta(days=9))
    typed = {**EVENT, **WHY, "term": "Sepsis", "version": "1", "aware_time": "08:00",
             **day("aware_date", "2026-05-23"), "expected": "no"}  # fmt: skip
    correct = address(participant, "correct_adverse_event", mild.pk)
    half = signed_in.post(correct, {**typed, **day("serious_date", "2026-06-01")})
    assert "Day and time go together" in words(half)
    typed |= {**day("serious_date", "2026-06-01"), "serious_time": "07:30"}
    harmless = signed_in.post(correct, {**typed, "seriousness": []})
    assert "The event is not serious" in words(harmless)
    early = signed_in.post(correct, {**typed, **day("serious_date", "2026-05-20")})
    assert "serious before it was known at all" in words(early)
    late = signed_in.post(correct, {**typed, "serious_time": "23:59"})
    assert "is serious in the future" in words(late)
    assert signed_in.post(correct, typed).status_code == 302
    here = address(participant, "event", mild.pk)
    page = words(signed_in.get(here))
    assert "Site to sponsor by 2026-06-02 07:30, site time Time is running" in page
    assert "The site learned that it is serious 2026-06-01 07:30" in page
    assert "The site came to know 2026-05-23 08:00" in page
    soon = signed_in.post(here, report("sponsor", "initial", "07:00"))
    assert "cannot know before the site does" in words(soon)
    assert signed_in.post(here, report("sponsor", "initial", "08:00")).status_code == 302
    again = signed_in.get(correct).content.decode()
    assert 'value="07:30"' in again
    moved = {**typed, "version": "3", "serious_time": "08:30"}
    assert "The sponsor was told before" in words(signed_in.post(correct, moved))
    printed = " ".join(pages_of(signed_in.get(address(participant, "event_pdf", mild.pk)).content))
    assert "learnedthatitisserious:2026-06-0107:30" in printed.replace(" ", "").replace("\n", "")


def test_chinese_name_nobody_reviewed_says_so(signed_in, nurse, participant, event):
    pages = [
        (address(participant, "event", event.pk), {}),
        (address(participant, "new_adverse_event"), {"term": "Sepsis"}),
        (address(participant, "new_adverse_event"), {"q": "Sepsis"}),
    ]
    for page, asked in pages:
        assert "not reviewed yet" not in words(signed_in.get(page, asked)), page
    with people.setting_up():
        type(nurse).objects.filter(pk=nurse.pk).update(language="zh-hans")
    for page, asked in pages:
        assert "中文名称尚未审核" in words(signed_in.get(page, asked)), page


def test_sponsor_reads_judges_and_tells_the_authority(signed_in, sponsor, site, participant, event):
    here = address(participant, "event", event.pk)
    signed_in.post(here, report("sponsor", "initial", "07:00"))
    client = sponsor()
    page = words(client.get(here))
    assert "Expedited: unexpected, and not both sides have excluded" in page
    answer = client.post(here, report("authority", "initial", "08:30", reference="NMPA 114"))
    assert answer.status_code == 302, words(answer)
    told = {"judgment-causality_lenvatinib": "not_related", "judgment-expected": "yes"}
    assert client.post(here, {"do": "judgment", **told}).status_code == 302
    page = words(client.get(here))
    assert "Lenvatinib Related Not related differs" in page
    assert "Expected: it is not expedited." in page
    assert "NMPA 114" in page
    with seeing(site):
        (row,) = SeriousReport.objects.all()
        assert SponsorJudgment.objects.count() == 1
    struck = {"do": "strike", "strike-report": str(row.pk), "strike-reason": "Wrong form"}
    assert client.post(here, struck).status_code == 302
    assert "struck out: Wrong form" in words(client.get(here))
    # Nothing else of the participant is the sponsor's to read.
    assert client.get(address(participant, "records")).status_code == 403


def test_expectedness_is_held_against_what_is_listed(client):
    """Diarrhea is listed of lenvatinib, sepsis is not."""
    place = protocols.open_site()
    with time_machine.travel(instant(followup.ENROLLED), tick=False):
        row = followup.enrolled_participant(place)
    client.force_login(casebook.member(place))
    told = {"seriousness": ("hospitalization",), "causality": {"lenvatinib": "related"}}
    pages = {
        term: words(client.get(address(row, "event", followup.adverse_event(
            row, term, 3, aware_at=KNEW, expected=True, **told
        ).pk)))
        for term in ("Diarrhea", "Sepsis")
    }  # fmt: skip
    assert "Lenvatinib Related – Yes" in pages["Diarrhea"]
    assert "listed for no agent" not in pages["Diarrhea"]
    assert "Lenvatinib Related – No" in pages["Sepsis"]
    assert "listed for no agent that is blamed" in pages["Sepsis"]


def test_course_of_the_grade_and_the_windows(signed_in, site, participant):
    event = followup.adverse_event(
        participant, "Sepsis", 3, onset=PartialDate(2026, 3, 30), outcome="ongoing"
    )
    here = address(participant, "event", event.pk)
    assert "Treatment-emergent No" in words(signed_in.get(here))
    followup.course(participant, date(2026, 4, 2), date(2026, 4, 2))
    page = words(signed_in.get(here))
    assert "Treatment-emergent No 2026-04-02 – 2026-05-02 Onset: 2026-03-30" in page
    assert "No 2026-04-02 – 2026-05-02 Grade 3 reached: 2026-03-30" in page
    worse = {"grade-version": "1", "grade-grade": "4", **day("grade-day", "2026-04-05")}
    assert signed_in.post(here, {"do": "grade", **worse}).status_code == 302
    assert "2026-03-30 3 2026-04-05 4" in words(signed_in.get(here))
    again = signed_in.post(here, {"do": "grade", **worse, "grade-version": "2"})
    assert "It had grade 4 already" in words(again)
    back = {"do": "ungrade", "ungrade-version": "2", "ungrade-reason": "Misread"}
    assert signed_in.post(here, back).status_code == 302
    assert "2026-04-05" not in words(signed_in.get(here))
    late = signed_in.post(here, {"do": "grade", **worse})
    assert late.status_code == 422
    assert "changed" in words(late)


def test_ninety_days_after_surgery_are_counted_over_all_arms(sponsor, participant):
    assert "90 days after surgery" not in words(sponsor().get(LISTING))
    followup.surgery(participant, date(2026, 2, 1))
    page = words(sponsor().get(LISTING))
    assert f"Not heard of after day 90 1 {participant.code}" in page
    followup.contact(participant, "dead", "2026-05-01")
    assert f"Died within 90 days 1 {participant.code}" in words(sponsor().get(LISTING))


def test_wrong_report_is_mended_on_the_same_page(signed_in, participant, event):
    here = address(participant, "event", event.pk)
    answer = signed_in.post(here, report("ethics", "follow_up", "05:30"))
    assert answer.status_code == 422
    assert "The site itself did not know yet" in words(answer)
    assert 'value="05:30"' in answer.content.decode()


def test_sponsor_sees_no_event_that_is_not_serious(sponsor, participant):
    mild = followup.adverse_event(participant)
    assert sponsor().get(address(participant, "event", mild.pk)).status_code == 403


def test_listing_and_its_sheet(signed_in, participant, event):
    followup.adverse_event(participant)
    page = words(signed_in.get(LISTING))
    assert "Sepsis" in page
    assert "Fatigue" not in page
    assert "Time is running Site to sponsor, 2026-06-02 06:00" in page
    sheet = signed_in.get(LISTING, {"as": "csv"}).content.decode("utf-8-sig")
    (row,) = csv.DictReader(io.StringIO(sheet))
    assert (row["Participant"], row["Term"], row["Grade"]) == (participant.code, "Sepsis", "4")
    assert row["Related to"] == "Lenvatinib, PD-1 inhibitor"


def test_listing_without_events_says_how_one_comes(sponsor, participant):
    assert "No serious event" in words(sponsor().get(LISTING))


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (
            "en",
            [
                "Report of a serious adverse event",
                "8 mg",
                "PD-1 inhibitor: no course recorded",
                "■ Requires",
            ],
        ),
        ("zh-hans", ["严重不良事件报告", "仑伐替尼", "口服", "■需要住院"]),
    ],
)
def test_form_on_paper(signed_in, participant, event, language, said):
    answer = signed_in.get(address(participant, "event_pdf", event.pk), {"in": language})
    assert answer["Content-Type"] == "application/pdf"
    printed = " ".join(pages_of(answer.content))
    for one in [*said, participant.code, "发热三天 then <shock>.", "CTCAE"]:
        assert one.replace(" ", "") in printed.replace(" ", ""), one
    assert "\ufffd" not in printed


def test_long_account_goes_on_over_the_page(signed_in, participant):
    event = followup.adverse_event(
        participant,
        "Sepsis",
        3,
        seriousness=("disability",),
        narrative="Word 🩺 after word. " * 400,
    )
    answer = signed_in.get(address(participant, "event_pdf", event.pk))
    printed = " ".join(pages_of(answer.content))
    assert printed.count("[U+1FA7A]") == 400
