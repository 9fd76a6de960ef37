import pytest

from config.demo import setting
from inference.packages import store
from inference.selectors.predictions import releases_for
from inference.selectors.releases import runnable_releases
from tests.factories import people
from trials.models import Trial

pytestmark = pytest.mark.django_db


def test_the_demonstration_has_a_release_that_runs_in_both_trials_and_trains_nothing():
    for _ in range(2):
        setting.set_stage(password=people.PASSWORD, by=setting.DEMO, at=people.NOW)
    for slug in ("hcc-neo", "hcc-adj"):
        trial = Trial.objects.get(slug=slug)
        (release,) = runnable_releases(trial)
        assert store.opened(release)
        assert (release.registered_by.username, release.approved_by.username) == (
            "engineer",
            "sponsor",
        )
        # Scores computed elsewhere can be recorded as before.
        assert [one.version for one in releases_for(trial)] == ["invented for the demonstration 1"]
