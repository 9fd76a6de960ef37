import html
import re
from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse

from followup.actions import adverse_events
from followup.forms.kinds import KINDS
from followup.models import AdverseEvent, TreatmentCourse
from tests.factories import casebook, followup, people, protocols
from tests.factories.casebook import seeing
from tests.unit.followup.views.pages import COURSE, EVENT, TYPED, WHY, address, day
from trials.domain.partial_dates import PartialDate
from trials.domain.roles import Role

pytestmark = pytest.mark.django_db

NAMES = sorted(TYPED)
DAY = (2026, 2, 5)


@pytest.fixture
def signed_in(client, nurse):
    client.force_login(nurse)
    return client


def text(answer) -> str:
    return answer.content.decode()


def words(answer) -> str:
    return html.unescape(" ".join(re.sub(r"<[^>]*>", " ", text(answer)).split()))


def stored(name, site):
    model = next(kind.model for kind in KINDS if kind.name == name)
    with seeing(site):
        return list(model.objects.all())


# --- recording -------------------------------------------------------------------------------
@pytest.mark.parametrize("name", NAMES)
def test_what_is_typed_is_stored_and_listed(signed_in, site, participant, name):
    answer = signed_in.post(address(participant, f"new_{name}"), TYPED[name])
    assert answer.status_code == 302, text(answer)
    assert answer.url == address(participant, "records")
    (record,) = stored(name, site)
    listed = text(signed_in.get(answer.url))
    assert address(participant, f"correct_{name}", record.pk) in listed


def test_a_session_is_not_left_open(signed_in, participant):
    """An open session would be given every day since, and the next one refused."""
    page = words(signed_in.get(address(participant, "new_course")))
    assert "A session left without an end ends on the day it was given." in page


def test_a_complication_that_leaves_a_disability_is_marked(signed_in, site, participant):
    typed = {**TYPED["surgery"], "clavien_dindo": "IVa", "lasting": "on"}
    assert signed_in.post(address(participant, "new_surgery"), typed).status_code == 302
    (record,) = stored("surgery", site)
    assert record.clavien_dindo == "IVad"
    listed = words(signed_in.get(address(participant, "records")))
    assert "IVa-d: Life-threatening: one organ failing" in listed
    opened = text(signed_in.get(address(participant, "correct_surgery", record.pk)))
    assert re.search(r'<option value="IVa" selected', opened)
    assert re.search(r'name="lasting"[^>]* checked', opened)
    nothing = {**typed, "clavien_dindo": "", **day("surgery_date", "2026-03-05")}
    refused = signed_in.post(address(participant, "new_surgery"), nothing)
    assert refused.status_code == 422
    assert "“d” is no grade of Clavien-Dindo" in words(refused)


def test_event_is_stored_as_judged(signed_in, site, participant):
    signed_in.post(address(participant, "new_adverse_event"), EVENT)
    (event,) = stored("adverse_event", site)
    assert (event.term, event.grade, event.onset, event.end) == ("Fatigue", 3, "2026-03", "")
    assert (event.serious, event.seriousness) == (True, ["hospitalization"])
    assert event.causality == {"lenvatinib": "related"}
    assert event.expected is True
    # Two in the afternoon in Shanghai.
    assert f"{event.aware_at:%Y-%m-%d %H:%M}" == "2026-04-02 06:05"
    assert "2026-04-02 14:05, site time" in text(signed_in.get(address(participant, "records")))


def test_same_form_sent_twice_is_one_record(signed_in, site, participant):
    for _time in range(2):
        answer = signed_in.post(
            address(participant, "new_course"), COURSE | {"submission_key": "one-key"}
        )
        assert answer.status_code == 302
    assert len(stored("course", site)) == 1


@pytest.mark.parametrize(
    ("name", "changed", "said"),
    [
        ("course", day("start_date", "2030-01-01"), "is in the future"),
        ("course", {"agent": "pd1"}, "Name the product"),
        ("course", {"dose": ""}, "together with its unit"),
        ("surgery", day("surgery_date", "2026-02-30"), "There is no day 30"),
        ("scan", {"location": ""}, "where the recurrence is"),
        ("scan", {"finding": ""}, "Choose one answer"),
        (
            "scan",
            {"scan_date_year": "", "scan_date_month": "", "scan_date_day": ""},
            "Not filled in",
        ),
        ("vital_status", {"cause_of_death": ""}, "cause of death"),
        ("vital_status", {"status_date_day_unknown": ""}, "is not a date"),
        ("adverse_event", {"term": "Alopecia", "grade": "3"}, "has no grade 3"),
        ("adverse_event", {"outcome": "fatal"}, "Grade 5 is a death"),
        ("adverse_event", {"aware_time": "25:99"}, "hours and minutes"),
    ],
)
def test_refusal_is_said_on_the_page_and_nothing_is_lost(
    signed_in, participant, name, changed, said
):
    answer = signed_in.post(address(participant, f"new_{name}"), {**TYPED[name], **changed})
    assert answer.status_code == 422
    assert said in text(answer)
    assert stored(name, participant.activation) == []


def test_overlap_is_refused_in_the_words_of_the_nurse(signed_in, site, participant):
    for _time in range(2):
        answer = signed_in.post(address(participant, "new_course"), COURSE)
    assert answer.status_code == 422
    assert "recorded for some of these days already" in text(answer)
    assert len(stored("course", site)) == 1


def test_without_consent_the_way_leads_to_the_consent(signed_in, site):
    row = casebook.participant(site)
    answer = signed_in.get(address(row, "new_course"))
    assert answer.url == reverse("casebook:consent", args=["hcc-neo", row.code])


# --- the adverse event's term ------------------------------------------------------------------
def test_term_comes_first(signed_in, participant):
    page = text(signed_in.get(address(participant, "new_adverse_event")))
    assert 'name="q"' in page
    assert 'name="grade"' not in page


def test_search_works_without_script(signed_in, participant):
    page = text(signed_in.get(address(participant, "new_adverse_event"), {"q": "hair loss"}))
    assert "?term=Alopecia" in page
    assert "<html" in page


def test_search_answers_with_the_list_alone(signed_in, participant):
    answer = signed_in.get(reverse("followup:ctcae_search", args=["hcc-neo"]), {"q": "脱发"})
    assert "?term=Alopecia" in text(answer)
    assert "<html" not in text(answer)


def test_nothing_found_says_what_to_do(signed_in, participant):
    answer = signed_in.get(reverse("followup:ctcae_search", args=["hcc-neo"]), {"q": "qqqq"})
    assert "No term fits" in text(answer)


def test_term_used_lately_is_offered_before_anything_is_typed(signed_in, participant):
    followup.adverse_event(participant, "Pruritus", 1)
    page = text(signed_in.get(address(participant, "new_adverse_event")))
    assert "?term=Pruritus" in page


def test_only_grades_that_exist_are_cards(signed_in, participant):
    page = text(signed_in.get(address(participant, "new_adverse_event"), {"term": "Alopecia"}))
    offered = [grade for grade in range(1, 6) if f'id="id_grade_{grade}"' in page]
    assert offered == [1, 2]


def test_unknown_term_asks_again(signed_in, participant):
    page = text(signed_in.get(address(participant, "new_adverse_event"), {"term": "Gout flare"}))
    assert 'name="q"' in page


# --- correcting --------------------------------------------------------------------------------
def corrected(client, row, record, **changes):
    typed = {**COURSE, "version": str(record.version), **WHY, **changes}
    return client.post(address(row, "correct_course", record.pk), typed)


@pytest.fixture
def course(signed_in, site, participant):
    signed_in.post(address(participant, "new_course"), COURSE)
    return stored("course", site)[0]


def test_correction_opens_with_what_is_recorded(signed_in, participant, course):
    page = text(signed_in.get(address(participant, "correct_course", course.pk)))
    assert 'value="2026"' in page
    assert 'value="lenvatinib" checked' in page


@pytest.mark.parametrize("name", NAMES)
def test_every_record_opens_to_be_corrected(signed_in, site, participant, name):
    signed_in.post(address(participant, f"new_{name}"), TYPED[name])
    (record,) = stored(name, site)
    answer = signed_in.get(address(participant, f"correct_{name}", record.pk))
    assert answer.status_code == 200


def test_correction_keeps_the_reason_in_the_history(signed_in, site, participant, course):
    answer = corrected(signed_in, participant, course, dose="12")
    assert answer.status_code == 302, text(answer)
    with seeing(site):
        row = TreatmentCourse.objects.get()
        assert (row.version, row.dose) == (2, 12)
        assert row.events.last().pgh_context["reason"] == WHY["correction-why"]


def test_correction_without_a_reason_is_refused(signed_in, participant, course):
    answer = corrected(signed_in, participant, course, **{"correction-why": ""})
    assert answer.status_code == 422


def test_second_editor_sees_both_versions_and_can_still_save(signed_in, site, participant, course):
    corrected(signed_in, participant, course, dose="12")
    late = corrected(signed_in, participant, course, dose="4")
    page = text(late)
    assert late.status_code == 409
    assert "<td>12</td><td><strong>4</strong></td>" in page
    assert 'name="version" value="2"' in page
    assert 'name="dose" value="4"' in page
    again = corrected(signed_in, participant, course, dose="4", version="2")
    assert again.status_code == 302
    assert stored("course", site)[0].dose == 4


# --- telling the sponsor -----------------------------------------------------------------------
def test_serious_event_shows_its_clock_until_the_sponsor_is_told(signed_in, site, participant):
    signed_in.post(address(participant, "new_adverse_event"), EVENT)
    (event,) = stored("adverse_event", site)
    assert "Tell the sponsor" in text(signed_in.get(address(participant, "records")))
    signed_in.post(address(participant, "tell_sponsor", event.pk))
    assert "Tell the sponsor" not in text(signed_in.get(address(participant, "records")))
    with seeing(site):
        assert AdverseEvent.objects.get().reported_at is not None


def test_the_clocks_of_a_serious_event_are_shown_with_their_rules(signed_in, participant):
    aware = datetime(2026, 5, 31, 1, 30, tzinfo=UTC)
    event = followup.adverse_event(participant, seriousness=("life_threatening",), aware_at=aware)
    page = words(signed_in.get(address(participant, "records")))
    assert "Site to sponsor by 2026-06-01 09:30, site time" in page
    assert "SUSAR" not in page
    with seeing(participant.activation):
        told = {
            "told_at": aware + timedelta(hours=1),
            **followup.acting(participant, followup.LATER),
        }
        adverse_events.tell_sponsor(record=event, **told)
    page = words(signed_in.get(address(participant, "records")))
    assert "Told in time" in page
    assert "life-threatening SUSAR: 7 days by 2026-06-07 23:59, site time" in page
    assert "Complete report of it: 8 days more by 2026-06-15 23:59, site time" in page
    assert "Nobody has judged whether it was expected." in page


def test_an_expected_event_has_the_clock_of_the_site_alone(signed_in, participant):
    followup.adverse_event(participant, seriousness=("disability",), expected=True)
    page = words(signed_in.get(address(participant, "records")))
    assert "Site to sponsor" in page
    assert "SUSAR" not in page


# --- what laboratory values speak for ----------------------------------------------------------
@pytest.fixture
def low_platelets(participant):
    followup.low_platelets(participant, before=date(2026, 1, 5), on=date(*DAY))


def test_a_value_proposes_an_event_and_creates_none(signed_in, site, participant, low_platelets):
    page = signed_in.get(address(participant, "records"))
    assert "Platelet count decreased 3 40 10⁹/L 2026-02-05 < 50 10⁹/L" in words(page)
    (link,) = re.findall(r'href="([^"]*term=Platelet[^"]*)"', text(page))
    report = text(signed_in.get(html.unescape(link)))
    assert re.search(r'name="grade" value="3" checked', report)
    assert 'name="onset_year" value="2026"' in report
    assert stored("adverse_event", site) == []


def test_what_was_reported_is_proposed_no_more(signed_in, participant, low_platelets):
    onset = PartialDate(*DAY)
    followup.adverse_event(participant, "Platelet count decreased", 3, onset=onset)
    assert "with no event reported" not in text(signed_in.get(address(participant, "records")))


def test_who_may_only_read_is_offered_no_report(client, site, participant, low_platelets):
    client.force_login(people.delegated(Role.MONITOR, site).user)
    page = text(client.get(address(participant, "records")))
    assert "with no event reported" in page
    assert "Report it" not in page


@pytest.mark.parametrize("asked", ["grade=x&onset=soon", "grade=²", "onset=2026-13"])
def test_an_address_that_says_nonsense_fills_in_nothing(signed_in, participant, asked):
    page = signed_in.get(f"{address(participant, 'new_adverse_event')}?term=Fatigue&{asked}")
    assert page.status_code == 200
    assert "checked" not in re.findall(r'<input[^>]*name="grade"[^>]*>', text(page))


def test_telling_twice_is_said(signed_in, participant):
    event = followup.adverse_event(participant, seriousness=("disability",))
    for _time in range(2):
        answer = signed_in.post(address(participant, "tell_sponsor", event.pk), follow=True)
    assert "told of this event already" in text(answer)


# --- who ---------------------------------------------------------------------------------------
def status(client, role, site, path) -> int:
    client.force_login(people.delegated(role, site).user)
    return client.get(path).status_code


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_every_page_opens_in_both_languages(signed_in, nurse, participant, language):
    with people.setting_up():
        type(nurse).objects.filter(pk=nurse.pk).update(language=language)
    followup.adverse_event(participant, seriousness=("disability",))
    paths = [address(participant, f"new_{name}") for name in NAMES]
    paths += [address(participant, "records"), address(participant, "panel")]
    paths += [reverse("followup:worklist", args=["hcc-neo"])]
    for path in paths:
        answer = signed_in.get(path)
        assert answer.status_code == 200, path
        assert f'<html lang="{language}"' in text(answer)


@pytest.mark.parametrize(
    ("role", "expected"),
    [(Role.PI, 200), (Role.MONITOR, 403), (Role.DATA_MANAGER, 403), (Role.DSMB, 403)],
)
def test_recording_is_for_who_treats(client, site, participant, role, expected):
    for name in NAMES:
        assert status(client, role, site, address(participant, f"new_{name}")) == expected


@pytest.mark.parametrize(
    ("role", "expected"), [(Role.NURSE, 200), (Role.MONITOR, 200), (Role.SPONSOR, 403)]
)
def test_list_is_for_who_reads_records(client, site, participant, role, expected):
    assert status(client, role, site, address(participant, "records")) == expected


def test_monitor_is_offered_no_act(client, site, participant):
    followup.course(participant, followup.ENROLLED)
    client.force_login(people.delegated(Role.MONITOR, site).user)
    page = text(client.get(address(participant, "records")))
    assert "Record a course" not in page
    assert address(participant, "correct_course", 1)[:-2] not in page


def test_participant_of_another_site_does_not_exist(client, participant):
    elsewhere = protocols.open_site()
    for name in [*(f"new_{one}" for one in NAMES), "records", "panel"]:
        assert status(client, Role.NURSE, elsewhere, address(participant, name)) == 404


def test_record_of_another_participant_does_not_exist(signed_in, site, participant):
    other = followup.enrolled_participant(site)
    record = followup.course(other, followup.ENROLLED)
    answer = signed_in.get(address(participant, "correct_course", record.pk))
    assert answer.status_code == 404


def test_nobody_signed_in_is_sent_to_sign_in(client, participant):
    answer = client.get(address(participant, "records"))
    assert answer.url.startswith(reverse("account_login"))
