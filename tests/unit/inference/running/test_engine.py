"""Scores worked out by hand: logit = 1.5 x size - 0.5 x afp + 0.25 x afp missing."""

import math

import numpy as np
import pytest
import torch
from safetensors.numpy import save

from inference.architectures import build
from inference.domain.package_contents import (
    Architecture,
    Calibration,
    Golden,
    GoldenCases,
    InputSchema,
    Line,
    Preprocess,
    Thresholds,
    VolumeSocket,
)
from inference.packages.package import open_package
from inference.running.engine import UnableToRun, run
from inference.running.scans import ramp, scaled
from tests.factories import packages

SCAN = VolumeSocket(
    modality="MR",
    phases=("arterial", "delayed"),
    relative_to="arterial",
    shape=(8, 8, 8),
    voxel_mm=6,
    required=False,
    available_at="screening",
)


@pytest.fixture
def opened(tmp_path):
    def make(**changes):
        folder = tmp_path / f"release{len(list(tmp_path.iterdir()))}"
        return open_package(folder, expected_sha256=packages.package(folder, **changes))

    return make


def test_a_score_is_worked_out(opened):
    outcome = run(opened(), {"largest_tumor": 40, "afp": None}, None)
    assert outcome.logits == (1.75,)
    assert outcome.probabilities == (pytest.approx(1 / (1 + math.exp(-1.75)), abs=1e-15),)
    assert (outcome.used, outcome.contributions) == (("table",), {"table": (1.75,)})


def test_the_calibration_of_the_table_is_applied(opened):
    package = opened(calibration=Calibration(fitted_on="7", table=Line(slope=2, intercept=-3.5)))
    assert run(package, {"largest_tumor": 40, "afp": None}, None).probabilities == (0.5,)


def test_a_choice_has_shares_that_add_up(opened):
    package = opened(
        weights=packages.weights([[1, 0, 0], [0, 0, 0], [-1, 0, 0]], [0, 0, 0]),
        architecture=Architecture(name="linear", parameters={"inputs": 3, "outputs": 3}),
        thresholds=Thresholds(output="choice", codes=("a", "b", "c")),
        golden=GoldenCases(cases=()),
    )
    shares = run(package, {"largest_tumor": 40, "afp": None}, None).probabilities
    assert sum(shares) == pytest.approx(1)
    assert shares[0] / shares[1] == pytest.approx(math.e)


def test_the_same_input_has_the_same_bits(opened):
    values = {"largest_tumor": 33.3, "afp": 17.9}
    assert len({run(opened(), values, None).logits for _ in range(3)}) == 1


def test_what_it_ran_on_is_noted(opened):
    platform = run(opened(), {"largest_tumor": 40, "afp": None}, None).platform
    assert platform["torch"] == torch.__version__
    assert (platform["threads"], platform["deterministic"], platform["dtype"]) == (
        1,
        True,
        "float32",
    )


def scanned(opened, **changes):
    """Fresh weights, packed with what they give for the ramp."""
    architecture = Architecture(
        name="phases_and_table", parameters={"inputs": 3, "phases": 2, "width": 4}
    )
    inputs = InputSchema(sockets=(packages.SIZE, packages.AFP), volume=SCAN)
    preprocess = Preprocess(
        columns=packages.COLUMNS, volume_center=(1.0, 1.0), volume_scale=(2.0, 2.0)
    )
    torch.manual_seed(5)
    net = build(architecture).eval()
    volume = scaled(torch.from_numpy(ramp(inputs))[None], preprocess)
    with torch.inference_mode():
        logit = float(net(torch.tensor([[1.0, 0.0, 1.0]]), volume)[0, 0])
    golden = Golden(values={"largest_tumor": 40, "afp": None}, volume="ramp", logits=(logit,))
    return opened(
        **{
            "architecture": architecture,
            "inputs": inputs,
            "preprocess": preprocess,
            "weights": save({name: one.numpy() for name, one in net.state_dict().items()}),
            "golden": GoldenCases(cases=(golden,)),
            **changes,
        }
    )


def test_a_scan_is_scaled_and_its_share_told(opened):
    package = scanned(opened)
    outcome = run(package, {"largest_tumor": 40, "afp": None}, ramp(package.inputs))
    assert outcome.used == ("table", "volume")
    assert outcome.logits[0] == pytest.approx(package.golden.cases[0].logits[0], abs=1e-6)
    assert sum(part[0] for part in outcome.contributions.values()) == pytest.approx(
        outcome.logits[0], abs=1e-6
    )


def test_a_score_with_scan_has_its_own_calibration(opened):
    line = Calibration(fitted_on="7", with_volume=Line(slope=1, intercept=100))
    package = scanned(opened, calibration=line)
    values = {"largest_tumor": 40, "afp": None}
    assert run(package, values, ramp(package.inputs)).probabilities == (pytest.approx(1),)
    assert run(package, values, None).probabilities[0] < 1 - 1e-6


def test_a_package_that_gives_other_results_here_does_not_run(opened):
    wrong = Golden(values={"largest_tumor": 40, "afp": None}, logits=(1.7501,))
    package = opened(golden=GoldenCases(cases=(wrong,)))
    with pytest.raises(UnableToRun, match="does not give the results it was released with"):
        run(package, {"largest_tumor": 40, "afp": None}, None)


@pytest.mark.parametrize(
    "weights",
    [
        packages.weights([[1.0, 0.0]], [0.0]),
        save({"table.weight": np.zeros((1, 3), np.float32)}),
        save({"other": np.zeros(3, np.float32)}),
        b"\x08\0\0\0\0\0\0\0{}      ",
        b"no tensors",
    ],
)
def test_weights_that_do_not_fit_are_refused(opened, weights):
    with pytest.raises(UnableToRun, match="do not fit the architecture “linear”"):
        run(opened(weights=weights), {"largest_tumor": 40}, None)


def test_no_number_is_no_score(opened):
    package = opened(
        weights=packages.weights([[float("inf"), 0, 0]], [0]), golden=GoldenCases(cases=())
    )
    with pytest.raises(UnableToRun, match="no finite number"):
        run(package, {"largest_tumor": 40}, None)
