"""The cohort behind the reference strategy predictor of hcc-adj: what a tumor board would choose.

The board of this cohort reasons so, in log odds, and is not always of one mind:
- TACE for a large tumor with microvascular invasion, for more than one tumor, for satellites;
  hardly ever where the liver is weak (ALBI above -2.3).
- Systemic treatment for M2 invasion in a poorly differentiated tumor, and for satellites or M1
  invasion with a high alpha-fetoprotein; hardly ever with portal hypertension or a weak liver.
- Centers differ in how readily they give either.
What follows is invented too: recurrence or death comes sooner the worse the tumor and the liver,
later with TACE where vessels were invaded or there were several tumors, and with systemic treatment
for M2 invasion or satellites. Everybody is followed for three years.

The predictor learns what boards choose, and what became of those who received it. Boards give more
to the worse tumor, so the second says nothing about who benefits.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from inference.domain.package_contents import InputSchema, Socket, SocketKind
from inference.training.cohort import CENTERS, Cohort, kept, logistic

SIZE = 10_000
STRATEGIES = ("surgery_alone", "surgery_tace", "surgery_tace_systemic", "surgery_systemic")
NUMBER, CHOICE, FLAG = SocketKind.NUMBER, SocketKind.CHOICE, SocketKind.FLAG
INPUTS = InputSchema(
    sockets=(
        Socket(name="specimen_tumor_size", kind=NUMBER, required=True, available_at="surgery",
               unit="mm", plausible=(1, 300)),
        Socket(name="specimen_tumor_count", kind=NUMBER, required=True, available_at="surgery",
               plausible=(1, 20)),
        Socket(name="microvascular_invasion", kind=CHOICE, required=True, available_at="surgery",
               codes=("m0", "m1", "m2")),
        Socket(name="differentiation", kind=CHOICE, required=False, available_at="surgery",
               codes=("i", "ii", "iii", "iv")),
        Socket(name="satellite_nodules", kind=FLAG, required=False, available_at="surgery"),
        Socket(name="capsule", kind=CHOICE, required=False, available_at="surgery",
               codes=("complete", "incomplete", "none")),
        Socket(name="cirrhosis", kind=FLAG, required=False, available_at="surgery"),
        Socket(name="portal_hypertension", kind=FLAG, required=False, available_at="baseline"),
        Socket(name="age_at_surgery", kind=NUMBER, required=False, available_at="surgery",
               plausible=(18, 100)),
        Socket(name="bilirubin", kind=NUMBER, required=True, available_at="baseline",
               unit="umol/L", plausible=(2, 600)),
        Socket(name="albumin", kind=NUMBER, required=True, available_at="baseline",
               unit="g/L", plausible=(15, 60)),
        Socket(name="afp", kind=NUMBER, required=False, available_at="baseline",
               unit="ng/mL", plausible=(0, 2_000_000)),
        Socket(name="platelets", kind=NUMBER, required=False, available_at="baseline",
               unit="10*9/L", plausible=(5, 1500)),
    ),
)  # fmt: skip
LOGS = ("specimen_tumor_size", "specimen_tumor_count", "bilirubin", "afp")
MONTHS = (24, 36)
# Days to the event, of a middling patient after surgery alone.
MEDIAN_DAYS = 1500
ALBI_BILIRUBIN, ALBI_ALBUMIN = 0.66, -0.085


def cohort(*, seed: int, size: int = SIZE) -> Cohort:
    rng = np.random.default_rng(seed)
    center = rng.integers(min(CENTERS), max(CENTERS) + 1, size=size)
    found = findings(rng, size)
    rows: dict[str, Any] = {name: values.tolist() for name, values in found.items()}
    for name, share in (("afp", 0.05), ("capsule", 0.1), ("differentiation", 0.05),
                        ("portal_hypertension", 0.1), ("platelets", 0.05)):  # fmt: skip
        rows[name] = kept(rng, rows[name], share)
    received = chosen(found, center, rng)
    return Cohort(
        rows=[dict(zip(rows, row, strict=True)) for row in zip(*rows.values(), strict=True)],
        center=center,
        outcome=received,
        free=followed(found, received, center, rng),
    )


def findings(rng: np.random.Generator, size: int) -> dict[str, NDArray[Any]]:
    large = rng.normal(size=size)
    invades = logistic(-0.6 + 0.8 * large + rng.normal(0, 1, size))
    invasion = np.where(invades > 0.72, "m2", np.where(invades > 0.45, "m1", "m0"))
    grade = np.clip((2 + 0.4 * large + rng.normal(0, 0.9, size)).round(), 1, 4).astype(int) - 1
    cirrhosis = rng.random(size) < 0.6
    portal = cirrhosis & (rng.random(size) < 0.3)
    platelets = np.clip(rng.normal(185 - 70 * portal, 55, size), 20, 500)
    return {
        "specimen_tumor_size": np.clip(np.exp(np.log(40) + 0.55 * large), 6, 200).round(),
        "specimen_tumor_count": 1 + rng.binomial(3, 0.09 + 0.05 * (large > 1)),
        "microvascular_invasion": invasion,
        "differentiation": np.array(["i", "ii", "iii", "iv"])[grade],
        "satellite_nodules": rng.random(size) < logistic(-2 + 0.7 * large),
        "capsule": rng.choice(["complete", "incomplete", "none"], size=size, p=[0.4, 0.4, 0.2]),
        "cirrhosis": cirrhosis,
        "portal_hypertension": portal,
        "age_at_surgery": np.clip(rng.normal(56, 10, size), 18, 75).round(),
        "bilirubin": np.clip(rng.lognormal(np.log(14), 0.45, size), 3, 90).round(1),
        "albumin": np.clip(rng.normal(40 - 2 * portal, 4, size), 25, 53).round(1),
        "afp": np.expm1(np.clip(4 + 0.5 * large + rng.normal(0, 2.2, size), 0, 12)).round(1),
        "platelets": platelets.round(),
    }


def chosen(
    found: dict[str, NDArray[Any]], center: NDArray[np.int64], rng: np.random.Generator
) -> NDArray[np.int64]:
    """Index into STRATEGIES."""
    size = np.log(found["specimen_tumor_size"] / 40) / 0.55
    several, satellites = found["specimen_tumor_count"] > 1, found["satellite_nodules"]
    m1, m2 = (found["microvascular_invasion"] == code for code in ("m1", "m2"))
    poor = np.isin(found["differentiation"], ["iii", "iv"])
    marked = found["afp"] > 400
    albi = ALBI_BILIRUBIN * np.log10(found["bilirubin"]) + ALBI_ALBUMIN * found["albumin"]
    weak = albi > -2.3
    habit = rng.normal(0, 0.35, size=(2, 11))[:, center]
    invaded = m1 | m2
    tace = -1.5 + 0.5 * size + 2.5 * invaded * (size > 0) + 2.5 * several + 1.0 * satellites
    systemic = -1.3 + 3.0 * m2 * poor + 3.6 * satellites * marked + 2.0 * m1 * marked + 0.8 * m2
    tace = np.where(weak, -4.0, tace + habit[0])
    systemic = np.where(weak | found["portal_hypertension"], -3.5, systemic + habit[1])
    gives_tace, gives_systemic = (
        rng.random(len(center)) < logistic(1.3 * odds) for odds in (tace, systemic)
    )
    return np.where(
        gives_tace, np.where(gives_systemic, 2, 1), np.where(gives_systemic, 3, 0)
    ).astype(np.int64)


def followed(
    found: dict[str, NDArray[Any]],
    received: NDArray[np.int64],
    center: NDArray[np.int64],
    rng: np.random.Generator,
) -> NDArray[np.bool_]:
    """(patients, MONTHS): free of recurrence and death by then."""
    size = np.log(found["specimen_tumor_size"] / 40) / 0.55
    several, satellites = found["specimen_tumor_count"] > 1, found["satellite_nodules"]
    m1, m2 = (found["microvascular_invasion"] == code for code in ("m1", "m2"))
    poor = np.isin(found["differentiation"], ["iii", "iv"])
    tace, systemic = np.isin(received, [1, 2]), np.isin(received, [2, 3])
    worse = (
        0.4 * size + 0.5 * m1 + 1.0 * m2 + 0.4 * several + 0.7 * satellites + 0.3 * poor
        + 0.25 * found["cirrhosis"] + 0.2 * found["portal_hypertension"]
        + 0.25 * (found["afp"] > 400) + rng.normal(0, 0.15, size=11)[center]
        - 0.6 * tace * (m1 | m2 | several) - 0.8 * systemic * (m2 | satellites)
    )  # fmt: skip
    days = rng.exponential(MEDIAN_DAYS / np.log(2) * np.exp(0.6 - worse))
    return np.stack([days > 30.4375 * months for months in MONTHS], axis=1)
