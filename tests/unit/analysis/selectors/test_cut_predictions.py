"""What a cut of hcc-adj knows of recommendations: those revealed by then, and no others."""

from datetime import timedelta

import pytest

from analysis.actions import cuts
from analysis.domain.concordance_results import ConcordanceResult
from analysis.reports.contents import contents_of
from analysis.selectors.cut_predictions import compared_in, is_late
from analysis.selectors.cuts import read_table
from analysis.selectors.results import protocol_of_cut, results_of
from audit.acts import acting
from audit.models import SealedLogEntry
from inference.models import SealedPrediction
from tests.factories import adjuvant, people, sealing
from tests.factories.casebook import instant
from trials.domain.roles import Role

pytestmark = pytest.mark.usefixtures("shared_committed_db")
AT = instant(adjuvant.LATER) + timedelta(days=1)


@pytest.fixture(scope="module")
def site(shared_committed_db):
    return adjuvant.site()


@pytest.fixture(scope="module")
def followed(site):
    """By what became of them: recommended surgery + TACE, and the strategy locked or not."""
    found = {
        "same": operated(site, "surgery_tace", tace=40),
        "other": operated(site, "surgery_tace"),
        "recurred": operated(site, "surgery_tace", recurred=60),
        "unpredicted": operated(site, None),
        "open": operated(site, "surgery_tace", lock=False),
        "decided": operated(site, "surgery_tace", decided=True),
    }
    return {name: row.pk for name, row in found.items()}


def operated(site, recommended, *, tace=None, recurred=None, lock=True, decided=False):
    """`decided`: before anything was predicted."""
    row = adjuvant.participant(site)
    if decided:
        adjuvant.decided(row)
    prediction = sealing.sealed(row, sealing.output(recommended)) if recommended else None
    if tace:
        adjuvant.course(row, "tace", tace)
    if recurred:
        adjuvant.scan(row, recurred, "recurrence")
    if lock:
        locked = adjuvant.locked(row)
        if prediction:
            sealing.revealed(row, prediction, locked)
    return row


@pytest.fixture(scope="module")
def cut(site, followed):
    manager = people.delegated(Role.DATA_MANAGER, site).user
    with acting(by=manager, action="tests.cut", activations=[site.pk]):
        return cuts.take(
            trial=site.trial, name="first", events_to=adjuvant.LATER, by=manager, at=AT
        )


def test_only_what_was_revealed_is_in_the_sealed_part(cut, followed):
    rows = read_table(cut, "inference.sealedprediction", part="sealed")
    revealed = {followed[name] for name in ("same", "other", "recurred", "decided")}
    assert {row["participant_id"] for row in rows} == revealed
    assert "surgery_tace" not in str(rows)
    assert "inference.sealedprediction" not in cut.manifest["content"]["open"]["tables"]


def test_each_with_recommendation_and_decision(cut, site, followed):
    with acting(by=people.SETUP, action="tests.results", activations=[site.pk]):
        found = compared_in(cut, protocol_of_cut(cut))
    assert found[followed["same"]].recommended == "surgery_tace"
    assert found[followed["recurred"]].not_assessable == "recurrence"
    assert found[followed["unpredicted"]].recommended is None
    assert followed["open"] not in found
    assert found[followed["decided"]].decided_before
    assert not found[followed["same"]].decided_before
    assert (found[followed["same"]].release, found[followed["same"]].again) == ("1.0", 0)


def test_without_the_history_nothing_is_compared(cut):
    with pytest.raises(LookupError, match="cannot be seen"):
        compared_in(cut, protocol_of_cut(cut))


def test_nobody_is_missing_from_the_comparison(cut, site):
    with acting(by=people.SETUP, action="tests.results", activations=[site.pk]):
        (result,) = (one for one in results_of(cut, sealed=True) if is_concordance(one))
    assert result.numbers["asked"] == 6
    assert (result.numbers["assessable"], result.numbers["consistent"]) == (2, 1)
    assert result.numbers["not_assessable"] == {
        "decided": 1,
        "no_prediction": 1,
        "not_locked": 1,
        "recurrence": 1,
    }


def is_concordance(result):
    return isinstance(result, ConcordanceResult)


def test_the_open_report_has_no_word_of_it(cut, site):
    with acting(by=people.SETUP, action="tests.results", activations=[site.pk]):
        assert not any(map(is_concordance, results_of(cut, sealed=False)))
        sections = {one.key for one in contents_of(cut, closed=False).sections}
        closed = {one.key for one in contents_of(cut, closed=True).sections}
    assert {one.partition("_")[0] for one in closed - sections} == {
        "consistency",
        "strategy",
        "rfs",
        "monitoring",
    }


SEALED = SealedPrediction(log_entry=SealedLogEntry(noted_at=AT))


@pytest.mark.parametrize(
    ("locked_at", "late"),
    [
        ({str(SEALED.pk): AT + timedelta(seconds=1)}, False),
        ({str(SEALED.pk): AT}, True),
        ({str(SEALED.pk): AT - timedelta(seconds=1)}, True),
        ({"of another": AT - timedelta(days=1)}, False),
    ],
)
def test_what_was_sealed_when_its_lock_stood_is_late(locked_at, late):
    assert is_late(SEALED, locked_at) is late
