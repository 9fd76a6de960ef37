from datetime import date

import pytest

from casebook.actions import part_facts
from casebook.actions.recompute import Fault, differences
from casebook.models import Fact, Participant
from casebook.selectors.facts import facts_of
from tests.factories import casebook, people, protocols
from trials.domain.values import Known

pytestmark = pytest.mark.django_db


def part_said_of(row: Participant) -> object:
    with casebook.seeing(row.activation):
        fact = facts_of(row).get("part")
    return fact.value if isinstance(fact, Known) else None


@pytest.mark.parametrize("origin", ["prospective", "retrospective"])
def test_registering_in_a_hybrid_trial_settles_the_part(origin):
    assert part_said_of(casebook.participant(protocols.open_site("hcc-adj"), origin=origin)) == (
        origin
    )


@pytest.mark.parametrize("slug", ["hcc-neo", "crlm", "small-trial"])
def test_trial_of_one_part_says_nothing(slug):
    row = casebook.participant(protocols.open_site(slug))
    with casebook.seeing(row.activation):
        assert not Fact.objects.filter(name="part").exists()


def test_part_is_worked_out_again_from_the_registration():
    row = casebook.participant(protocols.open_site("hcc-adj"))
    with casebook.seeing(row.activation):
        assert differences(row) == []
        with people.setting_up():
            Fact.objects.filter(name="part").update(retracted=True)
        assert [(one.name, one.fault) for one in differences(row)] == [("part", Fault.MISSING)]


def test_correcting_the_entry_leaves_the_part_as_it_was():
    row = casebook.participant(protocols.open_site("hcc-adj"))
    with casebook.seeing(row.activation):
        casebook.participants.correct(
            participant=row,
            screened_date=date(2026, 1, 4),
            age=64,
            sex="male",
            reason="Typed one day late.",
            by=casebook.member(row.activation),
            at=people.NOW,
        )
        assert Fact.objects.filter(name="part").count() == 1
        assert differences(row) == []


def test_part_is_undated_so_that_every_cut_knows_it():
    row = casebook.participant(protocols.open_site("hcc-adj"))
    with casebook.seeing(row.activation):
        assert Fact.objects.get(name="part").date == ""


def test_records_older_than_any_version_in_force_follow_their_waiver():
    site = protocols.open_site("hcc-adj")
    row = Participant(
        activation=site,
        code="HA01-100001-0",
        number=100_001,
        origin="retrospective",
        screened_date=date(1990, 1, 1),
        sex="male",
        age_at_screening=60,
    )
    with casebook.seeing(site), people.acting(by=people.SETUP, action="tests.import"):
        row.save()
        assert part_facts.protocol_registered_under(row) is None
        row.consents.create(
            activation=site,
            protocol_version=protocols.adopted("hcc-adj"),
            basis="waiver",
            consent_date=date(1990, 1, 1),
            recorded_by=people.user(),
            recorded_at=people.NOW,
        )
        [(_source, facts)] = part_facts.said_by_registration(row)
    assert [fact.value for fact in facts] == ["retrospective"]


def test_imported_records_leave_no_gap_in_the_screening_numbers():
    site = protocols.open_site("hcc-adj")
    casebook.participant(site)
    with casebook.seeing(site), people.acting(by=people.SETUP, action="tests.import"):
        first = Participant.objects.get()
        first.pk, first.number, first.code = None, 100_001, "HA01-100001-0"
        first.origin = "retrospective"
        first.save(force_insert=True)
    assert casebook.participant(site).number == 2
