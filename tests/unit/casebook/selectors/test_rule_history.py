"""What fired while the records were written; each act has to be committed to have its own time."""

from casebook.selectors.rule_history import firings_in
from tests.factories import casebook, protocols
from tests.unit.casebook.actions.test_forms import INTAKE, correct, save
from tests.unit.casebook.actions.test_rule_following import EARLIER, ruled_text
from trials.domain.protocol.loader import load


def test_whoever_corrects_and_breaks_it_again_fires_twice(committed_db):
    participant = casebook.consented_participant(protocols.open_site("small-trial"))
    record = save(participant)
    casebook.known(participant, surgery_date=EARLIER)
    correct(record, {**INTAKE, "taken_on": "2026-01-04"})
    correct(record, INTAKE, version=2)
    protocol = load(ruled_text(), name="next.yaml")
    site = participant.activation
    with casebook.seeing(site):
        found = firings_in(protocol, site.trial, [site.pk])
        elsewhere = firings_in(protocol, site.trial, [])
    taken, light = found["taken_before_surgery"], found["not_that_light"]
    assert (taken.fired, taken.settled, sum(taken.by_month.values())) == (2, 1, 2)
    assert (light.fired, light.settled) == (0, 0)
    assert elsewhere["taken_before_surgery"].fired == 0
