from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from inference.models import PredictorRelease
from inference.packages import store
from tests.factories import casebook, packages, people
from trials.domain.roles import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def do(site):
    def call(way, *words, role=Role.MODEL_ENGINEER, by=None):
        said = StringIO()
        by = by or casebook.member(site, role).username
        named = ["--trial", site.trial.slug, "--predictor", "pre", "--version", "1.0", "--by", by]
        call_command("release", way, *words, *named, stdout=said)
        return said.getvalue()

    return call


@pytest.fixture
def folder(tmp_path):
    packages.package(tmp_path / "release")
    return str(tmp_path / "release")


def test_registered_by_one_approved_by_another_retired(do, folder, tmp_path):
    said = do("register", folder)
    release = PredictorRelease.objects.get()
    assert f"hcc-neo pre 1.0 is proposed, {release.manifest_sha256}." in said
    secret = tmp_path / "secret"
    secret.write_text(f"{people.PASSWORD}\n")
    said = do("approve", "--password-file", str(secret), role=Role.SPONSOR)
    assert "is approved" in said
    assert PredictorRelease.objects.get().approval.meaning == "approval"
    assert "is retired" in do("retire", "--reason", "drift", role=Role.SPONSOR)


def test_a_refusal_is_told(do, folder, tmp_path):
    do("register", folder)
    secret = tmp_path / "secret"
    secret.write_text(people.PASSWORD)
    with pytest.raises(CommandError, match="These roles can do it: Sponsor"):
        do("approve", "--password-file", str(secret))
    secret.write_text("wrong")
    with pytest.raises(CommandError, match="password is not right"):
        do("approve", "--password-file", str(secret), role=Role.SPONSOR)


@pytest.mark.parametrize("changed", [True, False])
def test_verify_opens_every_package(do, folder, changed):
    do("register", folder)
    card = store.place() / PredictorRelease.objects.get().folder / "card.md"
    said, before = StringIO(), card.read_bytes()
    if changed:
        card.write_text("changed")
        with pytest.raises(CommandError, match=r"card\.md is not what was registered"):
            call_command("release", "verify", stdout=said)
        card.write_bytes(before)
    else:
        call_command("release", "verify", stdout=said)
        assert "1 packages are as they were registered" in said.getvalue()


def test_everything_is_listed(do, folder):
    do("register", folder)
    said = StringIO()
    call_command("release", "list", stdout=said)
    assert "hcc-neo pre 1.0 is proposed" in said.getvalue()


def test_who_or_what_nobody_knows_is_said(do, folder):
    with pytest.raises(CommandError, match="no user nobody"):
        do("register", folder, by="nobody")
    with pytest.raises(CommandError, match=r"hcc-neo has no release pre 1\.0"):
        do("approve", role=Role.SPONSOR)
