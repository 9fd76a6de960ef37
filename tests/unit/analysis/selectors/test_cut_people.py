"""Whom a cut leaves out of the protocol set: those excluded when it was taken, and no longer."""

from datetime import date

from analysis.actions import cuts
from analysis.domain.sets import members_of
from analysis.selectors.cut_people import people_of
from analysis.selectors.results import protocol_of_cut
from audit.acts import acting
from tests.factories import casebook, enrollment, followup, protocols
from tests.factories.casebook import instant
from trials.domain.roles import Role

OPERATED, DECIDED, LATER = date(2026, 3, 10), date(2026, 6, 2), date(2026, 6, 9)


def test_the_protocol_set_leaves_out_whoever_was_excluded_when_the_cut_was_taken(committed_db):
    site = protocols.open_site()
    row = enrollment.enrolled_participant(site)
    followup.surgery(row, OPERATED, histology="cholangiocarcinoma")
    proposed = sets_of(cut(site, "proposed", DECIDED))
    enrollment.excluded(row, "E1", day=DECIDED)
    while_excluded = cut(site, "confirmed", DECIDED)
    confirmed = sets_of(while_excluded)
    enrollment.reinstated(row, "E1", day=LATER)
    reinstated = sets_of(cut(site, "reinstated", LATER))

    counted = {"full": {}, "protocol_set": {}}
    assert proposed == reinstated == counted
    assert confirmed == {**counted, "protocol_set": {"E1": (row.pk,)}}
    lenient = sets_of(while_excluded, postoperative_exclusions="not_applied")
    assert lenient == counted


def cut(site, name, day):
    by = casebook.member(site, Role.DATA_MANAGER)
    with acting(by=by, action="tests.cut", activations=[site.pk]):
        return cuts.take(trial=site.trial, name=name, events_to=day, by=by, at=instant(day))


def sets_of(cut, **readings):
    protocol = protocol_of_cut(cut)
    for ambiguity, reading in readings.items():
        protocol = protocol.with_reading(ambiguity, reading)
    people = [one.person for one in people_of(cut, protocol, sealed=False)]
    names = ("full", "protocol_set")
    return {name: members_of(name, protocol.sets[name], people).left_out for name in names}
