import pytest

from casebook.selectors.facts import facts_of
from inference.models import Prediction
from tests.factories import casebook, protocols
from tests.factories.casebook import seeing
from tests.factories.enrollment import prediction, release_for, screened_participant
from tests.unit.enrollment.views.conftest import as_role, at, clock, day, signed_in, words
from trials.domain.roles import Role

__all__ = ["as_role", "clock", "signed_in"]

pytestmark = pytest.mark.django_db
PAGE, PANEL = "inference:record", "inference:panel"


@pytest.fixture
def visitor(as_role):
    return as_role(Role.NURSE)


@pytest.fixture
def run(consented):
    return {
        "release": str(release_for(consented.activation.trial).pk),
        "score": "0.50",
        "run_id": "run-7",
        **day("computed_date", "2026-01-08"),
        "computed_time": "08:05",
        **day("imaging_date", "2026-01-04"),
        "series_uids": "1.2.840.1\r\n1.2.840.2",
    }


def recorded(row):
    with seeing(row.activation):
        return list(Prediction.objects.filter(participant=row))


def test_the_score_is_stored_as_typed_with_its_run_and_series(visitor, consented, run):
    answer = visitor.post(at(PAGE, consented), run)
    assert answer["Location"] == at(PAGE, consented)
    (stored,) = recorded(consented)
    assert (str(stored.score.normalize()), stored.run_id) == ("0.5", "run-7")
    assert stored.computed_at.isoformat() == "2026-01-08T00:05:00+00:00"
    assert stored.series_uids == ["1.2.840.1", "1.2.840.2"]


def test_sent_twice_it_is_recorded_once(visitor, consented, run):
    for _ in range(2):
        sent = visitor.post(at(PAGE, consented), {**run, "submission_key": "prediction-1"})
        assert sent.status_code == 302
    assert len(recorded(consented)) == 1


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"score": "0,51"}, "Write digits with a point"),
        ({"score": "1e-1"}, "Write digits with a point"),
        ({"score": "NaN"}, "Write digits with a point"),
        ({"score": "1.2"}, "between 0 and 1"),
        ({"score": ""}, "This field is required"),
        ({"computed_time": "8 o'clock"}, "Write the time as hours:minutes"),
        ({"computed_time": "23:59"}, "in the future"),
        (day("imaging_date", "2026-02-30"), "There is no day 30 in"),
        ({"series_uids": "hello"}, "no DICOM series UID"),
        ({"release": "0"}, "Select a valid choice"),
    ],
)
def test_what_is_not_right_comes_back_with_everything_typed(visitor, consented, run, change, said):
    answer = visitor.post(at(PAGE, consented), {**run, **change})
    assert answer.status_code == 422
    assert said in words(answer)
    assert 'value="run-7"' in words(answer)
    assert recorded(consented) == []


def test_full_width_digits_of_a_chinese_keyboard_are_read(visitor, consented, run):
    visitor.post(at(PAGE, consented), {**run, "score": "０．７３"})
    assert str(recorded(consented)[0].score.normalize()) == "0.73"


def test_every_run_is_listed_and_the_one_that_counts_is_marked(visitor, consented, run):
    prediction(consented, "0.49", run_id="run-1")
    visitor.post(at(PAGE, consented), {**run, "score": "0.51", "replaces": "no"})
    page = words(visitor.get(at(PAGE, consented)))
    first, second = page.index(">run-1 <"), page.index(">run-7 <")
    assert "Does not count" not in page[first:second]
    assert "Does not count" in page[second:]
    with seeing(consented.activation):
        assert str(facts_of(consented)["pre_score"].value) == "0.49"


def test_a_replacement_is_chosen_with_its_reason(visitor, consented, run):
    prediction(consented, "0.49", run_id="run-1")
    visitor.post(at(PAGE, consented), {**run, "replaces": "mri_rejected"})
    with seeing(consented.activation):
        assert str(facts_of(consented)["pre_score"].value) == "0.5"


def test_the_first_run_is_not_asked_what_it_replaces(visitor, consented):
    assert 'name="replaces"' not in words(visitor.get(at(PAGE, consented)))


def test_the_scan_of_the_form_need_not_be_typed_again(site, visitor):
    page = words(visitor.get(at(PAGE, screened_participant(site, score=""))))
    start = page.index('name="imaging_date_day"')
    assert 'value="04"' in page[start : start + 40]


def test_who_only_reads_sees_the_runs_and_who_may_record(as_role, consented):
    page = words(as_role(Role.MONITOR).get(at(PAGE, consented)))
    assert 'name="score"' not in page
    assert "Research nurse" in page


def test_who_only_reads_records_nothing(as_role, consented, run):
    assert as_role(Role.MONITOR).post(at(PAGE, consented), run).status_code == 403
    assert recorded(consented) == []


def test_before_consent_nothing_is_asked(visitor, site):
    page = words(visitor.get(at(PAGE, casebook.participant(site))))
    assert "Consent comes first" in page
    assert 'name="score"' not in page


@pytest.mark.parametrize("name", [PAGE, PANEL])
def test_who_reads_no_records_is_told_who_does(as_role, consented, name):
    answer = as_role(Role.STATISTICIAN).get(at(name, consented))
    assert answer.status_code == 403


@pytest.mark.parametrize("name", [PAGE, PANEL])
def test_for_other_sites_the_participant_does_not_exist(signed_in, consented, name):
    elsewhere = signed_in(casebook.member(protocols.open_site()))
    assert elsewhere.get(at(name, consented)).status_code == 404


def test_the_panel_shows_the_runs_and_the_way_to_record(visitor, consented):
    prediction(consented, "0.4999999")
    panel = words(visitor.get(at(PANEL, consented)))
    assert "0.4999999" in panel
    assert at(PAGE, consented) in panel
    assert "<html" not in panel
