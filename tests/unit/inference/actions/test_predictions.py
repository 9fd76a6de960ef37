from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError

from casebook.actions import withdrawals
from casebook.models import Withdrawal
from casebook.policies import ConsentMissing, ParticipantWithdrew
from casebook.selectors.facts import facts_of
from enrollment.domain.findings import Finding
from enrollment.selectors.assessments import assessment_of
from inference.actions import releases
from inference.actions.predictions import UnableToRecordPrediction
from inference.models import Prediction
from inference.selectors.predictions import counting, predictions_of
from tests.factories import casebook, people, protocols
from tests.factories.casebook import instant, seeing
from tests.factories.enrollment import JUDGED, SCANNED, approved, prediction, registered
from trials.domain.roles import Role
from trials.permissions import NotPermitted

pytestmark = pytest.mark.django_db


def score_of(row):
    with seeing(row.activation):
        fact = facts_of(row).get("pre_score")
    return str(fact.value) if fact else None


def high_risk(row):
    with seeing(row.activation):
        return assessment_of(row, on=JUDGED).atom("I4a").finding


def all_runs(row):
    with seeing(row.activation):
        runs = predictions_of(row)
        counted = {one.pk for one in counting(runs)}
    return [(one.run_id, one.pk in counted) for one in runs]


@pytest.mark.parametrize(
    ("score", "finding"),
    [
        ("0.5", Finding.MET),
        ("0.50000000", Finding.MET),
        ("0.4999999", Finding.NOT_MET),
        ("0.49999999", Finding.NOT_MET),
        ("0", Finding.NOT_MET),
        ("1", Finding.MET),
    ],
)
def test_the_boundary_itself_qualifies_and_nothing_is_rounded(consented, score, finding):
    prediction(consented, score)
    assert high_risk(consented) is finding


def test_a_score_becomes_a_fact_of_the_day_of_its_scan(consented):
    recorded = prediction(consented, "0.73120000")
    with seeing(consented.activation):
        fact = facts_of(consented)["pre_score"]
    assert (fact.value, fact.date.iso()) == (Decimal("0.7312"), SCANNED.isoformat())
    assert (fact.source.kind, fact.source.id) == ("prediction", str(recorded.pk))


def test_the_whole_provenance_is_kept(consented):
    uids = ["1.2.840.113619.2.1", "1.2.840.113619.2.2"]
    values = prediction(consented, series_uids=uids).as_values()
    assert values["weights_sha256"] == "a1" * 32
    assert values["series_uids"] == uids
    assert (values["run_id"], values["imaging_date"]) == ("run-1", SCANNED)


def test_a_second_run_does_not_rescue_a_participant(consented):
    """Repeating until the threshold is passed would select patients by luck."""
    prediction(consented, "0.49")
    prediction(consented, "0.51", run_id="run-2")
    assert score_of(consented) == "0.49"
    assert high_risk(consented) is Finding.NOT_MET
    assert all_runs(consented) == [("run-1", True), ("run-2", False)]


@pytest.mark.parametrize("reason", Prediction.Replaces.values)
def test_a_later_run_counts_where_the_earlier_scan_failed(consented, reason):
    prediction(consented, "0.49")
    prediction(consented, "0.51", run_id="run-2", replaces=reason)
    assert high_risk(consented) is Finding.MET
    assert all_runs(consented) == [("run-1", False), ("run-2", True)]


def test_after_a_replacement_another_repeat_does_not_count(consented):
    prediction(consented, "0.49")
    prediction(consented, "0.51", run_id="run-2", replaces="mri_rejected")
    prediction(consented, "0.30", run_id="run-3")
    assert score_of(consented) == "0.51"


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"score": Decimal("1.01")}, "between 0 and 1"),
        ({"score": Decimal("-0.1")}, "between 0 and 1"),
        ({"score": Decimal("0.123456789")}, "more than 8 decimals"),
        ({"run_id": "  "}, "Give the run's id"),
        ({"series_uids": ["1.2.840", "not a uid"]}, "“not a uid” is no DICOM series UID"),
        ({"series_uids": ["1.02.840"]}, "no DICOM series UID"),
        ({"series_uids": ["1." + "2" * 63]}, "no DICOM series UID"),
        ({"computed_at": instant(JUDGED) + timedelta(minutes=1)}, "in the future"),
        ({"imaging_date": JUDGED + timedelta(days=1)}, "later than the run"),
        ({"replaces": "better_score"}, "Choose why"),
        ({"replaces": "mri_rejected"}, "no earlier run"),
    ],
)
def test_a_run_that_cannot_be_right_is_refused(consented, changes, said):
    score = str(changes.pop("score", "0.73"))
    with pytest.raises(UnableToRecordPrediction, match=said):
        prediction(consented, score, **changes)
    assert (all_runs(consented), score_of(consented)) == ([], None)


def test_the_same_run_is_recorded_once(consented):
    prediction(consented)
    with pytest.raises(UnableToRecordPrediction, match="Run run-1 is recorded"):
        prediction(consented, "0.9")
    assert score_of(consented) == "0.73"


def test_before_consent_nothing_is_recorded(site):
    with pytest.raises(ConsentMissing):
        prediction(casebook.participant(site))


def test_after_follow_up_was_stopped_no_new_run_is_recorded(consented):
    nurse = casebook.member(consented.activation)
    with seeing(consented.activation, by=nurse):
        withdrawals.record(
            participant=consented,
            scope=Withdrawal.Scope.FOLLOW_UP,
            withdrawal_date=JUDGED - timedelta(days=1),
            by=nurse,
            at=instant(JUDGED),
        )
    with pytest.raises(ParticipantWithdrew):
        prediction(consented)


def test_a_score_the_protocol_does_not_open_is_not_stored(consented):
    """Typed into an open record it would be disclosed to the treating team."""
    closed = registered(consented.activation.trial, fact="post_score")
    with pytest.raises(UnableToRecordPrediction, match="does not open pre to the site"):
        prediction(consented, release=closed)
    assert all_runs(consented) == []


def test_a_score_counts_only_of_a_release_that_another_person_approved(consented):
    proposed = registered(consented.activation.trial)
    with pytest.raises(UnableToRecordPrediction, match="not approved yet"):
        prediction(consented, release=proposed)
    assert all_runs(consented) == []
    prediction(consented, release=approved(proposed))
    assert len(all_runs(consented)) == 1


def test_a_run_after_the_release_was_retired_is_refused_and_one_before_it_not(consented):
    release = approved(registered(consented.activation.trial))
    by = casebook.member(consented.activation, Role.SPONSOR)
    releases.retire(release=release, reason="A newer one", by=by, at=instant(JUDGED))
    release.refresh_from_db()
    with pytest.raises(UnableToRecordPrediction, match="was retired before this run"):
        prediction(consented, release=release, computed_at=instant(JUDGED))
    prediction(consented, release=release, computed_at=instant(JUDGED) - timedelta(hours=1))
    assert len(all_runs(consented)) == 1


@pytest.mark.parametrize("role", [Role.MONITOR, Role.DATA_MANAGER, Role.MODEL_ENGINEER])
def test_only_treating_roles_record(consented, role):
    with pytest.raises(NotPermitted, match="Research nurse"):
        prediction(consented, by=casebook.member(consented.activation, role))


def test_another_site_sees_neither_run_nor_history(consented):
    recorded = prediction(consented)
    with seeing(protocols.open_site()):
        assert not Prediction.objects.exists()
        assert not recorded.events.exists()


def test_the_database_keeps_scores_between_0_and_1(consented):
    recorded = prediction(consented)
    with seeing(consented.activation), people.setting_up(), pytest.raises(IntegrityError):
        Prediction.objects.filter(pk=recorded.pk).update(score=Decimal("1.5"))
