from datetime import timedelta

import pytest
from django.db import IntegrityError

from audit.content import sha256_of
from casebook.actions import withdrawals
from casebook.selectors.facts import facts_of
from enrollment.actions.allocations import UnableToAllocate
from enrollment.models import Allocation
from tests.factories import casebook, people, protocols
from tests.factories.casebook import instant, seeing
from tests.factories.enrollment import JUDGED, allocated
from trials.domain.roles import Role
from trials.permissions import NotPermitted

pytestmark = pytest.mark.django_db


@pytest.fixture
def row(enrolled):
    return enrolled


def test_the_arm_becomes_a_fact_of_that_day(row):
    allocated(row, arm="surgery_alone")
    with seeing(row.activation):
        arm = facts_of(row)["arm"]
    assert (arm.value, arm.date.iso(), arm.source.kind) == (
        "surgery_alone",
        JUDGED.isoformat(),
        "allocation",
    )


def test_what_was_known_before_is_frozen(row):
    """What came after the choice must not enter the propensity model."""
    allocation = allocated(row)
    with seeing(row.activation):
        stored = Allocation.objects.get()
    assert stored.baseline["pre_score"]["value"] == {"decimal": "0.73"}
    assert stored.baseline["ecog"]["value"] == 0
    assert "arm" not in stored.baseline
    assert stored.baseline_sha256 == sha256_of(stored.baseline) == allocation.baseline_sha256


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"arm": "placebo"}, "Choose an arm of the protocol: neoadjuvant, surgery_alone"),
        ({"allocated_date": JUDGED - timedelta(days=1)}, "between enrollment"),
        ({"allocated_date": JUDGED + timedelta(days=1)}, "between enrollment"),
        ({"reason": ""}, "Choose the reason"),
        ({"reason": Allocation.Reason.IMPORTED}, "Choose the reason"),
        ({"reason": Allocation.Reason.OTHER, "reason_text": " "}, "which other reason"),
        ({"preference": ""}, "what the participant preferred"),
        ({"decided_by": " "}, "Name who decided"),
    ],
)
def test_an_allocation_that_says_too_little_is_refused(row, changes, said):
    with pytest.raises(UnableToAllocate, match=said):
        allocated(row, **changes)
    with seeing(row.activation):
        assert not Allocation.objects.exists()
        assert "arm" not in facts_of(row)


def test_a_decision_may_be_recorded_days_after_it_was_made(row):
    later = JUDGED + timedelta(days=3)
    allocation = allocated(
        row, at=instant(later), reason=Allocation.Reason.OTHER, reason_text="Tumor board"
    )
    assert allocation.allocated_date == JUDGED


def test_nobody_is_allocated_before_enrollment(screened):
    with pytest.raises(UnableToAllocate, match="not enrolled yet"):
        allocated(screened)


def test_nobody_is_allocated_twice(row):
    allocated(row)
    with pytest.raises(UnableToAllocate, match="allocated already"):
        allocated(row, arm="surgery_alone")


@pytest.mark.parametrize("role", [Role.NURSE, Role.DATA_MANAGER, Role.STATISTICIAN])
def test_only_investigators_allocate(row, role):
    with pytest.raises(NotPermitted, match="Sub-investigator"):
        allocated(row, by=casebook.member(row.activation, role))


def test_the_database_refuses_another_reason_without_words(row, investigator):
    with seeing(row.activation), people.setting_up(), pytest.raises(IntegrityError):
        Allocation.objects.create(
            activation=row.activation,
            participant=row,
            arm="neoadjuvant",
            allocated_date=JUDGED,
            reason=Allocation.Reason.OTHER,
            preference=Allocation.Preference.NONE,
            baseline_sha256="",
            decided_by="Dr Zhou",
            recorded_by=investigator,
            recorded_at=people.NOW,
        )


def test_another_site_sees_neither_allocation_nor_history(row):
    allocation = allocated(row)
    with seeing(protocols.open_site()):
        assert not Allocation.objects.exists()
        assert not allocation.events.exists()


@pytest.mark.parametrize("scope", ["treatment", "follow_up"])
def test_nobody_is_assigned_who_stopped_treatment(row, scope):
    nurse = casebook.member(row.activation)
    with seeing(row.activation, by=nurse):
        withdrawals.record(
            participant=row, scope=scope, withdrawal_date=JUDGED, by=nurse, at=instant(JUDGED)
        )
    with pytest.raises(UnableToAllocate, match=f"{row.code} took this back on {JUDGED}"):
        allocated(row)
    with seeing(row.activation):
        assert not Allocation.objects.exists()


def test_taking_back_samples_assigns_as_before(row):
    nurse = casebook.member(row.activation)
    with seeing(row.activation, by=nurse):
        withdrawals.record(
            participant=row, scope="samples", withdrawal_date=JUDGED, by=nurse, at=instant(JUDGED)
        )
    assert allocated(row).pk
