"""The cohort behind the reference PRE score of hcc-neo: aggressive recurrence within two years.

How an outcome comes about, here and nowhere else:
- `latent`, standard normal, is how aggressive the tumor is. Nobody measures it.
- The scan shows it: margin irregularity, rim and halo of arterial enhancement grow with it, and
  washout a little. Alpha-fetoprotein grows with it and with the size.
- log odds of the outcome = -0.30 + 1.3 latent + 0.6 size + 0.5 (more than one tumor)
  - 0.25 albumin + the center's own level; size and albumin in standard deviations.
- Centers differ in size of tumors, in level of risk and in their scanners (gain, noise, field).
"""

import numpy as np
from numpy.typing import NDArray

from inference.domain.package_contents import InputSchema, Socket, SocketKind, VolumeSocket
from inference.domain.volumes import relative
from inference.training.cohort import CENTERS, Cohort, kept, logistic
from inference.training.phantom import GRID, PHASES, VOXEL_MM, Lesion, Scanner, phantom

SIZE = 1500
NUMBER, CHOICE = SocketKind.NUMBER, SocketKind.CHOICE
SCAN = VolumeSocket(
    modality="MR",
    phases=PHASES,
    relative_to="non_contrast",
    shape=(GRID, GRID, GRID),
    voxel_mm=VOXEL_MM,
    required=False,
    available_at="screening",
)
INPUTS = InputSchema(
    sockets=(
        Socket(name="age_at_consent", kind=NUMBER, required=True, available_at="screening",
               plausible=(18, 100)),
        Socket(name="sex", kind=CHOICE, required=True, available_at="screening",
               codes=("female", "male")),
        Socket(name="tumor_count", kind=NUMBER, required=True, available_at="screening",
               plausible=(1, 20)),
        Socket(name="largest_tumor", kind=NUMBER, required=True, available_at="screening",
               unit="mm", plausible=(5, 200)),
        Socket(name="bilirubin", kind=NUMBER, required=True, available_at="screening",
               unit="umol/L", plausible=(2, 600)),
        Socket(name="albumin", kind=NUMBER, required=True, available_at="screening",
               unit="g/L", plausible=(20, 55)),
        Socket(name="afp", kind=NUMBER, required=False, available_at="baseline",
               unit="ng/mL", plausible=(0, 200_000)),
        Socket(name="platelets", kind=NUMBER, required=False, available_at="baseline",
               unit="10*9/L", plausible=(10, 1000)),
    ),
    volume=SCAN,
    dated_by="mri_date",
)  # fmt: skip
LOGS = ("tumor_count", "largest_tumor", "bilirubin", "afp")


def cohort(*, seed: int, size: int = SIZE) -> Cohort:
    rng = np.random.default_rng(seed)
    center = rng.integers(min(CENTERS), max(CENTERS) + 1, size=size)
    shift, level = rng.normal(0, 0.25, size=11), rng.normal(0, 0.3, size=11)
    latent = rng.normal(size=size)
    large = rng.normal(size=size) + shift[center]
    diameter = np.clip(np.exp(np.log(35) + 0.5 * large), 8, 110).round()
    count = 1 + (rng.random(size) < 0.15) + (rng.random(size) < 0.05)
    albumin = np.clip(rng.normal(41, 4, size=size), 28, 52).round(1)
    odds = -0.30 + 1.3 * latent + 0.6 * large + 0.5 * (count > 1) + level[center]
    odds = odds - 0.25 * (albumin - 41) / 4
    outcome = (rng.random(size) < logistic(odds)).astype(np.int64)
    marker = np.expm1(np.clip(3.2 + 0.5 * large + 0.5 * latent + rng.normal(0, 1.6, size), 0, 11))
    columns = {
        "age_at_consent": np.clip(rng.normal(57, 10, size=size), 18, 75).round().tolist(),
        "sex": np.where(rng.random(size) < 0.8, "male", "female").tolist(),
        "tumor_count": count.tolist(),
        "largest_tumor": diameter.tolist(),
        "bilirubin": np.clip(rng.lognormal(np.log(13), 0.4, size), 3, 60).round(1).tolist(),
        "albumin": albumin.tolist(),
        "afp": kept(rng, marker.round(1).tolist(), 0.4),
        "platelets": kept(rng, np.clip(rng.normal(165, 60, size), 30, 450).round().tolist(), 0.3),
    }
    return Cohort(
        rows=[dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)],
        center=center,
        outcome=outcome,
        volumes=scans(latent, diameter, center, rng),
    )


def scans(
    latent: NDArray[np.float64],
    diameter: NDArray[np.float64],
    center: NDArray[np.int64],
    rng: np.random.Generator,
) -> NDArray[np.float32]:
    scanners = [
        Scanner(
            gain=rng.uniform(0.9, 1.1), noise=rng.uniform(0.08, 0.16), slope=rng.normal(0, 0.05)
        )
        for _ in range(11)
    ]
    made = [
        relative(phantom(lesion_of(one, mm, rng), scanners[where], rng), SCAN)
        for one, mm, where in zip(latent, diameter, center, strict=True)
    ]
    return np.stack(made)


def lesion_of(latent: float, diameter_mm: float, rng: np.random.Generator) -> Lesion:
    return Lesion(
        diameter_mm=diameter_mm,
        irregularity=float(logistic(1.2 * latent + rng.normal(0, 0.5))),
        enhancement=float(logistic(rng.normal(0, 0.8))),
        washout=float(logistic(0.3 * latent + rng.normal(0, 0.8))),
        rim=float(logistic(1.2 * latent + rng.normal(0, 0.6))),
        halo=float(logistic(1.5 * latent + rng.normal(0, 0.8))),
    )
