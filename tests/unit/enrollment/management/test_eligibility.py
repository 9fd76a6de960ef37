import json

import pytest
from django.core.management import CommandError, call_command

from casebook.models import Fact, Participant
from tests.factories import protocols

pytestmark = pytest.mark.django_db


@pytest.fixture
def judge(tmp_path, capsys):
    protocols.open_site()

    def command(content, *words, trial="hcc-neo"):
        file = tmp_path / "facts.json"
        file.write_text(content if isinstance(content, str) else json.dumps(content))
        call_command("eligibility", "--trial", trial, "--facts", str(file), *words)
        return json.loads(capsys.readouterr().out)

    return command


def test_values_alone_are_judged_today_and_nothing_is_stored(judge):
    said = judge('{"pre_score": 0.4999999, "ecog": {"value": 1}}')
    (score,) = [atom for atom in said["atoms"] if "pre_score" in atom["used"]]
    assert (said["verdict"], score["verdict"]) == ("ineligible", "not_met")
    assert not Participant.objects.exists()
    assert not Fact.objects.exists()


def test_the_day_comes_from_the_command_else_from_the_file(judge):
    content = {"on": "2026-03-05", "facts": {"mri_date": "2026-02-05"}}
    assert judge(content)["judged_on"] == "2026-03-05"
    assert judge(content, "--on", "2026-03-06")["judged_on"] == "2026-03-06"


def test_sentences_come_in_the_language_asked_for(judge):
    said = judge({"ecog": 2}, "--language", "zh")
    (ecog,) = [atom for atom in said["atoms"] if atom["id"] == "I6a"]
    assert ecog["would_flip"] == "ECOG 体力状况评分 0 至 1，比现在少 1"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("{ecog: 1}", "line 1, column 2: this is not JSON"),
        ("[1]", "Expected an object"),
        ('{"facts": [1]}', "Expected"),
        ('{"facts": {}, "patient": 1}', "nothing else"),
        ('{"facts": {}, "on": "soon"}', "on: soon is no day"),
        ('{"facts": {}, "on": 5}', "on: 5 is no day"),
        ('{"on": "2026-03-05"}', "Expected"),
        ('{"facts": {}, "on": "2999-01-01"}', "on: The year 2999 is outside"),
        ("", "line 1, column 1: this is not JSON"),
        ("[" * 100_000, "nested too deeply"),
        ('{"ecog": ' + "9" * 5000 + "}", "a number is too long"),
        ('{"diagnosis": "' + "y" * 1_000_000 + '"}', "is too large"),
        ('{"ecog": 1, "ecog": 2}', "Given twice: ecog"),
        ('{"ecgo": 1}', "ecgo: hcc-neo knows no value of this name. Did you mean ecog"),
        ('{"bilirubin": {"value": 1, "unit": "stone"}}', "bilirubin: "),
    ],
)
def test_what_cannot_be_read_says_where_and_how_to_mend_it(judge, capsys, content, said):
    with pytest.raises(CommandError, match=said) as refused:
        judge(content)
    assert refused.value.returncode == 1
    errors = json.loads(capsys.readouterr().out)["errors"]
    assert all({"name", "message", "mend"} == set(one) for one in errors)


def test_a_file_in_another_encoding_says_which_to_save_it_in(tmp_path):
    protocols.open_site()
    file = tmp_path / "facts.json"
    file.write_bytes('{"ecog": 1}'.encode("utf-16"))
    with pytest.raises(CommandError, match="save it as UTF-8"):
        call_command("eligibility", "--trial", "hcc-neo", "--facts", str(file))
    with pytest.raises(CommandError, match="2026-02-30 is no day; write it as"):
        call_command("eligibility", "--trial", "hcc-neo", "--facts", "-", "--on", "2026-02-30")


def test_an_unknown_trial_names_those_there_are(judge):
    with pytest.raises(CommandError, match=r"no trial hcc\. There are: hcc-neo"):
        judge("{}", trial="hcc")


def test_a_file_that_is_not_there(tmp_path):
    protocols.open_site()
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("eligibility", "--trial", "hcc-neo", "--facts", str(tmp_path / "none.json"))
