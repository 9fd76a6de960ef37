"""Before the database lock no site reads a prediction; after it they read what was sealed."""

from types import SimpleNamespace

import pytest
from django.db import DatabaseError, transaction
from django.test import Client, override_settings
from django.urls import reverse

from casebook.models import Lock
from inference.actions import openings
from inference.models import OpenedPrediction, Reveal
from inference.opening_tasks import open_to_sites
from inference.reveal_tasks import sweep_reveals
from inference.selectors.opened import opened_of, to_open
from inference.selectors.sealed import overdue, revealed_to
from jobs.models import Job
from tests.factories import adjuvant, board, casebook, people, protocols
from tests.factories import sealing as factory
from tests.factories.adjuvant import LATER
from tests.factories.casebook import instant, seeing
from trials.domain.roles import Role

TELLTALE = "0.61803398874989"
SAID = {"strategy": "surgery_tace", "probabilities": {"surgery_tace": TELLTALE}}


@pytest.fixture
def site(db):
    return adjuvant.site()


@pytest.fixture
def inside(site):
    with seeing(site):
        yield site


@pytest.fixture
def decided(site):
    """Sealed; the strategy received is locked, so analysis reads it."""
    row = adjuvant.participant(site)
    factory.sealed(row, SAID)
    adjuvant.locked(row)
    return row


@pytest.fixture
def undecided(site):
    """Sealed, and nobody ever locked what was received."""
    row = adjuvant.participant(site)
    factory.sealed(row, SAID)
    return row


def opened(row):
    with seeing(row.activation):
        return openings.open_due(participant=row, by=factory.WORKER, at=instant(LATER))


def page_for(role, row, name="record"):
    client = Client()
    client.force_login(casebook.member(row.activation, role))
    with override_settings(PREDICTION_KEYS=[]):
        url = reverse(f"inference:{name}", args=[row.activation.trial.slug, row.code])
        return client.get(url).content.decode()


class TestBefore:
    def test_a_locked_strategy_opens_nothing_to_the_sites(self, inside, decided):
        assert len(revealed_to(decided)) == 1
        assert opened(decided) == []
        assert to_open([inside.trial]) == []
        assert TELLTALE not in page_for(Role.NURSE, decided)

    def test_nor_does_a_database_lock_that_one_person_asked_for(self, inside, undecided):
        board.entry_closed(inside)
        board.lock_proposed(inside)
        assert opened(undecided) == []
        assert not Lock.objects.filter(kind=Lock.Kind.DATABASE).exists()
        assert not Job.objects.filter(kind=openings.OPEN).exists()


class TestAfter:
    def test_each_participant_is_locked_by_the_second_signature(self, inside, decided, undecided):
        lock = board.database_locked(inside)
        found = Lock.objects.filter(kind=Lock.Kind.DATABASE)
        assert {one.participant_id for one in found} == {decided.pk, undecided.pk}
        assert {one.signature for one in found} == {lock.confirmation}
        job = Job.objects.get(kind=openings.OPEN)
        assert (job.payload, job.activation_ids) == ({"lock_id": lock.pk}, [inside.pk])

    def test_the_job_opens_all_of_the_trial_to_analysis_and_sites(self, inside, decided, undecided):
        lock = board.database_locked(inside)
        said = []
        running = SimpleNamespace(
            by=factory.WORKER, progress=lambda percent, step: said.append(percent)
        )
        with seeing(inside):
            open_to_sites(job=running, lock_id=lock.pk)()
        assert said == [0, 50]
        for row in (decided, undecided):
            (made,) = opened_of(row)
            assert (made.output, made.run_id, made.lock_kind) == (SAID, "run-1", "database")
            assert made.opened_at >= made.locked_at == made.lock.locked_at
        assert Reveal.objects.get(participant=undecided).lock.kind == Lock.Kind.DATABASE
        assert Reveal.objects.get(participant=decided).lock.kind == Lock.Kind.DECISION
        assert to_open([inside.trial]) == overdue([inside.trial]) == []
        assert opened(decided) == []

    def test_who_treats_reads_it_on_the_participants_page(self, inside, undecided):
        board.database_locked(inside)
        assert TELLTALE not in page_for(Role.NURSE, undecided)
        opened(undecided)
        for name in ("record", "panel"):
            page = page_for(Role.NURSE, undecided, name)
            assert TELLTALE in page
            assert "is sealed" not in page
        assert "<strong>Surgery + TACE</strong>" in page_for(Role.MONITOR, undecided)

    def test_the_api_answers_whoever_the_page_answers(self, inside, undecided):
        address = (
            f"/api/v1/trials/{undecided.activation.trial.slug}/participants/{undecided.code}"
            "/opened-predictions/"
        )

        def asked(role):
            client = Client()
            client.force_login(casebook.member(inside, role))
            return client.get(address)

        board.database_locked(inside)
        assert asked(Role.NURSE).json() == []
        (made,) = opened(undecided)
        for role in (Role.NURSE, Role.DATA_MANAGER, Role.MONITOR, Role.AUDITOR):
            (told,) = asked(role).json()
            assert (told["output"], told["run_id"], told["lock_kind"]) == (
                SAID,
                "run-1",
                "database",
            )
            assert told["release_sha256"] == made.release.identity
        for role in (Role.READER, Role.SPONSOR, Role.STATISTICIAN):
            answer = asked(role)
            assert answer.status_code == 403
            assert TELLTALE not in answer.content.decode()

    def test_what_is_sealed_behind_the_lock_is_revealed_and_the_sweep_opens_it(
        self, inside, undecided
    ):
        board.database_locked(inside)
        opened(undecided)
        factory.sealed(undecided, input_sha256=factory.sha256_of("later"))
        assert len(revealed_to(undecided)) == 2
        assert to_open([inside.trial]) == [undecided.pk]
        sweep_reveals()
        sweep_reveals()
        with seeing(inside):
            assert len(opened_of(undecided)) == 2
            assert to_open([inside.trial]) == []

    def test_what_does_not_open_holds_up_nobody(self, inside, decided, undecided, settings):
        board.database_locked(inside)
        keys, settings.PREDICTION_KEYS = settings.PREDICTION_KEYS, []
        assert opened(decided) == []
        settings.PREDICTION_KEYS = keys
        assert len(opened(undecided)) == len(opened(decided)) == 1

    def test_another_trial_is_not_touched(self, inside, undecided):
        elsewhere = casebook.consented_participant(protocols.open_site("hcc-neo"))
        board.database_locked(inside)
        with seeing(elsewhere.activation):
            assert not Lock.objects.exists()


class TestTheDatabaseRefuses:
    """Past every check of ours."""

    @pytest.fixture
    def write(self, inside, undecided):
        board.database_locked(inside)
        (made,) = opened(undecided)
        sealed = factory.sealed(undecided, input_sha256=factory.sha256_of("later"))
        names = [field.attname for field in made._meta.concrete_fields if field.attname != "id"]
        given = {name: getattr(made, name) for name in names} | {"sealed_id": sealed.pk}

        def write(**changes):
            with people.setting_up(), transaction.atomic():
                return OpenedPrediction.objects.create(**{**given, **changes})

        return write

    def test_a_lock_of_another_kind_by_its_name_or_not(self, decided, write):
        decision = Lock.objects.get(kind=Lock.Kind.DECISION)
        of = {"lock_id": decision.pk, "locked_at": decision.locked_at}
        with pytest.raises(DatabaseError, match="carries"):
            write(**of, participant_id=decision.participant_id)
        with pytest.raises(DatabaseError, match="opened_to_sites_by_its_lock"):
            write(**of, lock_kind="decision")

    def test_a_made_up_time_another_participant_and_twice(self, decided, write):
        with pytest.raises(DatabaseError, match="carries_lock_id"):
            write(locked_at=people.NOW)
        with pytest.raises(DatabaseError, match="carries"):
            write(participant_id=decided.pk)
        write()
        with pytest.raises(DatabaseError, match="sealed_id"):
            write()
