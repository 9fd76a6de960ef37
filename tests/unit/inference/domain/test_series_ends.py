"""What tells that a series was cut short: its numbers, and the other phases."""

from datetime import timedelta

import pytest

from inference.domain.series import assemble
from inference.domain.series_quality import judge
from tests.unit.inference.domain.images import DAY, SCAN, but, stack

NAMES = ("pre", "arterial", "portal", "delayed")
CT = SCAN.model_copy(update={"modality": "CT"})


def phases(count=8, **changes):
    """Four phases of one prescription, by name."""
    return {
        name: stack(count, uid=f"1.2.{place}", description=f"t1 vibe {name}", **changes)
        for place, name in enumerate(NAMES, start=1)
    }


def found_in(images, scan=SCAN):
    """The findings of each series, as (rule, values)."""
    every = assemble([one for stacked in images.values() for one in stacked])
    judged = judge(every, scan=scan, today=DAY + timedelta(days=1))
    return dict(
        zip(
            images,
            [[(one.rule.value, dict(one.values)) for one in each.findings] for each in judged],
            strict=True,
        )
    )


def moved(images, by, axis=2):
    position = list(images[0].position)
    return [
        but([one], 0, position=tuple(one.position[at] + by * (at == axis) for at in range(3)))[0]
        for one in images
        if position
    ]


def test_whole_phases_are_whole():
    assert not any(found_in(phases(declared=8, acquisition=1)).values())


@pytest.mark.parametrize("kept", [slice(0, 6), slice(2, 8), slice(1, 7)])
def test_the_scanner_counted_more_than_came(kept):
    images = phases(declared=8, acquisition=1)
    images["arterial"] = images["arterial"][kept]
    found = found_in(images)
    expected = [("fewer_than_declared", {"found": 6, "declared": 8})]
    assert found.pop("arterial") == expected
    assert not any(found.values())


def test_what_is_missing_in_between_is_told_once():
    images = phases(declared=8, acquisition=1)
    del images["arterial"][3]
    assert [rule for rule, _ in found_in(images)["arterial"]] == ["gaps"]


def test_an_acquisition_cut_into_its_phases_is_whole_together():
    assert not any(found_in(phases(declared=32, acquisition=1)).values())


def test_counts_that_do_not_agree_within_a_series_say_nothing():
    images = phases(declared=8)
    images["arterial"] = but(images["arterial"], 0, declared=9)
    assert not any(found_in(images).values())


def test_numbers_that_begin_late_miss_what_was_before():
    images = {"arterial": phases()["arterial"][2:]}
    assert found_in(images) == {"arterial": [("begins_late", {"first": 3, "missing": 2})]}


def test_numbers_that_run_on_through_the_phases_miss_nothing():
    images = phases()
    images["arterial"] = [but([one], 0, number=one.number + 8)[0] for one in images["arterial"]]
    assert not any(found_in(images).values())


def unnumbered(images):
    return {name: [but([one], 0, number=None)[0] for one in each] for name, each in images.items()}


def test_a_phase_that_ends_before_the_others_is_cut_short():
    images = unnumbered(phases())
    images["delayed"] = images["delayed"][:-2]
    found = found_in(images)
    assert found.pop("delayed") == [("shorter", {"missing": 2, "phase": "non_contrast"})]
    assert not any(found.values())


@pytest.mark.parametrize(
    ("change", "scan"),
    [
        pytest.param(lambda cut: moved(cut, 1.0), SCAN, id="off the grid"),
        pytest.param(lambda cut: moved(cut, 15.0), SCAN, id="beyond the others elsewhere"),
        pytest.param(lambda cut: moved(cut, 5.0, axis=0), SCAN, id="moved aside"),
        pytest.param(
            lambda cut: [but([one], 0, sequence="GR 9 9 9")[0] for one in cut],
            SCAN,
            id="another sequence",
        ),
        pytest.param(
            lambda cut: [but([one], 0, frame_uid="1.9")[0] for one in cut],
            SCAN,
            id="another frame of reference",
        ),
    ],
)
def test_another_prescription_is_not_cut_short(change, scan):
    images = unnumbered(phases())
    images["delayed"] = change(images["delayed"][:-2])
    assert not any(found_in(images, scan).values())


def test_ct_may_take_more_of_the_body_in_one_phase():
    images = unnumbered(phases(modality="CT"))
    images["delayed"] = images["delayed"][:-2]
    assert not any(found_in(images, CT).values())
