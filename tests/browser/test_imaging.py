"""A nurse uploads a scan: one that is turned back with its reasons, then the right one."""

import pytest

from accounts.models import User
from tests.browser.browsing import press, settle
from tests.factories import casebook, people
from tests.factories.phantom import shipped, written, zip_of
from trials.models import SiteActivation

WIDE, NARROW = 1280, 360
WORDS = {
    "en": ("Upload", "Nothing of this upload was kept", "4 series accepted", "Complete"),
    "zh-hans": ("上传", "本次上传的内容均未保留", "已接受 4 个序列", "已完成"),
}


@pytest.mark.parametrize("language", WORDS)
def test_a_scan_goes_in_whole_after_another_was_turned_back(house, faults, tmp_path, language):
    upload, refused, accepted, complete = WORDS[language]
    row, page = given_a_participant_who_agreed(house, language)
    seen = when_seen_wide_and_narrow(page, faults)

    when_these_files_are_uploaded(page, [shipped("CT_small.dcm"), shipped("image_dfl.dcm")], upload)
    assert refused in page.inner_text("main")
    assert "image_dfl.dcm" in page.inner_text("main")
    seen += when_seen_wide_and_narrow(page, faults)

    house.go(page, address(row))
    scan = tmp_path / "scan.zip"
    scan.write_bytes(zip_of(written(tmp_path / "made", code=row.code)))
    when_these_files_are_uploaded(page, [scan], upload)
    assert accepted in page.inner_text("main")
    seen += when_seen_wide_and_narrow(page, faults)

    house.go(page, address(row))
    assert complete in page.inner_text("main")
    assert seen + when_seen_wide_and_narrow(page, faults) == []


def given_a_participant_who_agreed(house, language):
    house.on("2026-01-08")
    place = SiteActivation.objects.get(trial__slug="hcc-neo", site__code="WH")
    row = casebook.consented_participant(place)
    with people.setting_up():
        User.objects.update(language=language)
    page = house.signed_in("nurse")
    house.go(page, address(row))
    return row, page


def address(row):
    return f"/trials/hcc-neo/participants/{row.code}/imaging/"


def when_these_files_are_uploaded(page, files, button):
    """The job is done by the time its page is asked for, as on a day with an idle worker."""
    page.set_viewport_size({"width": WIDE, "height": 900})
    page.set_input_files("input[type=file]", files)
    press(page, button)
    page.locator("main a[href*='/imaging/']").first.click()
    settle(page)


def when_seen_wide_and_narrow(page, faults):
    found = []
    for width in (WIDE, NARROW):
        page.set_viewport_size({"width": width, "height": 900})
        found += [(page.url, width, fault) for fault in faults(page)]
        broad = page.evaluate("document.documentElement.scrollWidth")
        found += [(page.url, width, f"{broad} px broad")] if broad > width else []
    return found
