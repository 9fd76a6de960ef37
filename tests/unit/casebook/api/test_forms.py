import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from casebook.models import FormRecord
from tests.factories import casebook
from tests.unit.casebook.api.conftest import Api, of
from trials.domain.roles import Role

pytestmark = pytest.mark.django_db
ENTRIES = {
    "taken_on": {"text": "2026-01-06"},
    "bilirubin": {"text": "1.2", "unit": "mg/dL"},
    "ecog": {"text": "0"},
    "scan_on": {"missing": "not_done"},
    "smokes": {"chosen": ["no"]},
    "route": {"chosen": ["scan"]},
}
FORM = "forms/intake/?visit=SCR"


def put(api, participant, version=0, path=FORM, key=None, **body):
    headers = {"key": key} if key else {}
    return api.put(of(participant, path), {"entries": ENTRIES, **body}, version, **headers)


def test_a_form_is_saved_and_read_with_its_version(api, consented):
    answer = put(api, consented)
    assert answer.status_code == 200
    assert (answer.json()["status"], answer.json()["version"]) == ("complete", 1)
    read = api.get(of(consented, "forms/intake/"), visit="SCR")
    assert read.headers["ETag"] == answer.headers["ETag"] == '"1"'
    assert read.json()["data"]["bilirubin"]["entered_unit"] == "mg/dL"


def test_a_form_never_saved_is_not_found(api, consented):
    assert api.get(of(consented, "forms/intake/"), visit="SCR").status_code == 404


def test_incomplete_and_then_complete(api, consented):
    put(api, consented, complete=False, entries={"ecog": {"text": "1"}})
    assert put(api, consented, version=1).json()["status"] == "complete"


def test_without_the_version_nothing_is_saved(api, consented):
    answer = api.send("put", of(consented, FORM), {"entries": ENTRIES})
    assert answer.status_code == 400
    assert "If-Match" in answer.json()


def test_a_retry_saves_once(api, consented):
    answers = [put(api, consented, key="one-put-of-it") for _ in range(2)]
    assert answers[0].json() == answers[1].json()
    assert answers[1].headers["Idempotent-Replayed"] == "true"


def test_one_key_for_two_visits_is_a_mistake(api, consented):
    entries = {"weight": {"text": "70"}}
    path = "forms/checkup/?visit="
    put(api, consented, path=f"{path}M03", key="same-key-two-visits", entries=entries)
    answer = put(api, consented, path=f"{path}M06", key="same-key-two-visits", entries=entries)
    assert (answer.status_code, answer.json()["refusal"]) == (409, "KeyAlreadyUsed")


def test_an_older_version_is_refused_with_the_current_one(api, consented):
    put(api, consented)
    put(api, consented, version=1, reason="misread", entries={**ENTRIES, "ecog": {"text": "1"}})
    answer = put(api, consented, version=1, reason="misread")
    assert (answer.status_code, answer.json()["refusal"]) == (409, "Conflict")
    assert answer.json()["current"]["version"] == 2
    assert answer.json()["current"]["data"]["ecog"]["value"] == 1


def test_a_complete_form_is_corrected_with_a_reason(api, consented):
    put(api, consented)
    entries = {**ENTRIES, "ecog": {"text": "1"}}
    without = put(api, consented, version=1, entries=entries)
    assert (without.status_code, without.json()["refusal"]) == (409, "UnableToSave")
    assert put(api, consented, version=1, entries=entries, reason="misread").json()["version"] == 2


def test_every_problem_is_told_with_how_to_mend_it(api, consented):
    entries = {**ENTRIES, "bilirubin": {"text": "12", "unit": "mg/L"}, "ecog": {"text": "9"}}
    answer = put(api, consented, entries=entries)
    assert answer.status_code == 422
    problems = {one["item"]: one for one in answer.json()["problems"]}
    assert set(problems) == {"bilirubin", "ecog"}
    assert problems["bilirubin"]["severity"] == "unreadable"
    assert "Choose one of the accepted units" in problems["bilirubin"]["mend"]
    with casebook.seeing(consented.activation):
        assert not FormRecord.objects.exists()


def test_dropping_answers_is_asked(api, consented):
    smoker = {**ENTRIES, "smokes": {"chosen": ["yes"]}, "packs": {"text": "2"}}
    put(api, consented, complete=False, entries=smoker)
    answer = put(api, consented, version=1)
    assert (answer.status_code, answer.json()["dropped"]) == (409, ["packs"])
    assert put(api, consented, version=1, may_drop=True).status_code == 200


@pytest.mark.parametrize("entries", [{"ecog": "1"}, {"ecog": {"chosen": "yes"}}, "nothing"])
def test_a_body_of_another_shape_is_refused(api, consented, entries):
    assert put(api, consented, entries=entries).status_code == 400


def test_a_monitor_reads_and_does_not_write(consented):
    casebook.saved_form(consented, "checkup", {"weight": "70"}, visit="M03")
    api = Api(casebook.member(consented.activation, Role.MONITOR))
    assert [one["form_id"] for one in api.get(of(consented, "forms/")).json()] == ["checkup"]
    assert put(api, consented).status_code == 403


class TestVisits:
    DONE = {"visit": "M03", "outcome": "done", "visit_date": "2026-02-10"}

    def test_the_plan_and_what_came_of_it(self, api, consented):
        casebook.known(consented, surgery_date=casebook.CONSENTED)
        assert api.post(of(consented, "visits/"), self.DONE).status_code == 201
        plan = {one["visit"]: one for one in api.get(of(consented, "visits/")).json()}
        assert plan["M03"]["done_on"] == "2026-02-10"
        assert (plan["M06"]["due"], plan["M06"]["state"]) == ("2026-07-06", "not_open")

    def test_a_visit_is_corrected(self, api, consented):
        api.post(of(consented, "visits/"), self.DONE)
        changed = {**self.DONE, "visit_date": "2026-02-11"}
        assert api.post(of(consented, "visits/"), changed).status_code == 409
        corrected = {**changed, "version": 1, "reason": "typo"}
        assert api.post(of(consented, "visits/"), corrected).json()["version"] == 2


class TestTable:
    PATH = "forms/drugs_taken/"

    @staticmethod
    def row(name="Aspirin", dose="100", **more):
        cells = {
            "drug_name": {"text": name},
            "drug_dose": {"text": dose},
            "drug_begun": {"text": "2026-02"},
        }
        return {"cells": cells, **more}

    def send(self, api, participant, *rows, version=0, **more):
        entries = {"drugs": {"rows": list(rows)}}
        return put(api, participant, version=version, path=self.PATH, entries=entries, **more)

    def test_rows_get_ids_that_stay_theirs(self, api, consented):
        first = self.send(api, consented, self.row(), self.row("Metformin"))
        assert first.json()["data"]["drugs"]["value"] == ["1", "2"]
        without = {"version": 1, "reason": "the first was never taken"}
        self.send(api, consented, self.row("Metformin", id="2"), **without)
        again = {"version": 2, "reason": "another"}
        third = self.send(
            api, consented, self.row("Metformin", id="2"), self.row("Insulin", id="1"), **again
        )
        assert third.json()["data"]["drugs"]["value"] == ["2", "3"]

    def test_what_is_wrong_names_row_and_column(self, api, consented):
        answer = self.send(api, consented, self.row(), self.row(dose="many"))
        [problem] = answer.json()["problems"]
        assert answer.status_code == 422
        assert (problem["item"], problem["row"], problem["column"]) == ("drugs", "2", "drug_dose")


def test_a_file_is_sent_and_then_said_by_the_form(site):
    participant = casebook.participant(site)
    casebook.consent(participant, scopes={"participation": True, "samples": True})
    api = Api(casebook.member(site))
    sent = api.client.post(
        f"/api/v1/{of(participant, 'files/letter/')}",
        {"file": SimpleUploadedFile("letter.pdf", b"%PDF-1.7 a letter")},
        headers={"Idempotency-Key": "one-file-of-it"},
    )
    assert sent.status_code == 201
    entries = {"drugs": {"rows": [TestTable.row()]}, "letter": {"text": sent.json()["text"]}}
    saved = put(api, participant, path=TestTable.PATH, entries=entries)
    sha256 = sent.json()["sha256"]
    assert saved.json()["data"]["letter"]["value"] == sha256
    got = api.client.get(f"/api/v1/{of(participant, f'files/letter/{sha256}/')}")
    assert got.content == b"%PDF-1.7 a letter"
    assert api.post(of(participant, "files/drugs/"), {}).status_code == 400
