import pytest

from casebook import moments
from casebook.domain.timeline import Moment
from trials.domain.partial_dates import PartialDate


@pytest.fixture
def scan():
    moment = Moment(lane="Scans", label="Scan", starts=PartialDate(2026, 3, 1))

    def provider(participant):
        yield moment

    yield moment, provider
    moments._providers.remove(provider)


def test_what_other_apps_register_is_on_the_timeline_once(scan):
    moment, provider = scan
    before = len(moments._providers)
    moments.register(provider)
    moments.register(provider)
    assert len(moments._providers) == before + 1
    assert list(provider(None)) == [moment]
