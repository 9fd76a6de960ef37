"""Sealed when it is made, shown to nobody, opened to analysis by the lock of the strategy."""

import uuid
from datetime import date

import pytest
from django.db import DatabaseError

from audit import sealed_log
from audit.actions import UnableToSign
from audit.domain.signing import Shown
from audit.models import SealedLogEntry
from casebook import locking
from casebook.actions import withdrawals
from casebook.consent_policies import UseTakenBack
from casebook.models import Lock
from casebook.policies import ConsentMissing, ParticipantWithdrew
from inference.actions import reveals, sealing
from inference.actions.reveals import UnableToReveal
from inference.actions.sealing import UnableToOpen, UnableToSeal
from inference.models import Commitment, Reveal, SealedPrediction
from inference.selectors.sealed import overdue, revealed_to, sealed_rows
from tests.databases import SUPERUSER, race, signed_in
from tests.factories import adjuvant, casebook, enrollment, protocols
from tests.factories import sealing as factory
from tests.factories.adjuvant import LATER
from tests.factories.casebook import instant, seeing

SAID = factory.output()
RACES = 5


@pytest.fixture
def site(db):
    return adjuvant.site()


@pytest.fixture
def participant(site):
    return adjuvant.participant(site)


@pytest.fixture
def inside(site):
    with seeing(site):
        yield site


class TestSealing:
    def test_nobody_can_read_it(self, inside, participant):
        made = factory.sealed(participant)
        assert not SealedPrediction.objects.exists()
        with pytest.raises(SealedPrediction.DoesNotExist):
            made.ciphertext  # noqa: B018

    def test_that_it_was_made_is_known(self, inside, participant):
        made = factory.sealed(participant)
        known = Commitment.objects.get()
        assert (known.sealed_id, known.commitment) == (made.pk, made.commitment)
        assert (known.run_id, known.input_sha256) == ("run-1", made.input_sha256)
        assert sealed_rows(participant) == [made]

    def test_its_commitment_is_published_in_the_same_act(self, inside, participant):
        made = factory.sealed(participant)
        entry = SealedLogEntry.objects.get()
        assert (entry.kind, entry.commitment) == ("prediction", made.commitment)
        assert entry.noted_by == "system:inference"
        assert list(sealed_log.faults()) == []

    def test_the_same_input_again_changes_nothing(self, inside, participant):
        made = factory.sealed(participant)
        again = factory.sealed(participant, factory.output("surgery_alone"), run_id="run-2")
        assert (again.pk, again.commitment) == (made.pk, made.commitment)
        assert again.run_id == "run-1"
        assert Commitment.objects.count() == SealedLogEntry.objects.count() == 1

    def test_another_input_or_release_is_another_prediction(self, inside, participant):
        factory.sealed(participant)
        factory.sealed(participant, input_sha256=factory.sha256_of("other"))
        release = factory.release(inside.trial, version="2.0")
        factory.sealed(participant, release=release)
        assert Commitment.objects.count() == 3

    def test_equal_outputs_have_unlike_commitments(self, inside, participant):
        other = adjuvant.participant(inside)
        one, two = factory.sealed(participant), factory.sealed(other)
        assert one.commitment != two.commitment

    def test_no_value_is_stored_in_plain_words(self, committed_db):
        row = adjuvant.participant(adjuvant.site())
        factory.sealed(row)
        with signed_in(SUPERUSER, committed_db) as cursor:
            cursor.execute("SELECT row_to_json(s)::text FROM inference_sealedprediction s")
            stored = cursor.fetchone()[0]
        assert "surgery" not in stored
        assert "0.62" not in stored

    def test_all_texts_are_as_long(self, committed_db):
        site = adjuvant.site()
        for strategy in ("surgery_alone", "surgery_tace_systemic"):
            factory.sealed(adjuvant.participant(site), factory.output(strategy))
        with signed_in(SUPERUSER, committed_db) as cursor:
            cursor.execute("SELECT DISTINCT length(ciphertext) FROM inference_sealedprediction")
            assert len(cursor.fetchall()) == 1


class TestSealRefusals:
    def refused(self, participant, error, said, *args, **changes):
        with pytest.raises(error, match=said):
            factory.sealed(participant, *args, **changes)
        assert not Commitment.objects.exists()
        assert not SealedLogEntry.objects.exists()

    def test_without_keys(self, inside, participant, settings):
        settings.PREDICTION_KEYS = []
        self.refused(participant, UnableToSeal, "no prediction keys")

    @pytest.mark.parametrize("value", [float("nan"), object(), "x" * 5000])
    def test_what_is_no_plain_output(self, inside, participant, value):
        self.refused(participant, UnableToSeal, "cannot be sealed", {"strategy": value})

    def test_before_consent(self, inside):
        row = casebook.participant(inside)
        self.refused(row, ConsentMissing, "consent")

    def test_after_follow_up_was_stopped(self, inside, participant):
        withdraw(participant, "follow_up", adjuvant.day(10))
        self.refused(participant, ParticipantWithdrew, "stopped follow-up")

    def test_after_new_use_was_withdrawn(self, inside, participant):
        withdraw(participant, "new_use", adjuvant.day(10))
        self.refused(participant, UseTakenBack, "No new use")

    @pytest.mark.django_db
    def test_what_the_protocol_opens_to_sites(self):
        here = protocols.open_site("hcc-neo")
        row = casebook.consented_participant(here)
        release = enrollment.release_for(here.trial)
        with seeing(here):
            self.refused(row, UnableToSeal, "does not conceal pre", release=release)

    def test_what_the_protocol_does_not_know(self, inside, participant):
        release = factory.release(inside.trial, slug="horoscope")
        self.refused(participant, UnableToSeal, "does not conceal horoscope", release=release)

    def test_if_the_row_is_refused_nothing_is_published(self, inside, participant):
        with pytest.raises(DatabaseError, match="too long"):
            factory.sealed(participant, run_id="r" * 101)
        assert not SealedLogEntry.objects.exists()


def withdraw(row, scope: str, day: date) -> None:
    with seeing(row.activation):
        withdrawals.record(
            participant=row,
            scope=scope,
            withdrawal_date=day,
            by=casebook.member(row.activation),
            at=instant(day),
        )


class TestRevealing:
    def test_the_lock_of_the_strategy_opens_it_to_analysis(self, inside, participant):
        made = factory.sealed(participant)
        lock = adjuvant.locked(participant)
        reveal = factory.revealed(participant, made, lock)

        assert reveal.locked_at == lock.locked_at
        assert reveal.revealed_at > lock.locked_at
        (opened,) = revealed_to(participant)
        assert sealing.open_sealed(opened) == SAID

    def test_revealed_again_it_is_the_same_reveal(self, inside, participant):
        made, lock = factory.sealed(participant), adjuvant.locked(participant)
        assert factory.revealed(participant, made, lock) == factory.revealed(
            participant, made, lock
        )
        assert Reveal.objects.count() == 1

    def test_the_lock_reveals_all_that_waited_for_it(self, inside, participant):
        factory.sealed(participant)
        factory.sealed(participant, input_sha256=factory.sha256_of("other"))
        assert revealed_to(participant) == []

        lock = adjuvant.locked(participant)
        assert len(revealed_to(participant)) == 2
        assert {one.revealed_by for one in Reveal.objects.all()} == {str(lock.locked_by_id)}

    def test_a_lock_that_is_refused_reveals_nothing(self, inside, participant):
        factory.sealed(participant)
        adjuvant.decided(participant)
        with pytest.raises(UnableToSign):
            adjuvant.locked(participant, shown=Shown(sha256=""))
        assert revealed_to(participant) == []

    def test_what_is_sealed_behind_a_lock_is_revealed_with_its_sealing(self, inside, participant):
        adjuvant.locked(participant)
        factory.sealed(participant)
        assert len(revealed_to(participant)) == 1
        assert [one.revealed_by for one in Reveal.objects.all()] == ["system:inference"]
        assert overdue([inside.trial]) == []

    def test_before_any_lock_nothing_is_due(self, inside, participant):
        factory.sealed(participant)
        acting = {"by": factory.WORKER, "at": instant(LATER)}
        assert reveals.reveal_due(participant=participant, **acting) == []
        assert overdue([inside.trial]) == []

    def test_of_a_lock_and_a_sealing_at_once_the_later_reveals(self, committed_db):
        """Neither sees the other before it has committed."""
        rows = [adjuvant.participant(adjuvant.site()) for _ in range(RACES)]
        for row in rows:
            adjuvant.decided(row)
            factory.release(row.activation.trial)

        race(2 * RACES, lambda n: (factory.sealed if n % 2 else adjuvant.locked)(rows[n // 2]))

        with seeing(*(row.activation for row in rows)):
            assert [len(revealed_to(row)) for row in rows] == [1] * RACES

    def test_a_lock_of_another_kind_opens_nothing(self, inside, participant, monkeypatch):
        monkeypatch.setattr(locking, "_followers", [])
        made = factory.sealed(participant)
        lock = adjuvant.locked(participant)
        lock.kind = Lock.Kind.OUTCOME
        with pytest.raises(UnableToReveal, match="Treatment decision"):
            factory.revealed(participant, made, lock)

    def test_a_lock_of_another_participant_opens_nothing(self, inside, participant):
        made, other = factory.sealed(participant), adjuvant.participant(inside)
        with pytest.raises(UnableToReveal, match="another participant"):
            factory.revealed(participant, made, adjuvant.locked(other))

    def test_before_the_lock_nothing_is_opened(self, inside, participant):
        made = factory.sealed(participant)
        with pytest.raises(UnableToOpen):
            sealing.open_sealed(made)

    def test_another_site_sees_neither_half(self, participant):
        made = factory.sealed(participant)
        factory.revealed(participant, made, adjuvant.locked(participant))
        elsewhere = protocols.open_site("hcc-adj")
        with seeing(elsewhere):
            assert not SealedPrediction.objects.exists()
            assert not Commitment.objects.exists()
            assert not Reveal.objects.exists()


class TestOpening:
    @pytest.fixture
    def opened(self, inside, participant):
        made = factory.sealed(participant)
        factory.revealed(participant, made, adjuvant.locked(participant))
        return SealedPrediction.objects.get()

    def test_a_process_without_keys_opens_nothing(self, opened, settings):
        settings.PREDICTION_KEYS = []
        with pytest.raises(UnableToOpen, match="cannot be opened here"):
            sealing.open_sealed(opened)

    def test_another_key_opens_nothing(self, opened, settings):
        settings.PREDICTION_KEYS = ["AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="]
        with pytest.raises(UnableToOpen):
            sealing.open_sealed(opened)

    def test_a_key_put_in_front_opens_the_old_ones(self, opened, settings):
        settings.PREDICTION_KEYS = [
            "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
            *settings.PREDICTION_KEYS,
        ]
        assert sealing.open_sealed(opened) == SAID

    @pytest.mark.parametrize(
        ("column", "value"),
        [
            ("participant_id", 1),
            ("release_id", 1),
            ("input_sha256", "0" * 64),
            ("id", uuid.uuid4()),
        ],
    )
    def test_a_text_moved_to_another_row_does_not_open(self, opened, column, value):
        setattr(opened, column, value)
        with pytest.raises(UnableToOpen, match="cannot be opened"):
            sealing.open_sealed(opened)

    def test_a_changed_text_does_not_open(self, opened):
        middle = len(opened.ciphertext) // 2
        letter = "A" if opened.ciphertext[middle] != "A" else "B"
        opened.ciphertext = f"{opened.ciphertext[:middle]}{letter}{opened.ciphertext[middle + 1 :]}"
        with pytest.raises(UnableToOpen, match="cannot be opened"):
            sealing.open_sealed(opened)

    def test_a_text_that_was_not_committed_to_is_told_apart(self, opened):
        opened.commitment = "0" * 64
        with pytest.raises(UnableToOpen, match="not what was committed to"):
            sealing.open_sealed(opened)

    def test_a_commitment_that_was_not_published_is_told_apart(self, opened):
        opened.log_entry.commitment = "0" * 64
        with pytest.raises(UnableToOpen, match="not what was committed to"):
            sealing.open_sealed(opened)
