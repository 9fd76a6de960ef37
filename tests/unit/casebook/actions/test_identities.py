from dataclasses import replace
from datetime import date

import pytest
import structlog
from django.db import connection

from casebook.actions import identities
from casebook.actions.identities import UnableToIdentify
from casebook.domain.sealing import SealBroken
from casebook.models import Identity, IdentityMark
from casebook.selectors.facts import facts_of
from casebook.selectors.identities import is_known, person_of
from tests.factories import casebook, people
from trials.domain.roles import Role
from trials.permissions import NotPermitted

pytestmark = pytest.mark.django_db
LI_HUA = casebook.LI_HUA


@pytest.fixture
def consented(site):
    return casebook.consented_participant(site, person=LI_HUA)


def see(participant, by, reason=""):
    with casebook.seeing(participant.activation, by=by):
        return identities.see(participant=participant, by=by, at=people.NOW, reason=reason)


def correct(participant, person, reason="spelling"):
    nurse = casebook.member(participant.activation)
    with casebook.seeing(participant.activation, by=nurse):
        return identities.correct(
            participant=participant, person=person, reason=reason, by=nurse, at=people.NOW
        )


@pytest.mark.parametrize("role", [Role.NURSE, Role.PI, Role.SUB_INVESTIGATOR, Role.MONITOR])
def test_roles_at_the_bedside_see_who_a_code_is(consented, role):
    person = people.delegated(role, consented.activation).user
    assert see(consented, person) == LI_HUA


@pytest.mark.parametrize(
    "role",
    sorted(set(Role) - {Role.NURSE, Role.PI, Role.SUB_INVESTIGATOR, Role.MONITOR, Role.AUDITOR}),
)
def test_no_other_role_does(consented, role):
    person = people.delegated(role, consented.activation).user
    with pytest.raises(NotPermitted):
        see(consented, person)


def test_an_auditor_says_why(consented):
    auditor = people.delegated(Role.AUDITOR, consented.activation).user
    with pytest.raises(UnableToIdentify, match="Say why"):
        see(consented, auditor)
    assert see(consented, auditor, reason="inspection 2026-03") == LI_HUA


def test_every_look_leaves_a_line_without_the_name(consented, nurse):
    with structlog.testing.capture_logs() as lines:
        see(consented, nurse)
    (seen,) = [line for line in lines if line["event"] == "identity seen"]
    assert (seen["participant"], seen["user"]) == (consented.code, str(nurse.pk))
    assert LI_HUA.name not in str(lines)


def test_before_consent_there_is_nobody_to_see(screened, nurse):
    with pytest.raises(UnableToIdentify, match="enters with the consent"):
        see(screened, nurse)


def test_a_copied_ciphertext_does_not_open_for_another_participant(site, consented):
    other = casebook.consented_participant(site)
    with casebook.seeing(site), people.setting_up():
        stolen = Identity.objects.get(participant=consented).sealed
        Identity.objects.filter(participant=other).update(sealed=stolen)
        with pytest.raises(SealBroken):
            person_of(other)


def test_the_database_itself_knows_nobody(consented):
    """Neither in the tables nor in their history; names, numbers and phone as seeded."""
    with connection.cursor() as cursor:
        for table in ("casebook_identity", "casebook_identityevent", "casebook_identitymark"):
            with casebook.seeing(consented.activation):
                cursor.execute(f"SELECT count(*), string_agg(x::text, '') FROM {table} x")
            count, text = cursor.fetchone()
            assert count == 1, table
            for secret in (LI_HUA.name, LI_HUA.record_number, LI_HUA.phone, "1960-05-01"):
                assert secret not in text


class TestCorrect:
    def test_new_name_is_sealed_and_findable_and_the_old_one_forgotten(self, consented):
        married = replace(LI_HUA, name="李 华英")
        correct(consented, married)
        trial = consented.activation.trial
        with casebook.seeing(consented.activation):
            assert person_of(consented) == married
        assert is_known(married, trial=trial)
        assert not is_known(LI_HUA, trial=trial)
        assert IdentityMark.objects.filter(trial=trial).count() == 1

    def test_a_phone_number_changes_no_mark(self, consented):
        before = list(IdentityMark.objects.values_list("pk", flat=True))
        correct(consented, replace(LI_HUA, phone="13900002222"))
        assert list(IdentityMark.objects.values_list("pk", flat=True)) == before

    def test_the_age_follows_the_birth_date(self, consented):
        correct(consented, replace(LI_HUA, birth_date=date(1950, 5, 1)))
        with casebook.seeing(consented.activation):
            assert facts_of(consented)["age_at_consent"].value == 75

    def test_needs_a_reason(self, consented):
        with pytest.raises(UnableToIdentify, match="Say why"):
            correct(consented, LI_HUA, reason=" ")

    def test_a_monitor_corrects_nothing(self, consented):
        monitor = people.delegated(Role.MONITOR, consented.activation).user
        with casebook.seeing(consented.activation), pytest.raises(NotPermitted):
            identities.correct(
                participant=consented, person=LI_HUA, reason="x", by=monitor, at=people.NOW
            )


def test_namesakes_keep_their_own_marks(site, consented):
    """Two people of one name and birth date: correcting one must not lose the other's mark."""
    namesake = casebook.participant(site)
    casebook.consent(namesake, person=LI_HUA, reason="another person")
    correct(namesake, replace(LI_HUA, name="李桦"))
    assert is_known(LI_HUA, trial=site.trial)
