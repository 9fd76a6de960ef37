"""The rules of a protocol ask when a record breaks them, and take it back when it does not."""

from datetime import date, timedelta
from io import StringIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse

from casebook.actions import queries
from casebook.actions.rule_following import follow_rules
from casebook.models import Backtest, Query
from jobs import registry
from jobs.models import Job
from jobs.pulse import Silence
from jobs.runner import RunningJob
from tests.factories import casebook, people, protocols
from tests.unit.casebook.actions.test_forms import INTAKE, correct, save
from trials.domain.roles import Role

pytestmark = pytest.mark.django_db
RULES = """rules:
  - id: taken_before_surgery
    expect: {not: {fact: taken_on, after: {fact: surgery_date}}}
    ask: taken_on
    message: {en: "Taken after surgery.", zh: "采集晚于手术。"}
  - id: not_that_light
    expect: {fact: weight, at_least: 30}
    weight: minor
    ask: weight
    message: {en: "Too light.", zh: "体重过轻。"}

allocation: none
"""
EARLIER, EVEN_EARLIER = date(2026, 1, 5), date(2026, 1, 4)


def ruled_text():
    return protocols.text_of("small-trial").replace("allocation: none\n", RULES)


@pytest.fixture
def participant():
    protocols.put_down("small-trial", ruled_text())
    return casebook.consented_participant(protocols.open_site("small-trial"))


def follow(participant, days=0):
    with (
        casebook.seeing(participant.activation),
        people.acting(by=people.SETUP, action="tests.follow"),
    ):
        return follow_rules(participant, by=None, at=people.NOW + timedelta(days=days))


def asked(participant):
    with casebook.seeing(participant.activation):
        rows = Query.objects.filter(origin=Query.Origin.RULE).order_by("pk")
        return [(one.rule, one.item, one.state) for one in rows]


def test_a_save_that_breaks_a_rule_asks_once(participant):
    casebook.known(participant, surgery_date=EARLIER)
    record = save(participant)
    assert asked(participant) == [("taken_before_surgery", "taken_on", "open")]
    with casebook.seeing(participant.activation):
        query = Query.objects.get()
        assert query.raised_by is None
        assert query.message == {
            "en": "Taken after surgery. (Surgery: 2026-01-05; Taken on: 2026-01-06)",
            "zh": "采集晚于手术。 (手术日期: 2026-01-05; 采集日期: 2026-01-06)",
        }
    assert follow(participant) == 0
    correct(record, {**INTAKE, "taken_on": "2026-01-04"})
    assert asked(participant) == [("taken_before_surgery", "taken_on", "closed")]


def test_what_is_unknown_or_in_order_is_not_asked(participant):
    save(participant)
    assert asked(participant) == []
    casebook.known(participant, surgery_date=date(2026, 1, 20))
    assert follow(participant) == 0
    assert asked(participant) == []


def test_a_breach_without_its_form_waits_for_the_form(participant):
    casebook.known(participant, surgery_date=EARLIER, taken_on=date(2026, 1, 6))
    assert follow(participant) == 0
    save(participant)
    assert [one[0] for one in asked(participant)] == ["taken_before_surgery"]


def test_at_the_visit_where_it_is_broken(participant):
    for visit, weight in (("M03", "25"), ("M06", "70")):
        casebook.saved_form(participant, "checkup", {"weight": weight}, visit=visit)
    with casebook.seeing(participant.activation):
        query = Query.objects.get(rule="not_that_light")
        assert query.record.visit == "M03"


def test_what_a_reviewer_closed_is_not_asked_again_over_the_same_values(participant):
    casebook.known(participant, surgery_date=EARLIER)
    save(participant)
    manager = casebook.member(participant.activation, Role.DATA_MANAGER)
    with casebook.seeing(participant.activation, by=manager):
        queries.close(query=Query.objects.get(), text="as in the source", by=manager, at=people.NOW)
    assert follow(participant) == 0
    casebook.known(participant, surgery_date=EVEN_EARLIER)
    assert follow(participant) == 1
    assert [one[2] for one in asked(participant)] == ["closed", "open"]


class TestBacktest:
    def run(self, tmp_path, text):
        file, out = tmp_path / "next.yaml", StringIO()
        file.write_text(text, encoding="utf-8")
        call_command("backtest", str(file), stdout=out)
        return [line.split("\t") for line in out.getvalue().splitlines()]

    def test_counts_what_would_have_fired_and_asks_nobody(self, tmp_path, consented):
        save(consented)
        casebook.known(consented, surgery_date=EARLIER)
        _head, taken, light = self.run(tmp_path, ruled_text())
        assert taken[:6] == ["taken_before_surgery", "1", "0", "0", "1", "0"]
        assert taken[7] == consented.code
        assert light[:5] == ["not_that_light", "0", "0", "1", "0"]
        assert asked(consented) == []

    @pytest.mark.parametrize(
        ("change", "says"),
        [
            (("slug: small-trial", "slug: unknown-trial"), "There is no trial unknown-trial"),
            ((RULES, "allocation: none\n"), "has no rules"),
            (("ask: weight", "ask: wait"), "there is no question 'wait'"),
        ],
    )
    def test_says_what_is_missing(self, tmp_path, consented, change, says):
        with pytest.raises(CommandError, match=says):
            self.run(tmp_path, ruled_text().replace(*change))

    def test_a_file_that_is_not_there(self):
        with pytest.raises(CommandError, match="cannot be read"):
            call_command("backtest", "nothing.yaml")


def test_the_page_of_the_rules(participant, client):
    casebook.known(participant, surgery_date=EARLIER)
    save(participant)
    client.force_login(casebook.member(participant.activation, Role.DATA_MANAGER))
    shown = client.get(reverse("casebook:rules", args=["small-trial"])).content.decode()
    for word in ("Taken after surgery.", "Too light.", "not_that_light", participant.code, "Minor"):
        assert word in shown


def test_the_page_counts_over_history_also_by_a_file_not_yet_adopted(consented, client):
    save(consented)
    casebook.known(consented, surgery_date=EARLIER)
    client.force_login(casebook.member(consented.activation, Role.DATA_MANAGER))
    page = reverse("casebook:rules", args=["small-trial"])

    def sent(text):
        file = SimpleUploadedFile("next.yaml", text.encode())
        return client.post(page, {"file": file})

    assert "The protocol has no rules" in client.get(page).content.decode()
    assert counted(client.post(page))["fired"] == {}
    job = counted(sent(ruled_text()))
    assert job["fired"] == {"taken_before_surgery": 1, "not_that_light": 0}
    shown = client.get(job["url"]).content.decode()
    for word in ("Tried with the rules of a file", "Fired so far", consented.code):
        assert word in shown
    assert "Your count over history of" in client.get(page).content.decode()
    assert asked(consented) == []
    for text, said in (
        (ruled_text().replace("ask: weight", "ask: wait"), "next.yaml:"),
        (protocols.text_of("crlm"), "The file is of the trial crlm"),
    ):
        answer = sent(text)
        assert answer.status_code == 422
        assert said in answer.content.decode()
    client.force_login(casebook.member(consented.activation, Role.MONITOR))
    assert "Fired so far" not in client.get(job["url"]).content.decode()


def counted(answer):
    """The job the page leads to, run as its worker would."""
    job = Job.objects.latest("pk")
    assert answer.url == job.get_absolute_url()
    job.started_at = people.NOW
    with people.acting(by=job.requested_by, action="tests.count", activations=job.activation_ids):
        kind = registry.kind_of(job.kind)
        result = kind.run(job=RunningJob(job, Silence()), **job.payload)()
    fired = {rule: one["fired"] for rule, one in Backtest.objects.latest("pk").counts.items()}
    return {**result, "fired": fired}
