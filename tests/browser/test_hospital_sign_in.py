"""An investigator without a password here signs in, and signs, through the hospital's server."""

import pytest

from accounts.models import User
from tests.browser.browsing import press, settle, shown
from tests.factories import enrollment, people
from tests.factories.casebook import instant
from tests.hospital import visiting
from tests.hospital.staff import PASSWORD
from trials.models import SiteActivation

PAGE = "/trials/hcc-neo/participants/{code}/eligibility/"
# The pages of the day count on a real provider: its clock stands where ours does.
DAY = enrollment.JUDGED


@pytest.fixture
def hospital(house, tmp_path, settings):
    house.on(DAY.isoformat())
    with visiting.hospital(tmp_path, at=instant(DAY), concord=house.url) as server:
        settings.SOCIALACCOUNT_PROVIDERS = visiting.named(server)
        policy = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
        targets = {"form-action": [*policy["form-action"], server]}
        settings.CONTENT_SECURITY_POLICY = {"DIRECTIVES": policy | targets}
        yield server


@pytest.fixture
def doctor(house):
    person = User.objects.get(username="investigator")
    with people.setting_up():
        person.email = "lin@example.org"
        person.set_unusable_password()
        person.save()
    return person


def asked_there(page, hospital):
    """The hospital's own page asks, whoever was signed in there before."""
    assert page.url.startswith(hospital)
    page.fill("[name=login]", "lin.mei")
    page.fill("[name=password]", PASSWORD)
    page.locator("form button[type=submit]").first.click()
    settle(page)


def test_signed_in_and_confirmed_at_the_hospital(house, hospital, doctor, opened):
    place = SiteActivation.objects.get(trial__slug="hcc-neo", site__code="WH")
    code = enrollment.screened_participant(place).code
    page = opened(f"{house.url}/accounts/login/")
    press(page, f"Sign in through {visiting.NAME}")
    asked_there(page, hospital)
    assert page.url.startswith(house.url)

    house.go(page, PAGE.format(code=code))
    assert page.locator("main [name=password]").count() == 0
    page.fill("[name=user_id]", doctor.username)
    press(page, "Sign")
    assert "You have not confirmed that it is you" in shown(page)
    press(page, "Confirm that it is you")
    asked_there(page, hospital)
    assert page.url == house.url + PAGE.format(code=code)
    page.fill("[name=user_id]", doctor.username)
    press(page, "Sign")
    assert "Signature holds" in shown(page)
