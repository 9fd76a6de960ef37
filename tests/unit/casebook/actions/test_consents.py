from datetime import date, timedelta

import pytest

from casebook.actions import consents
from casebook.actions.consents import UnableToConsent
from casebook.actions.identities import PossibleDuplicate
from casebook.domain.identity import Person
from casebook.models import Consent, Fact, Identity, IdentityMark
from casebook.selectors.facts import facts_of
from casebook.selectors.identities import person_of
from tests.factories import casebook, people, protocols
from trials.domain.partial_dates import PartialDate
from trials.domain.roles import Role
from trials.permissions import NotPermitted

pytestmark = pytest.mark.django_db
DAY = casebook.CONSENTED


@pytest.fixture
def consented(site):
    """For one test only: the others here count everybody who ever consented."""
    return casebook.consented_participant(site)


def born(day: date, name: str = "李华") -> Person:
    return Person(name=name, birth_date=day)


def facts(participant):
    with casebook.seeing(participant.activation):
        return facts_of(participant)


def test_consent_opens_the_facts_of_the_casebook(screened):
    casebook.consent(screened)
    known = facts(screened)
    assert known["consent_date"].value == PartialDate.of(DAY)
    assert known["sex"].value == "male"
    assert known["consent_samples"].value is False


def test_what_the_protocol_does_not_name_becomes_no_fact(screened):
    casebook.consent(screened)
    assert "consent_participation" not in facts(screened)


@pytest.mark.parametrize(
    ("birth_date", "age"),
    [
        (DAY.replace(year=DAY.year - 75), 75),
        (DAY.replace(year=DAY.year - 76) + timedelta(days=1), 75),
        (DAY.replace(year=DAY.year - 76), 76),
        (DAY.replace(year=DAY.year - 18), 18),
        (DAY.replace(year=DAY.year - 18) + timedelta(days=1), 17),
    ],
)
def test_age_is_75_until_the_76th_birthday(screened, birth_date, age):
    casebook.consent(screened, person=born(birth_date))
    assert facts(screened)["age_at_consent"].value == age


def test_consent_binds_to_the_version_in_force_that_day(site, screened):
    amended = protocols.amended("small-trial")
    protocols.in_force(amended, site, DAY + timedelta(days=1))
    before = casebook.consent(screened, consent_date=DAY)
    after = casebook.consent(casebook.participant(site), consent_date=DAY + timedelta(days=1))
    assert before.protocol_version.version == "1.0"
    assert after.protocol_version == amended


def test_agreeing_to_an_amendment_moves_neither_date_nor_age(site, consented):
    later = DAY + timedelta(days=400)
    protocols.in_force(protocols.amended("small-trial"), site, later)
    casebook.consent(consented, consent_date=later)
    known = facts(consented)
    assert known["consent_date"].value == PartialDate.of(DAY)
    assert known["age_at_consent"].value == 65


def test_one_version_is_agreed_to_once(consented):
    with pytest.raises(UnableToConsent, match="already consented to version"):
        casebook.consent(consented)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"consent_date": people.TODAY + timedelta(days=1), "at": people.NOW}, "future"),
        ({"consent_date": casebook.SCREENED - timedelta(days=1)}, "before the screening date"),
        ({"scopes": {"samples": True}}, "cannot take part: Takes part"),
        ({"scopes": {"participation": True, "biopsy": True}}, "does not ask for consent to"),
        ({"person": Person(name=" ", birth_date=date(1960, 1, 1))}, "Give the name"),
        ({"person": born(DAY + timedelta(days=1))}, "birth date does not fit"),
        ({"person": born(date(1850, 1, 1))}, "birth date does not fit"),
    ],
)
def test_a_consent_that_cannot_be_right_is_refused(screened, change, said):
    with pytest.raises(UnableToConsent, match=said):
        casebook.consent(screened, **change)
    with casebook.seeing(screened.activation):
        assert not Consent.objects.exists()
        assert not Identity.objects.exists()
    assert not IdentityMark.objects.exists()


def test_first_consent_needs_a_person(screened):
    nurse = casebook.member(screened.activation)
    with casebook.seeing(screened.activation), pytest.raises(UnableToConsent, match="name and"):
        consents.record(
            participant=screened,
            consent_date=DAY,
            scopes=casebook.SCOPES["small-trial"],
            by=nurse,
            at=casebook.instant(DAY),
        )


def test_a_waived_consent_needs_nobody_and_states_no_date():
    site = protocols.open_site("moertel")
    row = casebook.participant(site)
    nurse = casebook.member(site)
    with casebook.seeing(site):
        consent = consents.record(
            participant=row, consent_date=DAY, by=nurse, at=casebook.instant(DAY)
        )
        assert consent.basis == Consent.Basis.WAIVER
        assert not Identity.objects.exists()
        assert "consent_date" not in facts_of(row)


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.NURSE, Role.PI, Role.SUB_INVESTIGATOR}))
def test_only_treating_roles_record_a_consent(screened, role):
    person = people.delegated(role, screened.activation).user
    with pytest.raises(NotPermitted, match="Research nurse"):
        casebook.consent(screened, by=person)


def test_a_failing_fact_leaves_no_consent_and_no_identity(screened, monkeypatch):
    """Atomicity: the fact is the last step, so everything before it must go too."""

    def fail(self, *args, **kwargs):
        raise RuntimeError("disk full")

    monkeypatch.setattr(Fact.objects._queryset_class, "bulk_create", fail)
    with pytest.raises(RuntimeError):
        casebook.consent(screened)
    with casebook.seeing(screened.activation):
        assert not Consent.objects.exists()
        assert not Identity.objects.exists()
    assert not IdentityMark.objects.exists()


class TestDuplicates:
    def test_the_same_person_at_another_site_is_noticed(self, screened):
        elsewhere = casebook.participant(protocols.open_site("small-trial"))
        casebook.consent(screened, person=casebook.LI_HUA)
        with pytest.raises(PossibleDuplicate) as refusal:
            casebook.consent(elsewhere, person=casebook.LI_HUA)
        assert screened.code not in str(refusal.value)
        assert screened.activation.site.code not in str(refusal.value)

    def test_a_namesake_is_taken_once_somebody_says_how_they_know(self, screened):
        casebook.consent(screened, person=casebook.LI_HUA)
        namesake = casebook.participant(screened.activation)
        casebook.consent(namesake, person=casebook.LI_HUA, reason="other identity card seen")
        with casebook.seeing(screened.activation):
            event = namesake.consents.get().events.get()
        assert event.pgh_context["reason"] == "other identity card seen"

    def test_another_trial_is_no_duplicate(self, screened):
        casebook.consent(screened, person=casebook.LI_HUA)
        other = casebook.consented_participant(
            protocols.open_site("hcc-neo"), person=casebook.LI_HUA
        )
        assert other.code

    def test_the_mark_names_neither_site_nor_participant(self):
        columns = {field.name for field in IdentityMark._meta.concrete_fields}
        assert columns == {"id", "trial", "blind_index"}


class TestCorrect:
    def correct(self, consent, **change):
        nurse = casebook.member(consent.activation)
        entry = {
            "consent_date": consent.consent_date,
            "scopes": consent.scopes,
            "reason": "the form says otherwise",
            **change,
        }
        with casebook.seeing(consent.activation):
            return consents.correct(consent=consent, **entry, by=nurse, at=people.NOW)

    def test_the_age_follows_the_day(self, screened):
        birthday = DAY.replace(year=DAY.year - 66) + timedelta(days=1)
        consent = casebook.consent(screened, person=born(birthday))
        assert facts(screened)["age_at_consent"].value == 65
        self.correct(consent, consent_date=DAY + timedelta(days=1))
        assert facts(screened)["age_at_consent"].value == 66

    def test_needs_a_reason(self, screened):
        with pytest.raises(UnableToConsent, match="Say why"):
            self.correct(casebook.consent(screened), reason="")

    def test_cannot_take_back_what_participation_needs(self, screened):
        with pytest.raises(UnableToConsent, match="cannot take part"):
            self.correct(casebook.consent(screened), scopes={"participation": False})

    def test_person_stays(self, screened):
        consent = casebook.consent(screened, person=casebook.LI_HUA)
        self.correct(consent, scopes={"participation": True, "samples": True})
        with casebook.seeing(screened.activation):
            assert person_of(screened) == casebook.LI_HUA
        assert facts(screened)["consent_samples"].value is True
