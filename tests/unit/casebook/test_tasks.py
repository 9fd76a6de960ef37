import pytest

from casebook.models import Fact
from casebook.tasks import KIND, nightly_recompute
from jobs.models import Job
from tests.factories import casebook, people, protocols

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
