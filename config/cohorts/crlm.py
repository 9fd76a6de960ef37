"""An invented archive of resected colorectal cancer, stage I to III.

Risk of liver metastasis rises with T, N, CEA and vascular invasion and falls with chemotherapy; in
about one of seven it is found within three years. Whoever has it dies sooner.
"""

from datetime import date, timedelta
from math import exp, log

from config.cohorts.archive import (
    Archive,
    Archived,
    Cells,
    earliest,
    flag,
    iso,
    known,
    number,
    several,
    vaguely,
    weighed,
)

READ_ON = date(2024, 12, 31)
NODES = {"N0": (0, 0), "N1a": (1, 1), "N1b": (2, 3), "N1c": (0, 0), "N2a": (4, 6), "N2b": (7, 15)}
DEPTH = {"T1": 0, "T2": 1, "T3": 2, "T4a": 3, "T4b": 3}
SPREAD = {"N0": 0.0, "N1a": 1.0, "N1b": 1.2, "N1c": 1.0, "N2a": 1.7, "N2b": 2.1}


def draw(archived: Archived) -> Cells:
    stage = staged(archived)
    blood = blood_of(archived)
    pathology = pathology_of(archived, stage["pn"])
    treatment = treatment_of(archived, stage["pn"])
    risk = (
        -1.4
        + 0.5 * (DEPTH[stage["pt"]] - 2)
        + 0.6 * SPREAD[stage["pn"]]
        + 0.35 * log(float(blood["cea"] or 3) / 3)
        + 0.4 * (pathology["vascular"] == "1")
        - 0.3 * (treatment["adjuvant"] != "none")
    )
    return {
        **stage,
        **scan_of(archived),
        **blood,
        **pathology,
        **treatment,
        **split_of(archived),
        **outcome_of(archived, exp(risk)),
    }


def staged(archived: Archived) -> Cells:
    chance = archived.chance.apart("stage")
    depth = weighed(chance, T1=5, T2=16, T3=49, T4a=22, T4b=8)
    deep = DEPTH[depth] / 2
    spread = weighed(
        chance, N0=55, N1a=13 * deep, N1b=12 * deep, N1c=3, N2a=10 * deep, N2b=6 * deep
    )
    return {
        "tumor_site": weighed(chance, R=34, L=30, RE=36),
        "diagnosed": vaguely(archived.after(-chance.whole(5, 70)), chance, 0.4),
        "ct": known(clinical(depth), chance, 0.1),
        "cn": known("N0" if chance.happens(0.6) else "N1", chance, 0.1),
        "pt": depth,
        "pn": spread,
        "m": "M0",
        "margin": weighed(chance, R0=98, R1=2),
    }


def clinical(depth: str) -> str:
    """Imaging does not tell a from b."""
    return depth.rstrip("ab")


def scan_of(archived: Archived) -> Cells:
    chance = archived.chance.apart("scan")
    poor = chance.happens(0.06)
    return {
        "ct_date": iso(archived.after(-chance.whole(1, 40))),
        "ct_contrast": "Y",
        "ct_phases": several(chance, {"V": 0.99, "A": 0.7, "D": 0.4}),
        "slice_mm": number(chance.one_of([1.0, 1.25, 1.5, 2.0, 5.0]), 2),
        "ct_quality": "poor" if poor else "ok",
        "ct_reason": chance.one_of(["Breathing", "Part of the liver cut off"]) if poor else "",
        "liver_on_ct": weighed(chance, clear=94, equivocal=6),
    }


def blood_of(archived: Archived) -> Cells:
    chance = archived.chance.apart("blood")
    return {
        "cea_date": iso(archived.after(-chance.whole(1, 21))),
        "cea": known(number(min(900, max(0.3, chance.skewed(4, 2.8)))), chance, 0.05),
        "ca199": known(number(min(5000, max(0.8, chance.skewed(12, 2.6)))), chance, 0.15),
    }


def pathology_of(archived: Archived, pn: str) -> Cells:
    chance = archived.chance.apart("pathology")
    positive = chance.whole(*NODES[pn])
    poor = chance.happens(0.05)
    return {
        "report_date": iso(archived.after(chance.whole(4, 14))),
        "hist": weighed(chance, AD=86, MU=10, SR=3, OT=1),
        "grade": weighed(chance, G1=9, G2=71, G3=20),
        "size_cm": number(min(15, max(0.6, chance.skewed(4, 1.5)))),
        "nodes": str(positive + chance.whole(9, 22)),
        "nodes_positive": str(positive),
        "deposits": flag(pn == "N1c" or chance.happens(0.07)),
        "vascular": flag(chance.happens(0.25 if pn == "N0" else 0.5)),
        "perineural": flag(chance.happens(0.2 if pn == "N0" else 0.38)),
        "mmr": known(weighed(chance, P=88, D=12), chance, 0.12),
        "slide_scanned": iso(date(2025, 3, 1) + timedelta(days=chance.whole(0, 150))),
        "slide_quality": "poor" if poor else "ok",
        "slide_reason": chance.one_of(["Faded stain", "Folded"]) if poor else "",
    }


def treatment_of(archived: Archived, pn: str) -> Cells:
    chance = archived.chance.apart("treatment")
    node = pn != "N0"
    after = (
        weighed(chance, none=18, fu=14, ox=66, other=2)
        if node
        else weighed(chance, none=72, fu=18, ox=9, other=1)
    )
    begun = archived.after(chance.whole(21, 56)) if after != "none" else None
    return {
        "neoadjuvant": weighed(chance, none=88, chemo=5, radio=1, both=6),
        "adjuvant": after,
        "adjuvant_start": vaguely(begun, chance, 0.3) if begun else "",
    }


def split_of(archived: Archived) -> Cells:
    """Parted by the period of resection, before any outcome was looked at."""
    return {"split": "dev" if archived.surgery < date(2020, 1, 1) else "val"}


def outcome_of(archived: Archived, hazard: float) -> Cells:
    chance = archived.chance.apart("outcome")
    liver = archived.after(chance.wait(5200 / hazard))
    elsewhere = archived.after(chance.wait(7000 / hazard))
    end = earliest(READ_ON, archived.after(chance.whole(300, 3600)))
    natural = archived.after(chance.wait(11000))
    metastatic = min(liver, elsewhere) + timedelta(days=chance.wait(1000))
    death = earliest(natural, metastatic)
    last = earliest(death, end)
    found, other = liver < last, elsewhere < last
    seen = liver if found else last
    sites = several(chance, {"lung": 0.45, "perit": 0.25, "local": 0.25, "nodes": 0.2})
    month_only = found and chance.happens(0.08)
    return {
        "liver_met": flag(found),
        "liver_met_date": iso(liver)[: 7 if month_only else 10] if found else "",
        "liver_met_by": weighed(chance, CT=55, MRI=25, US=10, PET=7, BX=3) if found else "",
        "liver_met_count": weighed(chance, one=42, few=38, many=20) if found else "",
        "last_clear_liver": iso(last_look(archived, seen)),
        "other_rec": flag(other),
        "other_rec_date": iso(elsewhere) if other else "",
        "other_rec_sites": sites if other else "",
        "death_date": vaguely(death, chance, 0.05) if death <= end else "",
        "cause": weighed(chance, cancer=70, other=30) if death <= end else "",
        "last_contact": iso(last),
    }


def last_look(archived: Archived, before: date) -> date | None:
    """The liver is looked at about every half year; the last time that it was clear."""
    chance = archived.chance.apart("looks")
    looks, day = [], archived.surgery
    while (day := day + timedelta(days=chance.whole(120, 220))) < before:
        looks.append(day)
    return looks[-1] if looks else None


ARCHIVE = Archive(
    trial="crlm",
    first_surgery=date(2015, 1, 1),
    last_surgery=date(2021, 12, 31),
    mean_age=60,
    share_of_men=0.58,
    draw=draw,
)
