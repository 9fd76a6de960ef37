"""crlm: risks computed elsewhere come in sealed, by page, API or command: all of a file or none."""

import hashlib

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from audit import sealed_log
from audit.acts import acting
from audit.models import SealedLogEntry
from casebook.models import Participant
from inference.actions import releases, releases_elsewhere, score_files, sealing
from inference.actions.releases import UnableToRegister
from inference.actions.score_files import Received, UnableToRecordScores
from inference.domain.score_rows import COLUMNS, columns_for
from inference.keys import opening_keys
from inference.models import Commitment, Reveal, ScoreFile
from inference.selectors.sealed import revealed_to
from tests.databases import SUPERUSER, signed_in
from tests.factories import adjuvant, casebook, enrollment, people, protocols
from tests.factories import score_files as made
from tests.factories import sealing as sealing_factory
from tests.factories.casebook import seeing
from tests.factories.sealing import MADE
from trials.domain.roles import Role
from trials.permissions import NotPermitted

TELLTALE = "0.73125481"


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(people.NOW, tick=False):
        yield


@pytest.fixture
def here(db):
    return made.archive()


@pytest.fixture
def release(here):
    return made.release(here)


@pytest.fixture
def rows(here):
    with seeing(here):
        return list(Participant.objects.select_related("activation").order_by("pk"))


@pytest.fixture
def hand_in(here, release):
    def record(file, role=Role.MODEL_ENGINEER):
        by = casebook.member(here, role)
        with seeing(here, by=by):
            return score_files.record(release=release, file=file, by=by, at=people.NOW)

    return record


def nothing_is_kept(here):
    with seeing(here):
        assert not Commitment.objects.exists()
    assert not ScoreFile.objects.exists()
    assert not SealedLogEntry.objects.exists()


class TestHandingIn:
    def test_each_score_is_sealed_committed_to_and_open_to_analysis(self, here, rows, hand_in):
        lines = [made.line(row, f"0.{row.number}") for row in rows]
        file = made.received(lines)
        kept = hand_in(file)
        assert (kept.rows, kept.computed_by) == (3, "Imaging core, Dr Song")
        with seeing(here):
            found = {one.participant_id: one for one in Commitment.objects.all()}
            assert set(found) == {row.pk for row in rows}
            assert {one.file_id for one in found.values()} == {kept.pk}
            # The protocol lets analysis see it at once.
            assert Reveal.objects.filter(at_once=True).count() == 3
            (sealed,) = revealed_to(rows[1])
            said = sealing.open_sealed(sealed)
        assert said["metastasis_risk"] == float(f"0.{rows[1].number}")
        assert said["as_written"] == f"0.{rows[1].number}"
        assert said["computed_by"] == "Imaging core, Dr Song"
        assert said["input_sha256"] == found[rows[1].pk].input_sha256
        assert (said["file_sha256"], said["row"]) == (file.sha256, 3)
        assert SealedLogEntry.objects.filter(kind="prediction").count() == 3
        assert list(sealed_log.faults()) == []

    def test_more_rows_take_no_more_statements(self, rows, hand_in, django_assert_num_queries):
        with CaptureQueriesContext(connection) as one:
            hand_in(made.received([made.line(rows[0])]))
        with django_assert_num_queries(len(one)):
            hand_in(made.received([made.line(row) for row in rows[1:]]))

    def test_the_same_file_again_changes_nothing(self, here, rows, hand_in):
        file = made.received([made.line(rows[0])])
        assert hand_in(file).pk == hand_in(file).pk
        assert SealedLogEntry.objects.count() == 1

    def test_a_process_with_the_public_half_alone_seals(self, here, rows, hand_in, settings):
        settings.PREDICTION_CLOSING_KEYS = list(opening_keys().closing.encoded)
        keys, settings.PREDICTION_KEYS = settings.PREDICTION_KEYS, []
        hand_in(made.received([made.line(rows[0], TELLTALE)]))
        with seeing(here):
            (sealed,) = revealed_to(rows[0])
            with pytest.raises(sealing.UnableToOpen):
                sealing.open_sealed(sealed)
            settings.PREDICTION_KEYS = keys
            assert sealing.open_sealed(sealed)["as_written"] == TELLTALE


class TestRefusals:
    def refused(self, hand_in, lines, *said):
        with pytest.raises(UnableToRecordScores) as refusal:
            hand_in(made.received(lines))
        told = [str(one) for one in refusal.value.problems]
        assert len(told) == len(said)
        for line, part in zip(told, said, strict=True):
            assert part in line
        assert "9375" not in str(refusal.value) + str(told)

    def test_one_bad_row_refuses_the_file(self, here, rows, hand_in):
        lines = [made.line(rows[0], "0.9375"), made.line(rows[1], "9.375")]
        self.refused(hand_in, lines, "row 3, column score")
        nothing_is_kept(here)

    def test_a_code_of_nobody(self, here, rows, hand_in):
        lines = [made.line(rows[0]), {**made.line(rows[1]), "participant": "CRLM-WH-9-X"}]
        self.refused(hand_in, lines, "row 3, column participant: nobody of this trial")
        nothing_is_kept(here)

    def test_all_that_is_wrong_is_told_at_once_in_the_order_of_the_rows(self, rows, hand_in):
        hand_in(made.received([made.line(rows[0], "0.25")]))
        lines = [
            {**made.line(rows[0], "9.375"), "computed_by": ""},
            made.line(rows[1]),
            {**made.line(rows[2], "9375"), "participant": "CRLM-WH-9-X", "computed_at": "x"},
        ]
        self.refused(
            hand_in,
            lines,
            "row 2, column score",
            "row 2, column computed_by",
            "row 2, column input_sha256: a score from this input",
            "row 4, column score",
            "row 4, column computed_at",
            "row 4, column participant: nobody of this trial",
        )

    def test_what_is_sealed_already_is_never_replaced(self, rows, hand_in):
        hand_in(made.received([made.line(rows[0], "0.25")]))
        lines = [made.line(rows[0], "0.9375"), made.line(rows[1])]
        self.refused(hand_in, lines, "row 2, column input_sha256: a score from this input")
        assert SealedLogEntry.objects.count() == 1

    @pytest.mark.parametrize("role", [Role.NURSE, Role.DATA_MANAGER, Role.UNBLINDED_STATISTICIAN])
    def test_whoever_meets_records_or_outcomes_hands_in_none(self, here, rows, hand_in, role):
        with pytest.raises(NotPermitted):
            hand_in(made.received([made.line(rows[0])]), role)
        nothing_is_kept(here)

    def test_a_release_that_is_not_in_use(self, here, rows, hand_in, release):
        sponsor = casebook.member(here, Role.SPONSOR)
        with seeing(here, by=sponsor):
            releases.retire(release=release, reason="Newer", by=sponsor, at=people.NOW)
        release.refresh_from_db()
        with pytest.raises(UnableToRecordScores, match="Retired"):
            hand_in(made.received([made.line(rows[0])]))

    @pytest.mark.parametrize("data", [b"\xff\xfe\x00", b"x" * 2_000_001])
    def test_no_file_of_ours(self, hand_in, data):
        with pytest.raises(UnableToRecordScores):
            hand_in(Received(data))


class TestWays:
    """The page, the API and the command."""

    def address(self, release):
        return f"/trials/crlm/predictors/{release.pk}/scores/"

    def test_the_page_takes_a_file_and_never_shows_what_it_says(self, client, here, rows, release):
        client.force_login(casebook.member(here, Role.MODEL_ENGINEER))
        bad = made.content([made.line(rows[0], "73.125481"), made.line(rows[1], TELLTALE)])
        answer = client.post(self.address(release), {"file": SimpleUploadedFile("a.csv", bad)})
        assert answer.status_code == 422
        assert b"from 0 to 1" in answer.content
        good = made.content([made.line(rows[0], TELLTALE)])
        done = client.post(
            self.address(release), {"file": SimpleUploadedFile("b.csv", good)}, follow=True
        )
        assert "1 score is sealed." in done.content.decode()
        assert "Imaging core, Dr Song" in done.content.decode()
        again = client.post(
            self.address(release), {"file": SimpleUploadedFile("b.csv", good)}, follow=True
        )
        assert "Nothing was changed" in again.content.decode()
        shown = answer.content + done.content + again.content
        assert b"73125481" not in shown
        assert b"73.125481" not in shown
        assert (
            "Hand in scores"
            in client.get(f"/trials/crlm/predictors/{release.pk}/").content.decode()
        )

    def test_nobody_else_has_the_page(self, client, here, release):
        for role in (Role.NURSE, Role.DATA_MANAGER, Role.SPONSOR):
            client.force_login(casebook.member(here, role))
            assert client.get(self.address(release)).status_code == 403
            page = client.get(f"/trials/crlm/predictors/{release.pk}/").content.decode()
            assert "Hand in scores" not in page

    def test_the_api_does_the_same(self, client, here, rows, release):
        client.force_login(casebook.member(here, Role.MODEL_ENGINEER))

        def send(lines, key, named=str(release)):
            file = SimpleUploadedFile("a.csv", made.content(lines))
            return client.post(
                "/api/v1/trials/crlm/sealed-scores/",
                {"release": named, "file": file},
                headers={"Idempotency-Key": key},
            )

        bad = send([made.line(rows[0], "7.3125481")], "key-number-1")
        assert bad.status_code == 400
        (told,) = bad.json()["file"]
        assert told.startswith("Row 2, column score")
        assert send([made.line(rows[0])], "key-number-2", "none 1").status_code == 400
        done = send([made.line(rows[0], TELLTALE)], "key-number-3")
        assert (done.status_code, done.json()["rows"]) == (201, 1)
        repeated = send([made.line(rows[0], TELLTALE)], "key-number-3")
        assert repeated.headers["Idempotent-Replayed"] == "true"
        assert send([made.line(rows[1], TELLTALE)], "key-number-3").status_code == 409
        (listed,) = client.get("/api/v1/trials/crlm/sealed-scores/").json()
        assert listed["computed_by"] == "Imaging core, Dr Song"
        said = bad.content + done.content + client.get("/api/v1/trials/crlm/sealed-scores/").content
        assert b"3125481" not in said

    def test_the_command_does_the_same(self, here, rows, release, tmp_path, capsys):
        path, by = tmp_path / "scores.csv", casebook.member(here, Role.MODEL_ENGINEER)
        words = {"trial": "crlm", "file": path, "release": str(release), "by": by.username}
        path.write_bytes(made.content([made.line(rows[0], "2")]))
        with pytest.raises(CommandError, match="1 problems"):
            call_command("record_scores", **words)
        assert "row 2, column score" in capsys.readouterr().err
        path.write_bytes(made.content([made.line(row) for row in rows]))
        call_command("record_scores", **words)
        said = capsys.readouterr().out
        assert said.startswith("3 scores of metastasis_risk 1.0 are sealed.")
        assert hashlib.sha256(path.read_bytes()).hexdigest() in said
        with pytest.raises(CommandError, match="Its releases: “metastasis_risk"):
            call_command("record_scores", **{**words, "release": "other 1"})


class TestChoices:
    """hcc-adj compares codes with what was received: a number would be none of them, for good."""

    CODES = ("surgery_alone", "surgery_tace", "surgery_tace_systemic", "surgery_systemic")

    @pytest.fixture
    def row(self, db):
        return adjuvant.participant()

    def hand_in(self, row, **changes):
        shares = dict(zip(self.CODES, ("0.2", "0.5", "0.2", "0.1"), strict=True))
        said = {"choice": "surgery_tace", **{f"p_{code}": one for code, one in shares.items()}}
        line = made.line(row, model="strategy", computed_at=f"{MADE}T09:30:00+08:00", **said)
        release = enrollment.approved(sealing_factory.release(row.activation.trial))
        by = casebook.member(row.activation, Role.MODEL_ENGINEER)
        columns = columns_for(self.CODES) if not changes else COLUMNS
        file = Received(made.content([{**line, **changes}], columns))
        with seeing(row.activation, by=by):
            return score_files.record(release=release, file=file, by=by, at=people.NOW)

    def test_a_code_with_its_shares_is_sealed_and_read_as_that_of_a_run_here(self, row):
        assert self.hand_in(row).rows == 1
        with seeing(row.activation):
            (commitment,) = Commitment.objects.filter(participant=row)
            assert (commitment.at_once, commitment.release.predictor.slug) == (False, "strategy")

    def test_a_number_is_refused(self, row):
        with pytest.raises(UnableToRecordScores) as refusal:
            self.hand_in(row, score="0.5")
        told = [str(one) for one in refusal.value.problems]
        assert told[0] == "row 1, column choice: the column is missing"
        with seeing(row.activation):
            assert not Commitment.objects.exists()

    def test_the_page_names_its_columns(self, client, row):
        release = enrollment.approved(sealing_factory.release(row.activation.trial))
        client.force_login(casebook.member(row.activation, Role.MODEL_ENGINEER))
        page = client.get(f"/trials/hcc-adj/predictors/{release.pk}/scores/").content.decode()
        assert "<code>p_surgery_tace</code>" in page
        assert "<code>score</code>" not in page


class TestReleases:
    def propose(self, here, **changes):
        by = casebook.member(here, Role.MODEL_ENGINEER)
        given = {"slug": "metastasis_risk", "version": "2", "weights_sha256": "ab" * 32}
        with acting(by=by, action="tests.propose"):
            return releases_elsewhere.register_elsewhere(
                trial=here.trial,
                **{**given, "threshold": 0.5, **changes},
                by=by,
                at=people.NOW,
            )

    def test_the_protocol_names_the_predictor(self, here):
        made_here = self.propose(here)
        assert made_here.predictor.title_zh == "肝转移风险预测"
        assert made_here.predictor.fact == ""
        assert self.propose(here, version="3").pk == made_here.pk
        for wrong in (
            {"slug": "other"},
            {"weights_sha256": "x"},
            {"threshold": 2},
            {"threshold": None},
        ):
            with pytest.raises(UnableToRegister):
                self.propose(here, **wrong)

    def test_where_it_chooses_among_codes_nothing_counts_as_high(self, db):
        here = protocols.open_site("hcc-adj")
        with pytest.raises(UnableToRegister, match="surgery_alone, surgery_tace,"):
            self.propose(here, slug="strategy")
        assert self.propose(here, slug="strategy", threshold=None).threshold is None


def test_no_table_holds_a_score_in_the_clear(committed_db, client):
    """Nor the file's hash, from which few scores could be guessed."""
    here = made.archive(rows=2)
    release = made.release(here)
    with seeing(here):
        one, other = Participant.objects.order_by("pk")
    client.force_login(casebook.member(here, Role.MODEL_ENGINEER))
    sent = made.content([made.line(one, TELLTALE)])
    page = f"/trials/crlm/predictors/{release.pk}/scores/"
    key = {"submission_key": "0" * 20}
    client.post(page, {"file": SimpleUploadedFile("a.csv", sent), **key})
    through_api = made.content([made.line(other, TELLTALE)])
    client.post(
        "/api/v1/trials/crlm/sealed-scores/",
        {"release": str(release), "file": SimpleUploadedFile("b.csv", through_api)},
        headers={"Idempotency-Key": "key-number-1"},
    )
    assert ScoreFile.objects.count() == 2
    hashes = [hashlib.sha256(data).hexdigest() for data in (sent, through_api)]
    with signed_in(SUPERUSER, committed_db) as cursor:
        for word in ("73125481", *hashes):
            assert tables_with(cursor, word) == []
        assert "casebook_participant" in tables_with(cursor, one.code)


def tables_with(cursor, word):
    cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    found = []
    for (table,) in cursor.fetchall():
        cursor.execute(f'SELECT count(*) FROM "{table}" t WHERE t::text LIKE %s', [f"%{word}%"])
        if cursor.fetchone()[0]:
            found.append(table)
    return found
