from datetime import date, timedelta

import pytest
from django.db import IntegrityError

from casebook.actions import participants
from casebook.actions.participants import UnableToRegister
from casebook.domain.codes import ParticipantCode
from casebook.models import Participant
from tests.factories import casebook, people, protocols
from trials.domain.roles import Role
from trials.permissions import NotPermitted

pytestmark = pytest.mark.django_db


def test_first_participant_gets_number_one_and_a_code_with_its_check_character(site):
    row = casebook.participant(site)
    assert row.number == 1
    assert ParticipantCode.read(row.code) == ParticipantCode(
        trial="ST", site=site.site.code, number=1
    )


def test_numbers_are_consecutive_at_each_site(site):
    other = protocols.open_site("small-trial")
    assert [casebook.participant(site).number for _ in range(3)] == [1, 2, 3]
    assert casebook.participant(other).number == 1


def test_before_consent_only_the_screening_entry_is_stored():
    """Requirement: code, site, date, age, sex and the reason; a new column has to be argued for."""
    columns = {field.name for field in Participant._meta.concrete_fields}
    assert columns == {
        "id",
        "activation",
        "code",
        "number",
        "origin",
        "screened_date",
        "sex",
        "age_at_screening",
        "screening_reason",
    }


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        ({"screened_date": date(2026, 3, 3)}, "future"),
        ({"age": 131}, "not possible"),
        ({"age": -1}, "not possible"),
        ({"sex": "other"}, "Choose the sex"),
        ({"screened_date": date(2025, 10, 25)}, "no protocol version in force"),
    ],
)
def test_an_entry_that_cannot_be_right_is_refused(site, entry, said):
    with pytest.raises(UnableToRegister, match=said):
        casebook.participant(site, at=people.NOW, **entry)
    with casebook.seeing(site):
        assert not Participant.objects.exists()


@pytest.mark.parametrize("role", [Role.NURSE, Role.PI, Role.SUB_INVESTIGATOR])
def test_treating_roles_register(site, role):
    assert casebook.participant(site, by=people.delegated(role, site).user).number == 1


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.NURSE, Role.PI, Role.SUB_INVESTIGATOR}))
def test_no_other_role_registers(site, role):
    """A reader may enter what was assigned, which a new participant never is."""
    with pytest.raises(NotPermitted, match="Research nurse"):
        casebook.participant(site, by=people.delegated(role, site).user)


def test_nurse_of_another_site_does_not_register(site):
    stranger = casebook.member(protocols.open_site("small-trial"))
    with pytest.raises(NotPermitted):
        casebook.participant(site, by=stranger)


def test_a_nurse_whose_delegation_has_ended_does_not_register(site):
    nurse = people.delegated(Role.NURSE, site, to_date=casebook.SCREENED - timedelta(days=1)).user
    with pytest.raises(NotPermitted):
        casebook.participant(site, by=nurse)


def test_registering_leaves_one_entry_that_names_the_nurse(site):
    nurse = casebook.member(site)
    row = casebook.participant(site, by=nurse)
    with casebook.seeing(site):
        event = row.events.get()
    assert event.pgh_context["action"] == "casebook.register"
    assert event.pgh_context["user"] == str(nurse.pk)


def test_a_number_is_not_given_twice_even_by_hand(site):
    row = casebook.participant(site)
    with casebook.seeing(site), people.setting_up(), pytest.raises(IntegrityError):
        Participant.objects.create(
            activation=site,
            code="STX-0001-0",
            number=row.number,
            screened_date=casebook.SCREENED,
            sex="male",
            age_at_screening=60,
        )


class TestCorrect:
    def correct(self, row, **change):
        nurse = change.pop("by", None) or casebook.member(row.activation)
        entry = {"screened_date": row.screened_date, "age": 65, "sex": "male", **change}
        with casebook.seeing(row.activation, by=nurse):
            return participants.correct(
                participant=row,
                **{"reason": "misread the referral", **entry},
                by=nurse,
                at=people.NOW,
            )

    def test_keeps_the_code_and_the_reason(self, site):
        row = casebook.participant(site)
        corrected = self.correct(row, age=66)
        with casebook.seeing(site):
            event = corrected.events.order_by("pgh_id").last()
        assert (corrected.code, corrected.age_at_screening) == (row.code, 66)
        assert event.pgh_context["reason"] == "misread the referral"

    def test_needs_a_reason(self, site):
        with pytest.raises(UnableToRegister, match="Say why"):
            self.correct(casebook.participant(site), reason=" ")

    def test_needs_the_right_to_correct(self, site):
        row = casebook.participant(site)
        monitor = people.delegated(Role.MONITOR, site).user
        with pytest.raises(NotPermitted, match="Research nurse"):
            self.correct(row, by=monitor)

    def test_refuses_what_registering_refuses(self, site):
        with pytest.raises(UnableToRegister, match="future"):
            self.correct(casebook.participant(site), screened_date=date(2026, 3, 3))


@pytest.mark.parametrize(
    ("slug", "origin"),
    [("crlm", "retrospective"), ("hcc-adj", "prospective"), ("hcc-neo", "prospective")],
)
def test_record_typed_into_a_trial_of_archives_was_never_screened(slug, origin):
    assert casebook.participant(protocols.open_site(slug)).origin == origin
