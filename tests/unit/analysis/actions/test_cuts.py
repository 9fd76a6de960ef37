from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import connection, transaction

from analysis.actions import cuts
from analysis.actions.cuts import UnableToCut
from analysis.models import DataCut
from analysis.selectors.cut_changes import changes_between, cut_before
from analysis.selectors.cuts import CutDamagedError, read_table
from audit.acts import acting
from audit.models import Signature
from audit.patience import LONG, LONG_QUESTION
from casebook.models import Fact, Participant
from tests.factories import people
from trials.domain.roles import Role
from trials.models import ReadingChange, SiteActivation
from trials.permissions import NotPermitted

pytestmark = pytest.mark.usefixtures("committed_db")
LATER = people.NOW + timedelta(hours=1)


@pytest.fixture
def activation():
    return people.activation()


@pytest.fixture
def manager(activation):
    return people.delegated(Role.DATA_MANAGER, activation).user


@pytest.fixture
def site(activation):
    return activation


def at_site(activation: SiteActivation) -> Any:
    return acting(by=people.SETUP, action="tests.cuts", activations=[activation.pk])


def participant(activation: SiteActivation, number: int) -> Participant:
    with at_site(activation):
        return Participant.objects.create(
            activation=activation,
            code=f"P{activation.pk}-{number}",
            number=number,
            screened_date=date(2026, 1, 5),
            sex="female",
            age_at_screening=60,
        )


def fact(of: Participant, name: str, value: object, source: str = "1") -> Fact:
    with at_site(of.activation):
        return Fact.objects.create(
            activation=of.activation,
            participant=of,
            name=name,
            value=value,
            source_kind="test",
            source_id=source,
            source_hash="0" * 64,
        )


def take(activation, by, name="march", **changes) -> DataCut:
    asked = {"events_to": date(2026, 3, 1), "at": people.NOW, **changes}
    with at_site(activation):
        return cuts.take(trial=activation.trial, name=name, by=by, **asked)


def patience(of: str = "idle_in_transaction_session_timeout") -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"SHOW {of}")
        return cursor.fetchone()[0]


def test_a_large_cut_is_not_cut_off(site, manager):
    """A session that waits is otherwise ended after a minute, a question of a page after ten
    seconds, and the cut is lost."""
    with transaction.atomic():
        assert patience() == "1min"
        take(site, manager)
        assert patience() == LONG
        assert patience("statement_timeout") == LONG_QUESTION


def test_same_knowledge_gives_the_same_bytes(site, manager):
    participant(site, 1)
    first = take(site, manager, "first")
    second = take(site, manager, "second", at=LATER)
    assert first.sha256 == second.sha256
    assert first.sealed_sha256 == second.sealed_sha256
    assert read_table(first, "casebook.participant") == read_table(second, "casebook.participant")


def test_a_new_participant_changes_the_hash(site, manager):
    first = take(site, manager, "first")
    participant(site, 1)
    assert take(site, manager, "second").sha256 != first.sha256


def test_a_cut_names_the_readings_that_counted_at_its_instant(site, manager):
    before = take(site, manager, "before")
    sponsor = people.delegated(Role.SPONSOR, site).user
    with people.setting_up():
        signature = Signature.objects.create(
            user=sponsor,
            printed_name="Sponsor",
            meaning=Signature.Meaning.READING,
            content_sha256="0" * 64,
            signed_at=LATER,
        )
        ReadingChange.objects.create(
            trial=site.trial,
            ambiguity="child_pugh",
            before="strict",
            reading="printed_score",
            reason="As printed",
            proposed_by=manager,
            proposed_at=LATER,
            approved_by=sponsor,
            approved_at=LATER,
            approval=signature,
        )
    after = take(site, manager, "after", at=LATER)
    named = [cut.manifest["content"]["open"]["readings"] for cut in (before, after)]
    assert named == [{}, {"child_pugh": "printed_score"}]
    assert before.sha256 != after.sha256


def test_arm_lies_in_the_sealed_part_only(site, manager):
    one = participant(site, 1)
    fact(one, "arm", "A")
    fact(one, "ecog", 1)
    cut = take(site, manager)
    assert [row["name"] for row in read_table(cut, "casebook.fact")] == ["ecog"]
    assert [row["name"] for row in read_table(cut, "casebook.fact", part="sealed")] == ["arm"]
    assert "enrollment.allocation" not in cut.manifest["content"]["open"]["tables"]


def test_identity_is_in_no_part(site, manager):
    cut = take(site, manager)
    for part in ("open", "sealed"):
        assert "casebook.identity" not in cut.manifest["content"][part]["tables"]


def test_an_earlier_instant_is_rebuilt_as_it_was(site, manager):
    participant(site, 1)
    before = take(site, manager, "before")
    participant(site, 2)
    after = take(site, manager, "again", known_at=before.known_at, at=LATER)
    assert after.sha256 == before.sha256


def test_a_correction_changes_no_cut_of_before(site, manager, capsys):
    one = participant(site, 1)
    wrong = fact(one, "ecog", 1)
    before = take(site, manager, "before")
    right = fact(one, "ecog", 2, source="2")
    with at_site(site):
        wrong.superseded_by = right
        wrong.save()
    participant(site, 2)
    after = take(site, manager, "after", at=LATER)
    again = take(site, manager, "again", known_at=before.known_at, at=LATER)
    assert (again.sha256, again.sealed_sha256) == (before.sha256, before.sealed_sha256)
    for name in before.manifest["content"]["open"]["tables"]:
        paths = [f"{cut.folder}/open/{name}.parquet" for cut in (before, again)]
        assert content(paths[0]) == content(paths[1])

    assert cut_before(after) in (before, again)
    found = changes_between(before, after)
    assert (found.came, found.left) == ((f"P{site.pk}-2",), ())
    assert [(one.name, one.before, one.after) for one in found.corrected] == [("ecog", "1", "2")]
    assert found.tables["casebook.participant"] == (1, 2, True)
    assert found.tables["followup.adverseevent"] == (0, 0, False)

    asked = {"trial": site.trial.slug, "by": manager.username}
    call_command("compare_cuts", before="before", after="after", **asked)
    assert "ecog: 1 -> 2" in capsys.readouterr().out


def content(path: str) -> bytes:
    with default_storage.open(path) as file:
        return file.read()


def test_digits_are_kept_as_typed(site, manager):
    fact(participant(site, 1), "bilirubin", {"decimal": "12.50"})
    cut = take(site, manager)
    assert read_table(cut, "casebook.fact")[0]["value"] == '{"decimal": "12.50"}'


def test_changed_file_is_refused(site, manager):
    cut = take(site, manager)
    path = f"{cut.folder}/open/casebook.participant.parquet"
    with default_storage.open(path, "wb") as file:
        file.write(b"other bytes")
    with pytest.raises(CutDamagedError, match="changed after the cut"):
        read_table(cut, "casebook.participant")


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"events_to": date(2027, 1, 1)}, "still to come"),
        ({"known_at": people.NOW - timedelta(days=900)}, "Choose a later instant"),
    ],
)
def test_refusal_says_what_to_choose(site, manager, changes, why):
    with pytest.raises(UnableToCut, match=why):
        take(site, manager, **changes)
    assert not DataCut.objects.exists()


def test_a_name_is_used_once(site, manager):
    take(site, manager)
    with pytest.raises(UnableToCut, match="Choose another name"):
        take(site, manager)


def test_a_nurse_takes_no_cut(site):
    nurse = people.delegated(Role.NURSE, site).user
    with pytest.raises(NotPermitted, match="Data manager"):
        take(site, nurse)
