"""Who may be handed on with a cut, and who only serves this trial."""

import pytest

from analysis.actions import cuts
from analysis.selectors.cut_consents import ReuseInCut, reuse_in
from audit.acts import acting
from tests.factories import casebook, people, protocols
from tests.unit.casebook.actions.test_withdrawals import withdraw
from trials.domain.roles import Role

pytestmark = pytest.mark.usefixtures("committed_db")
REUSE = {
    "covers: [samples]}": "covers: [samples]}\n"
    '    archive: {label: {en: "Later research", zh: "今后的研究"}, covers: [reuse]}'
}
YES = {"participation": True, "archive": True}
NO = {"participation": True, "archive": False}


def cut_of(site, name):
    manager = casebook.member(site, Role.DATA_MANAGER)
    with acting(by=manager, action="tests.cut", activations=[site.pk]):
        return cuts.take(
            trial=site.trial, name=name, events_to=people.TODAY, by=manager, at=people.NOW
        )


def test_a_cut_counts_who_agreed_to_later_research():
    site = protocols.open_site("small-trial")
    before_the_box = casebook.consented_participant(site)
    protocols.in_force(protocols.amended("small-trial", **REUSE), site, casebook.CONSENTED)
    for scopes in (YES, YES, NO):
        casebook.consent(casebook.participant(site), scopes=scopes)
    first = cut_of(site, "first")
    casebook.consent(before_the_box, consent_date=people.TODAY, scopes=YES)
    withdraw(before_the_box, scope="new_use", withdrawal_date=people.TODAY)
    assert reuse_in(first) == ReuseInCut(agreed=2, refused=2, waived=0, taken_back=0)
    assert reuse_in(cut_of(site, "second")) == ReuseInCut(
        agreed=3, refused=1, waived=0, taken_back=1
    )


def test_a_waiver_speaks_of_this_trial_alone():
    site = protocols.open_site("moertel")
    casebook.consented_participant(site)
    assert reuse_in(cut_of(site, "first")) == ReuseInCut(
        agreed=0, refused=0, waived=1, taken_back=0
    )
