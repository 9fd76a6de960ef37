import pytest
from django.db import IntegrityError

from inference.actions import releases
from inference.models import Predictor, PredictorRelease
from tests.factories import casebook, people
from tests.factories.enrollment import WEIGHTS, registered
from trials.domain.roles import Role
from trials.permissions import NotPermitted

pytestmark = pytest.mark.django_db


def test_registering_the_same_version_again_changes_nothing(site):
    first = registered(site.trial)
    again = registered(site.trial, weights="b2" * 32)
    assert (again.pk, again.weights_sha256) == (first.pk, WEIGHTS)
    assert Predictor.objects.count() == 1


def test_another_version_is_another_release_of_the_same_predictor(site):
    registered(site.trial)
    registered(site.trial, version="1.1", weights="b2" * 32)
    assert set(PredictorRelease.objects.values_list("version", flat=True)) == {"1.0", "1.1"}


def test_the_same_weights_are_no_other_release(site):
    registered(site.trial)
    with pytest.raises(IntegrityError):
        registered(site.trial, version="1.1")


def test_weights_are_named_by_a_sha256(site):
    with pytest.raises(IntegrityError):
        registered(site.trial, weights="latest")


@pytest.mark.parametrize("role", [Role.NURSE, Role.PI, Role.STATISTICIAN])
def test_only_the_model_engineer_registers(site, role):
    release = registered(site.trial)
    with pytest.raises(NotPermitted, match="engineer"):
        releases.register(
            predictor=release.predictor,
            version="2.0",
            weights_sha256="c3" * 32,
            threshold=release.threshold,
            by=casebook.member(site, role),
            at=people.NOW,
        )
