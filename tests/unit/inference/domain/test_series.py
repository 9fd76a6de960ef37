from dataclasses import replace
from datetime import date

import pytest

from inference.domain.series import assemble
from tests.unit.inference.domain.images import GIVEN, but, image, series, stack


def one_of(images):
    (found,) = assemble(images)
    return found


def test_images_are_grouped_by_their_series():
    found = assemble([*stack(3, uid="1.2.1"), *stack(2, uid="1.2.2")])
    assert [(one.series_uid, len(one.instances)) for one in found] == [("1.2.1", 3), ("1.2.2", 2)]


def test_slices_lie_in_the_order_of_the_body_whatever_their_files_were():
    shuffled = [stack()[index] for index in (3, 0, 5, 1, 4, 2)]
    assert one_of(shuffled).files == [1, 2, 3, 4, 5, 6]


def test_without_a_place_the_numbers_decide():
    images = [image(number, position=()) for number in (3, 1, 2)]
    assert one_of(images).files == [1, 2, 3]


def test_a_file_sent_twice_counts_once():
    found = one_of([*stack(), image(2, file=9)])
    assert (len(found.instances), found.clashing) == (6, 0)
    assert 2 in found.files
    assert 9 not in found.files


def test_one_identifier_with_other_pixels_is_a_clash():
    found = one_of([*stack(), image(2, file=9, pixel_sha256="changed")])
    assert (len(found.instances), found.clashing) == (7, 1)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"patient": "two"}, "patient"),
        ({"study_uid": "1.3"}, "study"),
        ({"modality": "CT"}, "modality"),
        ({"rows": 32}, "matrix"),
        ({"orientation": (0.0, 1.0, 0.0, 0.0, 0.0, -1.0)}, "orientation"),
        ({"pixel_mm": (1.6, 1.5)}, "pixel_size"),
        ({"frame_uid": "1.2.8"}, "frame_of_reference"),
    ],
)
def test_one_image_of_another_kind_makes_a_series_mixed(change, said):
    assert one_of(but(stack(), 2, **change)).mixed == [said]


def test_a_series_of_one_kind_is_not_mixed():
    jittered = but(stack(), 2, orientation=(1.0, 0.0002, 0.0, 0.0, 1.0, 0.0))
    assert one_of(jittered).mixed == []


class TestContent:
    def test_it_is_the_same_in_other_files_under_other_names(self):
        renamed = [
            replace(
                one, file=one.file + 90, sop_uid=f"9.{one.number}", series_uid="9", study_uid="8",
                description="anything", file_sha256="else", acquired_on=None, patient="other",
            )
            for one in reversed(stack())
        ]  # fmt: skip
        assert one_of(renamed).content_sha256 == series().content_sha256
        assert one_of(renamed).files_sha256 != series().files_sha256

    @pytest.mark.parametrize(
        "change",
        [
            {"pixel_sha256": "changed"},
            {"position": (0.0, 0.5, 3.0)},
            {"pixel_mm": (1.5, 1.6)},
            {"scale": (16, 1, 1.0, -1024.0)},
            {"columns": 65},
        ],
    )
    def test_it_differs_with_pixels_place_or_scale(self, change):
        assert one_of(but(stack(), 0, **change)).content_sha256 != series().content_sha256

    def test_it_differs_when_a_slice_is_gone(self):
        assert one_of(stack(5)).content_sha256 != series().content_sha256


class TestTime:
    def test_the_day_is_the_earliest_of_its_images(self):
        images = but(stack(), 3, acquired_on=date(2026, 1, 3))
        assert one_of(images).acquired_on == date(2026, 1, 3)

    def test_no_day_is_no_day(self):
        assert series(acquired_on=None).acquired_on is None

    def test_seconds_run_from_the_injection_to_the_first_image(self):
        images = but(stack(contrast_seconds=GIVEN), 4, acquired_seconds=GIVEN + 25)
        assert one_of(images).seconds_after_contrast == 25

    def test_they_run_past_midnight(self):
        late = series(contrast_seconds=86_390.0, acquired_seconds=20.0)
        assert late.seconds_after_contrast == 30

    @pytest.mark.parametrize("change", [{}, {"contrast_seconds": GIVEN, "acquired_seconds": None}])
    def test_without_both_clocks_nothing_is_said(self, change):
        assert series(**change).seconds_after_contrast is None
