"""Every page of the day's work, wide and narrow, light and dark."""

from datetime import date
from decimal import Decimal

import pytest
import time_machine
from django.utils import timezone

from accounts.models import User
from analysis.actions import cuts, reports
from analysis.selectors.reports import content_of
from audit.acts import acting
from casebook.models import ConsentVersion
from followup.actions import adverse_events, cohort_uploads, reads
from followup.actions.cohort_checks import check_file
from followup.domain.recist.lesions import Kind, Lesion, State
from inference.models import PredictorRelease
from tests.browser.cast import House
from tests.factories import adjuvant, archives, board, casebook, enrollment, followup, people
from tests.hospital import visiting
from trials.domain.partial_dates import PartialDate
from trials.models import SiteActivation

WIDE, NARROW = 1280, 360
# At a desk in daylight, and on a telephone at night; longer words need the room.
SEEN = {"en": [(WIDE, "light"), (NARROW, "dark")], "zh-hans": [(NARROW, "light")]}
TRIAL = "/trials/hcc-neo/"

NURSE = (
    "worklist/",
    "sweep/",
    "participants/{allocated}/contact/",
    "participants/{allocated}/ending/?what=death",
    "participants/",
    "participants/new/",
    "participants/{new}/",
    "participants/{new}/consent/",
    "participants/{screened}/",
    "participants/{screened}/predictions/",
    "participants/{screened}/imaging/",
    "participants/{screened}/forms/screening_clinical/?visit=SCR",
    "participants/{screened}/forms/screening_clinical/?visit=SCR&correct=1",
    "participants/{screened}/forms/screening_laboratory/history/?visit=SCR",
    "participants/{allocated}/",
    "participants/{allocated}/withdrawal/",
    "participants/{allocated}/consent/",
    "consent-forms/",
    "limits/",
    "consent-forms/{form}/",
    "versions/",
    "participants/{allocated}/visits/BL/",
    "participants/{allocated}/visits/new/",
    "participants/{allocated}/forms/baseline_laboratory/?visit=BL",
    "participants/{allocated}/records/",
    "participants/{allocated}/courses/new/",
    "participants/{allocated}/surgery/new/",
    "participants/{allocated}/adverse-events/new/",
    "participants/{allocated}/adverse-events/new/?q=fever",
    "participants/{allocated}/adverse-events/new/?term=Fever",
    "participants/{allocated}/events/{event}/",
    "participants/{allocated}/records/adverse-events/{event}/",
    "participants/{allocated}/scans/new/",
    "participants/{allocated}/vital-status/new/",
    "queries/",
    "rules/",
    "/jobs/",
    "/trials/tokens/",
    "/accounts/password/change/",
    "/accounts/2fa/",
    "/accounts/sessions/",
    "/accounts/hospital/",
    "/accounts/hospital/confirm/",
)
DOCTOR = (
    "screening/",
    "flow/",
    "caps/",
    "readings/",
    "participants/{screened}/screening/",
    "participants/{screened}/eligibility/",
    "participants/{screened}/sign/",
    "participants/{enrolled}/eligibility/",
    "participants/{enrolled}/allocation/",
    "participants/{allocated}/allocation/",
    "exclusions/",
    "participants/{allocated}/exclusions/E1/",
    "deviations/",
    "deviations/{deviation}/",
    "participants/{allocated}/deviations/new/",
    "eligibility/",
    "protocol/",
    "protocol/changes/?from=1.0&to=1.0",
    "/trials/",
)
PAGES = {
    "nurse": NURSE,
    "investigator": DOCTOR,
    "board": (
        "board/",
        "board/charter/",
        "board/meetings/1/",
        "board/holds/{hold}/",
        "reports/{report}/",
        "reports/{report}/tables/enrollment/0/{arm}/",
        "reports/{report}/figures/accrual_all/",
    ),
    "unblinded": ("board/", "board/arms/", "board/meetings/1/", "live/"),
    "datamanager": (
        "verification/",
        "dictionary/",
        "rules/",
        "locks/",
        "locks/new/",
        "locks/{lock}/",
        "reads/agreement/",
        "queries/",
        "queries/{query}/",
        "participants/{allocated}/forms/screening_laboratory/?visit=SCR",
        "participants/{allocated}/forms/screening_laboratory/query/?visit=SCR&item=bilirubin",
        "board/database-lock/",
        "cuts/",
        "cuts/{cut}/",
        "people/",
        "/trials/crlm/cohorts/",
        "/trials/crlm/cohorts/{cohort}/",
    ),
    "pi": (
        "screening/consecutive/",
        "people/",
        "people/delegate/",
        "readings/within_one_month/",
    ),
    "sponsor": (
        "readings/child_pugh/",
        "caps/",
        "board/holds/{hold}/",
        "serious-events/",
        "participants/{allocated}/events/{event}/",
    ),
    "reader": ("reads/", "reads/{scan}/"),
    "engineer": (
        "predictors/",
        "predictors/{release}/",
        "/trials/crlm/predictors/{elsewhere}/",
        "/trials/crlm/predictors/{elsewhere}/scores/",
    ),
    "adj-investigator": ("/trials/hcc-adj/participants/{operated}/treatment/",),
}


@pytest.fixture(scope="module")
def codes(demo_db):
    """Participants at every step, written once; each test sees a copy."""
    with time_machine.travel("2026-01-08T01:00:00+00:00"):
        place = SiteActivation.objects.get(trial__slug="hcc-neo", site__code="WH")
        release = enrollment.approved(enrollment.registered(place.trial))
        adjuvant_place = SiteActivation.objects.get(trial__slug="hcc-adj", site__code="WH")
        steps = {
            "new": casebook.participant(place),
            "screened": enrollment.screened_participant(place),
            "enrolled": enrollment.enrolled_participant(place),
            "allocated": enrollment.enrolled_participant(place),
            "operated": adjuvant.participant(adjuvant_place),
        }
        enrollment.allocated(steps["allocated"])
        followup.surgery(steps["allocated"], date(2026, 1, 8), histology="other")
        # So that a page of records proposes an event.
        followup.low_platelets(steps["allocated"], before=date(2026, 1, 2), on=date(2026, 1, 8))
        event = told_event(steps["allocated"])
        scan = scans_of(steps["allocated"])
        deviation = casebook.deviation(
            steps["allocated"], found_date=date(2026, 1, 8), at=timezone.now()
        )
        enrollment.proposed_reading(place)
        asked = casebook.form_of(steps["allocated"], "screening_laboratory")
        query = casebook.query(asked, "bilirubin", suggests="13", at=timezone.now())
        report = released(place)
        hold = board.lifted(board.held(place, number=2), place)
        board.document(board.drafted(place).meeting, place)
    return {
        "report": report.pk,
        "arm": board.counting_column(report),
        "hold": hold.pk,
        "cut": report.cut.name,
        "cohort": tried_archive().pk,
        "release": release.pk,
        "elsewhere": PredictorRelease.objects.get(predictor__trial__slug="crlm").pk,
        "deviation": deviation.pk,
        "query": query.pk,
        "event": event.pk,
        "lock": casebook.data_lock(steps["new"], at=timezone.now()).pk,
        "scan": scan.pk,
        "form": unsigned_form(place),
    } | {step: row.code for step, row in steps.items()}


@pytest.fixture
def lived_in(codes, site, opened, settings):
    # Nobody answers there, so that the page of a refused sign-in is seen too.
    settings.SOCIALACCOUNT_PROVIDERS = visiting.named("http://127.0.0.1:9")
    with time_machine.travel("2026-01-08T01:00:00+00:00") as clock:
        yield House(url=site, opened=opened, clock=clock)


@pytest.mark.parametrize("language", SEEN)
@pytest.mark.parametrize("username", PAGES)
def test_pages_are_accessible_and_fit(lived_in, codes, faults, username, language):
    with people.setting_up():
        User.objects.update(language=language)
    page = lived_in.signed_in(username)
    found = []
    for path in PAGES[username]:
        lived_in.go(page, address(path, codes))
        assert page.locator("html").get_attribute("lang") == language
        found += [(path, *fault) for fault in when_seen(page, faults, SEEN[language])]
    assert found == []


def tried_archive():
    """A file of archived records with a bad row, after its trial run."""
    place = SiteActivation.objects.filter(trial__slug="crlm").first()
    by, now = User.objects.get(username="datamanager"), timezone.now()
    content = archives.spoiled(archives.text("crlm", 3, [place.site.code]), 3, pt="T9")
    file = archives.file("crlm", content)
    with acting(by=by, action="tests.archive", activations=[place.pk]):
        upload = cohort_uploads.hand_in(
            place=place, name="archive.csv", data=content.encode(), by=by, at=now
        )
        cohort_uploads.name_columns(
            upload=upload, mapping=cohort_uploads.as_data(file.mapping_text), by=by, at=now
        )
        checked = check_file([place], cohort_uploads.file_of(upload), by=by, at=now)
        cohort_uploads.note_check(upload=upload, checked=checked, by=by, at=now)
        return upload


def told_event(row):
    """A serious event of today, of which the sponsor was told."""
    now = timezone.now()
    with casebook.seeing(row.activation):
        event = adverse_events.report(
            participant=row,
            event=followup.event_of(
                "Sepsis",
                4,
                onset=PartialDate(2026, 1, 8),
                aware_at=now,
                outcome="ongoing",
                seriousness=("life_threatening", "hospitalization"),
                causality={"lenvatinib": "related"},
                narrative="Fever, then low pressure.",
            ),
            by=casebook.member(row.activation),
            at=now,
        )
        return adverse_events.tell_sponsor(record=event, told_at=now, by=event.entered_by, at=now)


def scans_of(row):
    """Two: the earlier was read blind, the later waits for the reader."""
    earlier, later = (followup.scan(row, date(2026, 1, day)) for day in (7, 8))
    target = Lesion(name="T1", kind=Kind.TARGET, state=State.MEASURED, diameter_mm=Decimal(20))
    reader = User.objects.get(username="reader")
    with acting(by=reader, action="tests.read", activations=[row.activation_id]):
        seen = reads.Seen(adequate=True, finding="none", lesions=[target])
        reads.read(scan=earlier, seen=seen, by=reader, at=timezone.now())
    return later


def unsigned_form(place: SiteActivation) -> int:
    """In English, which nobody here has signed: it can still be corrected."""
    with casebook.seeing(place):
        return ConsentVersion.objects.filter(activation=place, language="en").first().pk


def released(place):
    """A closed report by name of these participants, before the board."""
    by = {name: User.objects.get(username=name) for name in ("datamanager", "unblinded")}
    now = timezone.now()
    with acting(by=by["datamanager"], action="tests.cut", activations=[place.pk]):
        cut = cuts.take(
            trial=place.trial,
            name="sweep",
            events_to=now.date(),
            by=by["datamanager"],
            at=now,
        )
    with acting(by=by["unblinded"], action="tests.release", activations=[place.pk]):
        return release_of(cut, by["unblinded"], now)


def release_of(cut, by, at):
    made = reports.make(cut=cut, session="named", language="en", by=by, at=at)
    meeting = reports.hold_meeting(trial=cut.trial, number=1, held_on=at.date(), by=by, at=at)
    signing = people.signing(by, content_of(made))
    return reports.release(report=made, meeting=meeting, signing=signing, by=by, at=at)


def address(path, codes):
    return (path if path.startswith("/") else TRIAL + path).format(**codes)


def when_seen(page, faults, ways):
    for width, light in ways:
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=light)
        # Most of the time goes into contrast, and the colors are the same in every language.
        contrast = (width, light) != (NARROW, "light")
        yield from ((width, fault) for fault in faults(page, contrast=contrast))
        broad = page.evaluate("document.documentElement.scrollWidth")
        if broad > width:
            yield width, f"{broad} px broad"
