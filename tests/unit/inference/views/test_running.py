"""The model engineer runs a release by a participant's code and is shown no record."""

import pytest
from django.urls import reverse

from inference.models import PredictionAttempt
from tests.factories import casebook, running
from tests.factories.casebook import seeing
from tests.unit.enrollment.views.conftest import as_role, clock, signed_in, words
from trials.domain.roles import Role

__all__ = ["as_role", "clock", "signed_in"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def release(site):
    return running.approved(site)


def at(name, release):
    return reverse(f"inference:{name}", args=["hcc-neo", release.pk])


def attempts(site):
    with seeing(site):
        return PredictionAttempt.objects.count()


def test_a_run_is_asked_for_by_code(as_role, site, release):
    row = casebook.consented_participant(site)
    engineer = as_role(Role.MODEL_ENGINEER)
    assert "Run on a participant" in words(engineer.get(at("release", release)))
    answer = engineer.post(at("run_by_code", release), {"participant": row.code.lower()})
    assert answer["Location"] == at("release", release)
    assert f"cannot run on {row.code} yet" in words(engineer.get(answer["Location"]))
    assert attempts(site) == 1


def test_a_code_of_nobody_says_so(as_role, site, release):
    answer = as_role(Role.MODEL_ENGINEER).post(
        at("run_by_code", release), {"participant": "HNWH-9999-X"}
    )
    assert answer.status_code == 422
    assert "No participant of this trial has the code “HNWH-9999-X”" in words(answer)


def test_who_runs_nothing_is_offered_nothing(as_role, site, release):
    row, nurse = casebook.consented_participant(site), as_role(Role.NURSE)
    assert "Run on a participant" not in words(nurse.get(at("release", release)))
    assert nurse.post(at("run_by_code", release), {"participant": row.code}).status_code == 403
    assert attempts(site) == 0
