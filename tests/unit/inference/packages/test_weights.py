"""Weights are refused before anybody could approve them: read as numbers, never as code."""

import pickle

import numpy as np
import pytest
from safetensors.numpy import save

from inference.domain.package_contents import Architecture, GoldenCases, Thresholds
from inference.packages.manifest import UnusablePackage
from inference.packages.package import open_package
from inference.packages.weights import check_weights
from tests.factories import packages

BIAS = np.zeros(1, np.float32)


class Deadly:
    """What a pickle may do when it is read."""

    def __reduce__(self):
        return (pytest.fail, ("the pickle was read",))


@pytest.fixture
def check(tmp_path):
    def check(**changes):
        folder = tmp_path / "release"
        changes.setdefault("golden", GoldenCases(cases=()))
        sha256 = packages.package(folder, **changes)
        check_weights(open_package(folder, expected_sha256=sha256))

    return check


def test_weights_that_fit_pass(check):
    check()


@pytest.mark.parametrize(
    ("weights", "said"),
    [
        (
            packages.weights([[1, 0]], [0]),
            "table.weight has the shape 1 x 2, the architecture 1 x 3",
        ),
        (save({"table.bias": BIAS}), "table.weight has the shape -, the architecture 1 x 3"),
        (save({"a": BIAS}), "a has the shape 1, the architecture -"),
        (packages.weights([[1, float("nan"), 0]], [0]), "table.weight are not all finite"),
        (packages.weights([[1, 0, 0]], [float("-inf")]), "table.bias are not all finite"),
        (
            save({"table.weight": np.zeros((1, 3)), "table.bias": BIAS}),
            "table.weight are not all finite 32-bit",
        ),
        (pickle.dumps(Deadly()), "is no safetensors file"),
        (b"", "is no safetensors file"),
        (b"\xff" * 64, "is no safetensors file"),
    ],
)
def test_weights_that_do_not_fit_are_refused(check, weights, said):
    with pytest.raises(UnusablePackage, match=said):
        check(weights=weights)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        (
            {"architecture": Architecture(name="linear", parameters={"inputs": 4, "outputs": 1})},
            "reads 4 columns; preprocess.json makes 3",
        ),
        (
            {"architecture": Architecture(name="linear", parameters={"inputs": 3, "outputs": 2})},
            "gives 2 logits; thresholds.json reads 1",
        ),
        (
            {"thresholds": Thresholds(output="choice", codes=("a", "b"), event_free_months=(12,))},
            "gives 1 logits; thresholds.json reads 4",
        ),
        (
            {
                "architecture": Architecture(
                    name="phases_and_table", parameters={"inputs": 3, "phases": 4, "width": 4}
                )
            },
            "reads 4 phases; input_schema.json names 0",
        ),
    ],
)
def test_an_architecture_that_does_not_fit_the_rest_is_refused(check, changes, said):
    with pytest.raises(UnusablePackage, match=said):
        check(**changes)
