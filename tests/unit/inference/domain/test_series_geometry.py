import pytest

from inference.domain.series import assemble
from tests.unit.inference.domain.images import image, series, stack


def geometry(places):
    images = [
        image(number, position=(0.0, 0.0, place)) for number, place in enumerate(places, start=1)
    ]
    (found,) = assemble(images)
    return found.geometry


@pytest.mark.parametrize(
    ("places", "counts", "spacing", "uneven"),
    [
        ((0, 3, 6, 9), (4, 0, 0), 3, False),
        ((9, 6, 3, 0), (4, 0, 0), 3, False),
        ((0, 3, 6, 12, 15), (5, 0, 1), 3, False),
        ((0, 3, 6, 15, 18), (5, 0, 2), 3, False),
        ((0, 3, 9, 12, 18), (5, 0, 0), 4.5, True),
        ((0, 3, 3, 6, 6), (3, 2, 0), 3, False),
        ((0, 3.1, 6, 9.05), (4, 0, 0), 3.05, False),
        ((0, 3, 6, 9.4, 12), (5, 0, 0), 3, True),
        ((0, 3, 6, 9, 14), (5, 0, 1), 3, True),
        ((0,), (1, 0, 0), None, False),
        ((5, 5.001), (1, 1, 0), None, False),
    ],
)
def test_how_slices_lie(places, counts, spacing, uneven):
    """`counts`: slices, duplicates, missing."""
    found = geometry(places)
    assert (found.slices, found.duplicates, found.missing) == counts
    assert found.spacing_mm == (None if spacing is None else pytest.approx(spacing))
    assert found.is_uneven is uneven


def test_the_gap_is_named_by_the_place_before_it():
    assert geometry((0, 3, 6, 12, 15)).gaps == (6,)


def test_distance_is_measured_across_the_slices_not_along_the_table():
    """A plane tilted by 60 degrees whose table moves 6 mm per slice has slices 3 mm apart."""
    tilted = (1.0, 0.0, 0.0, 0.0, 0.5, 0.8660254)
    found = assemble(
        [image(n, orientation=tilted, position=(0.0, 0.0, 6.0 * n)) for n in range(1, 5)]
    )
    assert found[0].geometry.spacing_mm == pytest.approx(3.0)


@pytest.mark.parametrize("lacking", ["position", "orientation", "pixel_mm"])
def test_one_image_without_a_place_leaves_no_geometry(lacking):
    images = [*stack(3), image(4, **{lacking: ()})]
    assert assemble(images)[0].geometry is None


def test_the_coarsest_counts():
    images = [*stack(3), image(4, pixel_mm=(1.5, 1.8), thickness_mm=5.0)]
    found = assemble(images)[0].geometry
    assert (found.pixel_mm, found.thickness_mm) == (1.8, 5.0)


def test_thickness_may_be_unknown():
    assert series(thickness_mm=None).geometry.thickness_mm is None
