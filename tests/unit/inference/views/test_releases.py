import pytest
from django.urls import reverse

from inference.actions import releases
from inference.models import PredictorRelease, ReleaseState
from inference.selectors.releases import content_of
from inference.training.shipped import folder_of
from tests.factories import casebook, people
from tests.factories.enrollment import registered
from tests.unit.enrollment.views.conftest import as_role, clock, signed_in, words
from trials.domain.roles import Role

__all__ = ["as_role", "clock", "signed_in"]

pytestmark = pytest.mark.django_db


@pytest.fixture
def release(site):
    return releases.register_package(
        trial=site.trial,
        slug="pre",
        version="reference 1",
        folder=folder_of("hcc-neo"),
        by=casebook.member(site, Role.MODEL_ENGINEER),
        at=people.NOW,
    )


def at(name, *args):
    return reverse(f"inference:{name}", args=["hcc-neo", *args])


def state(release):
    return PredictorRelease.objects.get(pk=release.pk).state


def test_releases_are_listed_with_state_and_warning(as_role, release, site):
    registered(site.trial, version="elsewhere 1")
    page = words(as_role(Role.NURSE).get(at("releases")))
    assert "PRE score, reference 1" in page
    assert "Reference release, not for clinical use" in page
    assert "Proposed" in page
    assert page.count("Elsewhere, its scores are recorded") == 1


def test_without_a_release_the_page_says_how_one_comes(as_role, site):
    assert "manage.py release register" in words(as_role(Role.PI).get(at("releases")))


def test_the_card_is_shown_with_figures_and_inputs(as_role, release):
    page = words(as_role(Role.NURSE).get(at("release", release.pk)))
    assert release.manifest_sha256 in page
    assert "Baseline, logistic regression" in page
    assert "Largest tumor diameter" in page
    assert "5 – 200 mm" in page
    assert "Female, Male" in page
    assert "manage.py train_reference --trial hcc-neo --seed 1" in page
    assert "Approve</" not in page


def test_the_card_reads_chinese(as_role, release):
    page = words(as_role(Role.NURSE, "zh-hans").get(at("release", release.pk)))
    assert "不得用于临床" in page


def test_the_sponsor_approves_on_the_page(as_role, site, release):
    sponsor = as_role(Role.SPONSOR)
    assert "Sign and approve" in words(sponsor.get(at("release", release.pk)))
    shown = content_of(release).as_shown().token()
    name = casebook.member(site, Role.SPONSOR).username
    typed = {"user_id": name, "password": people.PASSWORD, "shown": shown}
    wrong = sponsor.post(at("approve_release", release.pk), {**typed, "password": "wrong"})
    assert (wrong.status_code, state(release)) == (422, ReleaseState.PROPOSED)
    assert sponsor.post(at("approve_release", release.pk), typed).status_code == 302
    assert state(release) is ReleaseState.APPROVED
    page = words(sponsor.get(at("release", release.pk)))
    assert "I approve this release for use" in page
    assert "Signature holds" in page
    again = sponsor.post(at("approve_release", release.pk), typed)
    assert again.status_code == 422


def test_retiring_asks_for_the_reason(as_role, release):
    sponsor = as_role(Role.SPONSOR)
    assert "Say why" in words(sponsor.post(at("retire_release", release.pk), {"reason": ""}))
    assert sponsor.post(at("retire_release", release.pk), {"reason": "drift"}).status_code == 302
    assert state(release) is ReleaseState.RETIRED


@pytest.mark.parametrize("name", ["approve_release", "retire_release"])
def test_nobody_else_decides(as_role, release, name):
    answer = as_role(Role.MODEL_ENGINEER).post(at(name, release.pk), {"reason": "x"})
    assert answer.status_code == 403
    assert state(release) is ReleaseState.PROPOSED


def test_a_release_of_another_trial_is_not_here(as_role, site, release):
    assert as_role(Role.SPONSOR).get(at("release", release.pk + 1)).status_code == 404
