"""A package becomes a release by two people, and is run only as it was registered."""

import pytest
from django.db import IntegrityError

from audit.acts import acting
from inference.actions import releases
from inference.actions.releases import UnableToApprove, UnableToRegister, UnableToRetire
from inference.architectures import UnknownArchitecture
from inference.domain.package_contents import Architecture, InputSchema, Thresholds
from inference.models import PredictorRelease, ReleaseState
from inference.packages import store
from inference.packages.manifest import UnusablePackage
from inference.packages.package import WEIGHTS
from inference.selectors.releases import content_of, runnable_releases
from inference.training.shipped import folder_of
from tests.factories import casebook, packages, people, protocols
from trials.domain.roles import Role
from trials.permissions import NotPermitted

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(tmp_path):
    packages.package(tmp_path / "release")
    return tmp_path / "release"


@pytest.fixture
def register(site, folder):
    def do(folder=folder, slug="pre", version="1.0", role=Role.MODEL_ENGINEER, trial=site.trial):
        return releases.register_package(
            trial=trial,
            slug=slug,
            version=version,
            folder=folder,
            by=casebook.member(site, role),
            at=people.NOW,
        )

    return do


@pytest.fixture
def approve(site):
    def do(release, role=Role.SPONSOR, by=None):
        by = by or casebook.member(site, role)
        signing = people.signing(by, content_of(release))
        return releases.approve(release=release, signing=signing, by=by, at=people.NOW)

    return do


def test_a_package_is_proposed_under_its_identity(register, folder):
    release = register()
    assert release.state is ReleaseState.PROPOSED
    assert release.predictor.fact == "pre_score"
    assert str(release.threshold.normalize()) == "0.5"
    assert store.opened(release).sha256 == release.manifest_sha256
    assert (store.place() / release.folder / WEIGHTS).read_bytes() == (
        folder / WEIGHTS
    ).read_bytes()


def test_what_was_registered_stays_when_the_folder_goes_on_living(register, folder):
    release = register()
    (folder / WEIGHTS).write_bytes(b"other")
    assert store.opened(release).weights != b"other"


def test_the_same_package_again_is_the_same_release(register):
    assert register(version="1.1").pk == register().pk


def test_a_version_names_one_package(register, tmp_path):
    register()
    packages.package(tmp_path / "other", cards={"en": "# Other", "zh-hans": "#"})
    with pytest.raises(UnableToRegister, match=r"Version 1\.0 of pre is another package"):
        register(tmp_path / "other")


def test_the_same_weights_with_another_card_are_another_release(register, tmp_path):
    register()
    packages.package(tmp_path / "other", cards={"en": "# Other", "zh-hans": "#"})
    other = register(tmp_path / "other", version="1.1")
    assert PredictorRelease.objects.filter(weights_sha256=other.weights_sha256).count() == 2


def test_a_predictor_the_protocol_does_not_disclose_is_refused(register):
    with pytest.raises(UnableToRegister, match=r"when “post” may be seen. Its predictors: pre"):
        register(slug="post")


@pytest.mark.parametrize(
    ("changes", "refusal", "said"),
    [
        (
            {"inputs": InputSchema(sockets=(packages.SIZE, packages.AFP), dated_by="ct_date")},
            UnableToRegister,
            "reads ct_date, which no form of hcc-neo asks for",
        ),
        (
            {"thresholds": Thresholds(output="choice", codes=("a", "b"))},
            UnableToRegister,
            "must be a probability, dated by a fact",
        ),
        (
            {"inputs": InputSchema(sockets=(packages.SIZE, packages.AFP))},
            UnableToRegister,
            "must be a probability, dated by a fact",
        ),
        ({"architecture": Architecture(name="resnet")}, UnknownArchitecture, "resnet"),
    ],
)
def test_a_package_that_does_not_fit_the_trial_is_refused(
    register, tmp_path, changes, refusal, said
):
    packages.package(tmp_path / "unfit", **changes)
    with pytest.raises(refusal, match=said):
        register(tmp_path / "unfit")
    assert not PredictorRelease.objects.exists()


def test_a_changed_package_is_not_registered(register, folder):
    (folder / "card.md").write_text("changed")
    with pytest.raises(UnusablePackage, match=r"card\.md"):
        register()


@pytest.mark.parametrize("role", [Role.NURSE, Role.SPONSOR, Role.SYSADMIN])
def test_only_the_model_engineer_proposes(register, role):
    with pytest.raises(NotPermitted, match="engineer"):
        register(role=role)


def test_another_person_approves_and_it_may_run(register, approve, site):
    release = register()
    assert runnable_releases(site.trial) == []
    assert approve(release).state is ReleaseState.APPROVED
    assert runnable_releases(site.trial) == [release]


def test_who_proposed_does_not_approve(register, approve, site):
    engineer = casebook.member(site, Role.MODEL_ENGINEER)
    people.delegated(Role.SPONSOR, site, engineer)
    with pytest.raises(UnableToApprove, match="yourself"):
        approve(register(), by=engineer)


def test_the_database_holds_to_the_second_person(register):
    release = register()
    with acting(by=people.SETUP, action="tests"), pytest.raises(IntegrityError):
        PredictorRelease.objects.filter(pk=release.pk).update(
            approved_by=release.registered_by, approved_at=people.NOW
        )


@pytest.mark.parametrize("role", [Role.MODEL_ENGINEER, Role.DATA_MANAGER, Role.PI])
def test_only_the_sponsor_approves(register, approve, role):
    release = register()
    with pytest.raises(NotPermitted, match="Sponsor"):
        approve(release, role)


def test_a_package_that_changed_meanwhile_is_not_approved(register, approve):
    release = register()
    (store.place() / release.folder / "thresholds.json").write_text("{}")
    try:
        with pytest.raises(UnusablePackage, match=r"thresholds\.json is not what was registered"):
            approve(release)
    finally:
        (store.place() / release.folder / "thresholds.json").unlink()


def test_registering_again_mends_a_broken_copy(register, folder):
    release = register()
    (store.place() / release.folder / "card.md").unlink()
    store.keep(folder, sha256=release.manifest_sha256)
    assert store.opened(release)
    assert not list(store.place().glob(".draft-*"))


def test_a_release_is_approved_once(register, approve):
    release = approve(register())
    with pytest.raises(UnableToApprove, match="is Approved; only a proposed"):
        approve(release)


def test_a_retired_release_runs_no_more_and_says_why(register, approve, site):
    release, sponsor = approve(register()), casebook.member(site, Role.SPONSOR)
    with pytest.raises(UnableToRetire, match="Say why"):
        releases.retire(release=release, reason=" ", by=sponsor, at=people.NOW)
    done = releases.retire(release=release, reason="drift", by=sponsor, at=people.NOW)
    assert done.state is ReleaseState.RETIRED
    assert runnable_releases(site.trial) == []
    with pytest.raises(UnableToRetire, match="retired already"):
        releases.retire(release=release, reason="drift", by=sponsor, at=people.NOW)
    last = done.events.order_by("pgh_id").last()
    assert last.pgh_context["reason"] == "drift"


@pytest.mark.parametrize(("slug", "predictor"), [("hcc-neo", "pre"), ("hcc-adj", "strategy")])
def test_the_releases_that_come_along_fit_their_trials(slug, predictor):
    site = protocols.open_site(slug)
    release = releases.register_package(
        trial=site.trial,
        slug=predictor,
        version="reference 1",
        folder=folder_of(slug),
        by=casebook.member(site, Role.MODEL_ENGINEER),
        at=people.NOW,
    )
    is_open = slug == "hcc-neo"
    assert bool(release.predictor.fact) is is_open
    assert (release.threshold is not None) is is_open
