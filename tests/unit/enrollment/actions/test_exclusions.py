from datetime import date

import pytest
from django.db import IntegrityError, transaction

from audit.actions import ChangedSinceShown
from audit.domain.signing import Shown
from audit.models import Signature
from casebook.models import Fact, Participant
from casebook.selectors.facts import facts_of
from enrollment.actions import exclusions
from enrollment.actions.exclusions import UnableToExclude
from enrollment.domain.exclusions import State
from enrollment.models import Exclusion
from enrollment.selectors.exclusions import case_of, cases_in, content_of, signed_content
from tests.factories import casebook, enrollment, followup, people, protocols
from tests.factories.casebook import instant, seeing
from trials.domain.roles import Role
from trials.permissions import NotPermitted

pytestmark = pytest.mark.django_db
OPERATED, DECIDED, LATER = date(2026, 3, 10), date(2026, 6, 2), date(2026, 6, 9)


@pytest.fixture
def row(enrolled):
    """Enrolled, resected; the pathologist found another cancer."""
    followup.surgery(enrolled, OPERATED, histology="cholangiocarcinoma")
    return enrolled


def read_again(row, histology):
    with seeing(row.activation), people.setting_up():
        Fact.objects.filter(participant=row, name="histology").update(value=histology)


def states(row):
    with seeing(row.activation):
        trial, ids = row.activation.trial, [row.activation_id]
        return {case.criterion: case.state for case in cases_in(trial, ids)}


def test_the_system_proposes_and_stores_nothing(row):
    assert states(row) == {"E1": State.PROPOSED}
    with seeing(row.activation):
        assert not Exclusion.objects.exists()


def test_a_person_confirms_with_a_reason_which_is_signed(row, investigator):
    found = enrollment.excluded(row, "E1", day=DECIDED, reason=" Two pathologists agree ")
    assert states(row) == {"E1": State.CONFIRMED}
    assert (found.excluded_date, found.reason) == (DECIDED, "Two pathologists agree")
    assert found.finding["used"]["histology"]["value"] == "cholangiocarcinoma"
    assert (found.signature.meaning, found.confirmed_by) == ("exclusion", investigator)
    sha256 = signed_content(found, to=State.CONFIRMED).sha256
    assert not found.signature.is_void(content_sha256=sha256)
    found.reason = "Another"
    assert found.signature.is_void(content_sha256=signed_content(found, to=State.CONFIRMED).sha256)


def test_nothing_is_deleted_and_the_participant_stays(row):
    with seeing(row.activation):
        before = facts_of(row)
    enrollment.excluded(row, "E1", day=DECIDED)
    with seeing(row.activation):
        assert facts_of(row) == before
        assert Participant.objects.filter(pk=row.pk).exists()


def test_it_is_taken_back_with_a_reason_and_both_stay_on_record(row):
    enrollment.excluded(row, "E1", day=DECIDED)
    back = enrollment.reinstated(row, "E1", day=LATER, reason="Slide mixed up")
    assert states(row) == {"E1": State.REINSTATED}
    assert (back.excluded_date, back.reinstated_date) == (DECIDED, LATER)
    assert back.reinstated_signature.meaning == "reinstatement"
    with seeing(row.activation):
        sha256 = signed_content(back, to=State.REINSTATED).sha256
    assert not back.reinstated_signature.is_void(content_sha256=sha256)
    enrollment.excluded(row, "E1", day=LATER)
    with seeing(row.activation):
        assert [one.stands for one in Exclusion.objects.order_by("pk")] == [False, True]


def test_what_no_longer_holds_waits_for_a_person(row):
    enrollment.excluded(row, "E1", day=DECIDED)
    read_again(row, "hcc")
    with seeing(row.activation):
        case = case_of(row, "E1")
    assert (case.state, case.is_found) == (State.CONFIRMED, False)


def test_an_early_death_is_another_criterion_with_its_own_decision(row):
    followup.contact(row, "dead", "2026-05-01")
    enrollment.excluded(row, "E3", day=DECIDED)
    assert states(row) == {"E1": State.PROPOSED, "E3": State.CONFIRMED}


@pytest.mark.parametrize(
    ("criterion", "reason", "said"),
    [
        ("E1", " ", "Say why"),
        ("E3", "Why", "E3 does not exclude"),
        ("I6a", "Why", "only by a criterion that becomes known after enrollment"),
    ],
)
def test_what_cannot_be_confirmed_is_refused_and_unsigned(row, criterion, reason, said):
    signed = Signature.objects.count()
    with pytest.raises(UnableToExclude, match=said):
        enrollment.excluded(row, criterion, day=DECIDED, reason=reason)
    assert Signature.objects.count() == signed


def test_nobody_is_excluded_twice_nor_taken_back_unexcluded(row):
    with pytest.raises(UnableToExclude, match="nothing to take back"):
        enrollment.reinstated(row, "E1", day=DECIDED)
    enrollment.excluded(row, "E1", day=DECIDED)
    with pytest.raises(UnableToExclude, match="excluded by E1 already"):
        enrollment.excluded(row, "E1", day=DECIDED)


def test_who_is_not_enrolled_cannot_be_excluded(screened):
    with pytest.raises(UnableToExclude, match="only who is enrolled"):
        enrollment.excluded(screened, "E1", day=DECIDED)


def test_what_changed_since_it_was_shown_is_not_signed(row, investigator):
    with seeing(row.activation):
        shown = content_of(case_of(row, "E1"), to=State.CONFIRMED)
    read_again(row, "other")
    with seeing(row.activation, by=investigator), pytest.raises(ChangedSinceShown, match="E1"):
        exclusions.confirm(
            participant=row,
            criterion="E1",
            reason="Why",
            signing=people.signing(investigator, shown),
            by=investigator,
            at=instant(DECIDED),
        )


@pytest.mark.parametrize("role", [Role.NURSE, Role.DATA_MANAGER, Role.MONITOR])
def test_only_investigators_exclude(row, role):
    by = casebook.member(row.activation, role)
    with pytest.raises(NotPermitted, match="Sub-investigator"):
        enrollment.excluded(row, "E1", day=DECIDED, by=by)


def test_the_database_refuses_half_a_reinstatement_and_a_second_standing_one(row):
    found = enrollment.excluded(row, "E1", day=DECIDED)
    with seeing(row.activation), people.setting_up():
        with pytest.raises(IntegrityError, match="reinstatement_is_whole"), transaction.atomic():
            Exclusion.objects.update(reinstated_at=people.NOW)
        found.pk = None
        with pytest.raises(IntegrityError), transaction.atomic():
            found.save(force_insert=True)


def test_another_site_sees_neither_exclusion_nor_history(row):
    found = enrollment.excluded(row, "E1", day=DECIDED)
    with seeing(protocols.open_site()):
        assert not Exclusion.objects.exists()
        assert not found.events.exists()


def test_the_list_takes_as_many_queries_for_three_as_for_one(
    row, site, django_assert_num_queries, django_assert_max_num_queries
):
    with seeing(site), django_assert_max_num_queries(8) as first:
        cases_in(site.trial, [site.pk])
    for _ in range(2):
        enrollment.enrolled_participant(site)
    with seeing(site), django_assert_num_queries(len(first)):
        cases_in(site.trial, [site.pk])


def test_shown_nothing_signs_nothing(row, investigator):
    with seeing(row.activation, by=investigator), pytest.raises(ChangedSinceShown):
        exclusions.confirm(
            participant=row,
            criterion="E1",
            reason="Why",
            signing=people.signing(investigator, Shown(sha256="")),
            by=investigator,
            at=instant(DECIDED),
        )
