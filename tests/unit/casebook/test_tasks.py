from datetime import date

import pytest

from casebook.models import Fact
from casebook.tasks import KIND, RULES, nightly_recompute, nightly_rules
from jobs.models import Job
from tests.factories import casebook, people, protocols
from tests.unit.casebook.actions.test_forms import save
from tests.unit.casebook.actions.test_rule_following import ruled_text

pytestmark = pytest.mark.usefixtures("committed_db")


def test_one_job_a_night_compares_all_sites():
    site = protocols.open_site("small-trial")
    casebook.consented_participant(site)
    with casebook.seeing(site), people.setting_up():
        Fact.objects.filter(name="sex").update(retracted=True)
    nightly_recompute()
    nightly_recompute()
    job = Job.objects.get(kind=KIND)
    assert (job.state, job.error) == ("done", "")
    assert (job.result["participants"], job.result["differences"]) == (1, 1)
    assert [one["fact"] for one in job.result["first"]] == ["sex"]


def test_the_rules_look_at_everybody_once_a_night():
    protocols.put_down("small-trial", ruled_text())
    participant = casebook.consented_participant(protocols.open_site("small-trial"))
    save(participant)
    casebook.known(participant, surgery_date=date(2026, 1, 5))
    nightly_rules()
    nightly_rules()
    job = Job.objects.get(kind=RULES)
    assert (job.state, job.error) == ("done", "")
    assert job.result == {"participants": 1, "asked": 1}
