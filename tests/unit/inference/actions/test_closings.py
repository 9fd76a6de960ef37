"""A response or an outcome is locked one by one: signed, locked; then what waited for it opens."""

import pytest
import time_machine
from django.db import DatabaseError, transaction
from django.test import Client

from casebook.actions import data_locks, form_signatures
from casebook.actions.data_locks import Closing
from casebook.domain.data_locks import Scope
from casebook.models import FormRecord, Lock, Participant
from casebook.selectors.form_signatures import content_of
from inference.actions import openings, score_files
from inference.models import Commitment, OpenedPrediction, Reveal
from inference.reveal_tasks import sweep_reveals
from inference.selectors.opened import opened_of, to_open
from tests.factories import casebook, people, protocols
from tests.factories import score_files as made
from tests.factories import sealing as factory
from tests.factories.casebook import seeing
from trials.domain.roles import Role

TELLTALE = "0.73125481"
BY_RESPONSE = {
    "open_to_analysis: prediction": "open_to_analysis: response_and_decision_locked",
    "open_to_sites: outcome_locked": "open_to_sites: database_lock",
    "closed_by: [outcome]": "closed_by: [pathology, outcome]",
}


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(people.NOW, tick=False):
        yield


@pytest.fixture
def here(db):
    return made.archive(rows=2)


@pytest.fixture
def people_of_crlm(here):
    """Of each a score is sealed."""
    return sealed_in(here)


def sealed_in(here):
    release, by = made.release(here), casebook.member(here, Role.MODEL_ENGINEER)
    with seeing(here, by=by):
        rows = list(Participant.objects.select_related("activation__trial").order_by("pk"))
        file = made.received([made.line(row, TELLTALE) for row in rows])
        score_files.record(release=release, file=file, by=by, at=people.NOW)
    return rows


def sign(row, form_id):
    by = casebook.member(row.activation, Role.PI)
    with seeing(row.activation, by=by):
        record = FormRecord.objects.get(participant=row, form_id=form_id)
        signing = people.signing(by, content_of(record))
        form_signatures.sign_form(record=record, signing=signing, by=by, at=people.NOW)


def close(row, form_id=""):
    """Lock the data of the participant, or of one form."""
    by = casebook.member(row.activation, Role.DATA_MANAGER)
    with seeing(row.activation, by=by):
        record = FormRecord.objects.get(participant=row, form_id=form_id) if form_id else None
        scope = Scope.FORM if form_id else Scope.PARTICIPANT
        closing = Closing(
            activations=(row.activation,), scope=scope, participant=row, record=record
        )
        data_locks.lock(closing=closing, by=by, at=people.NOW)


def close_site(here):
    by = casebook.member(here, Role.DATA_MANAGER)
    with seeing(here, by=by):
        data_locks.lock(
            closing=Closing(activations=(here,), scope=Scope.SITE), by=by, at=people.NOW
        )


def kinds_of(row):
    with seeing(row.activation):
        return [one.kind for one in Lock.objects.filter(participant=row)]


def opened(row):
    with seeing(row.activation):
        return openings.open_due(participant=row, by=factory.WORKER, at=people.NOW)


class TestOutcome:
    @pytest.mark.parametrize("signs_first", [True, False])
    def test_signed_and_locked_it_opens_this_one_to_the_site(
        self, here, people_of_crlm, signs_first
    ):
        row, other = people_of_crlm
        steps = [lambda: sign(row, "outcome"), lambda: close(row)]
        first, second = steps if signs_first else reversed(steps)
        first()
        assert (kinds_of(row), opened(row)) == ([], [])
        second()
        assert kinds_of(row) == ["outcome"]
        assert (kinds_of(other), opened(other)) == ([], [])
        with seeing(here):
            assert to_open([here.trial]) == [row.pk]
        sweep_reveals()
        with seeing(here):
            (said,) = opened_of(row)
            assert (said.lock_kind, said.output["as_written"]) == ("outcome", TELLTALE)
            assert opened_of(other) == to_open([here.trial]) == []
        assert self.shown(row) == TELLTALE
        assert self.shown(other) == ""

    def shown(self, row):
        client = Client()
        client.force_login(casebook.member(row.activation, Role.NURSE))
        there = f"crlm/participants/{row.code}"
        page = client.get(f"/trials/{there}/predictions/").content.decode()
        told = client.get(f"/api/v1/trials/{there}/opened-predictions/").json()
        assert (TELLTALE in page) is bool(told)
        return told[0]["output"]["as_written"] if told else ""

    def test_a_lock_of_the_form_alone_is_too_little(self, here, people_of_crlm):
        row, _ = people_of_crlm
        sign(row, "outcome")
        close(row, "outcome")
        assert kinds_of(row) == []

    def test_of_a_whole_site_a_sweep_notes_it(self, here, people_of_crlm):
        row, other = people_of_crlm
        sign(row, "outcome")
        close_site(here)
        assert kinds_of(row) == []
        sweep_reveals()
        sweep_reveals()
        assert (kinds_of(row), kinds_of(other)) == (["outcome"], [])
        with seeing(here):
            assert len(opened_of(row)) == 1

    def test_the_database_refuses_it_where_the_commitment_waits_for_a_database_lock(
        self, here, people_of_crlm
    ):
        row, other = people_of_crlm
        for one in (row, other):
            sign(one, "outcome")
            close(one)
        (said,) = opened(row)
        names = [field.attname for field in said._meta.concrete_fields if field.attname != "id"]
        given = {name: getattr(said, name) for name in names}
        with seeing(here):
            waiting = Commitment.objects.get(participant=other)
            lock = Lock.objects.get(participant=other)
        of_other = {
            "participant_id": other.pk,
            "sealed_id": waiting.sealed_id,
            "lock_id": lock.pk,
            "locked_at": lock.locked_at,
        }
        assert waiting.sites_by == "outcome"
        for wrong in ({"sites_by": "database"}, {"lock_kind": "database"}):
            refused = pytest.raises(DatabaseError)
            with seeing(here), people.setting_up(), refused, transaction.atomic():
                OpenedPrediction.objects.create(**{**given, **of_other, **wrong})
        assert len(opened(other)) == 1


class TestResponse:
    def test_each_form_named_has_to_be_signed_and_locked(self, db):
        protocols.put_down("crlm", self.text())
        here = made.archive(rows=2)
        row, other = sealed_in(here)
        for form in ("pathology", "outcome"):
            assert kinds_of(row) == []
            with seeing(here):
                assert not Reveal.objects.exists()
            sign(row, form)
            close(row, form)
        assert kinds_of(row) == ["response", "response"]
        with seeing(here):
            assert Reveal.objects.get().lock.kind == "response"
        assert (kinds_of(other), opened(row)) == ([], [])

    def text(self):
        text = protocols.text_of("crlm")
        for old, new in BY_RESPONSE.items():
            assert old in text
            text = text.replace(old, new)
        return text
