import pytest

from tests.factories.shipped_protocols import shipped
from trials.domain.protocol.readings import decided_by_reading, with_readings


@pytest.mark.parametrize(
    ("slug", "computed", "in_the_text"),
    [
        (
            "hcc-neo",
            {"child_pugh", "within_one_month", "postoperative_exclusions"},
            "rfs_time_zero",
        ),
        ("hcc-adj", {"treatment_landmark", "upper_age"}, "recurrence_rate_estimate"),
        ("crlm", {"stage_kind", "synchronous", "horizon"}, "competing_events"),
    ],
)
def test_only_what_is_computed_by_a_reading_hangs_on_it(slug, computed, in_the_text):
    found = decided_by_reading(shipped(slug))
    assert computed <= found
    assert in_the_text not in found


def test_chosen_readings_replace_those_of_the_text_and_unknown_ones_change_nothing():
    protocol = shipped("hcc-neo")
    changed = with_readings(
        protocol, {"child_pugh": "printed_score", "within_one_month": "gone", "no_such": "x"}
    )
    assert changed.chosen_readings == {**protocol.chosen_readings, "child_pugh": "printed_score"}
    assert changed.criteria == protocol.criteria
    assert with_readings(protocol, {}) is protocol
