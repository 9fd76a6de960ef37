"""What an older program sealed or locked without a reveal is opened by the sweep."""

import pytest

from analysis.actions import cuts
from analysis.actions.cuts import UnableToCut
from audit.acts import acting
from casebook import locking
from inference.models import Reveal
from inference.reveal_tasks import sweep_reveals
from inference.selectors.sealed import overdue, revealed_to
from tests.factories import adjuvant, people, sealing
from tests.factories.casebook import instant, seeing
from trials.domain.roles import Role

pytestmark = pytest.mark.usefixtures("committed_db")


def test_no_cut_misses_it_and_the_sweep_opens_it_once(monkeypatch):
    monkeypatch.setattr(locking, "_followers", [])
    row = adjuvant.participant()
    site = row.activation
    sealing.sealed(row)
    sealing.sealed(adjuvant.participant(site))
    adjuvant.locked(row)

    with seeing(site):
        assert [one.participant for one in overdue([site.trial])] == [row]
    with pytest.raises(UnableToCut, match="1 sealed predictions are not opened yet"):
        cut_of(site)

    sweep_reveals()
    sweep_reveals()
    with seeing(site):
        assert overdue([site.trial]) == []
        assert len(revealed_to(row)) == 1
        assert [one.revealed_by for one in Reveal.objects.all()] == ["system:reveals"]
    assert cut_of(site).manifest["content"]["sealed"]["tables"]["inference.sealedprediction"][
        "rows"
    ]


def cut_of(site):
    manager = people.delegated(Role.DATA_MANAGER, site).user
    with acting(by=manager, action="tests.cut", activations=[site.pk]):
        return cuts.take(
            trial=site.trial,
            name="first",
            events_to=adjuvant.LATER,
            by=manager,
            at=instant(adjuvant.LATER),
        )
