"""An invented archive of resected hepatocellular carcinoma, with what was given afterwards.

Boards give TACE for microvascular invasion, satellites and several tumors, and systemic therapy for
the worst of them; hardly ever where the liver is weak. Recurrence comes sooner the worse the tumor,
later with what was given; three of five recur within five years.
"""

from datetime import date, timedelta
from math import exp, log, log10

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
from config.simulation.chance import Chance

READ_ON = date(2024, 12, 31)
UMOL_IN_MG_DL = 17.1
SCAN_EVERY = 92


def draw(archived: Archived) -> Cells:
    tumor = tumor_of(archived)
    liver = liver_of(archived)
    blood = blood_of(archived, cirrhosis=liver["cirrhosis"] == "1")
    badness = badness_of(tumor, blood)
    recurs = archived.after(archived.chance.apart("recurrence").wait(1900 * exp(-badness)) + 20)
    given = given_to(archived, tumor, blood, before=min(recurs, leaves(archived)))
    late = timedelta(days=200 * bool(given["tace_1"]) + 260 * bool(given["tki_start"]))
    return {
        **operation_of(archived),
        **tumor,
        **liver,
        **slides_of(archived),
        **scan_of(archived, tumor),
        **history_of(archived, liver),
        **blood,
        **given,
        **outcome_of(archived, recurs + late * (recurs > archived.after(120))),
    }


def operation_of(archived: Archived) -> Cells:
    chance = archived.chance.apart("operation")
    before = chance.happens(0.08)
    return {
        "procedure": weighed(chance, AR=58, NR=42),
        "approach": weighed(chance, open=55, lap=38, robot=4, conv=3),
        "extent": weighed(chance, minor=68, major=32),
        "blood_loss": known(number(min(4500, chance.skewed(250, 2.0)), 0), chance, 0.04),
        "transfusion": flag(chance.happens(0.12)),
        "prior_therapy": flag(before),
        "prior_kind": several(chance, {"TACE": 0.7, "ABL": 0.3}) if before else "",
        "prior_year": iso(archived.after(-chance.whole(30, 900)))[:4] if before else "",
        "report_date": iso(archived.after(chance.whole(4, 14))),
    }


def tumor_of(archived: Archived) -> Cells:
    chance = archived.chance.apart("tumor")
    size = min(190, max(8, chance.skewed(42, 1.75)))
    large = log(size / 42) / 0.55
    invasion = chance.normal(large, 1.2)
    grade = min(4, max(1, round(chance.normal(2.2 + 0.3 * large, 0.7))))
    count = 1 + chance.happens(0.16) + chance.happens(0.05)
    return {
        "margin_mm": number(max(0.5, chance.skewed(8, 2.0))),
        "n_tumors": str(count),
        "size_mm": number(size, 0),
        "mvi": "M2" if invasion > 1.5 else "M1" if invasion > 0.4 else "M0",
        "es_grade": known(str(grade), chance, 0.04),
        "capsule": known(weighed(chance, full=42, part=38, none=20), chance, 0.08),
        "satellites": flag(chance.happens(1 / (1 + exp(2.2 - 0.7 * large)))),
        "bile_thrombus": flag(chance.happens(0.02)),
        "bclc": bclc(count, size),
        "cnlc": cnlc(count, size),
        "afp": known(number(max(0.9, chance.skewed(30 * exp(0.5 * large), 6.0))), chance, 0.04),
    }


def bclc(count: int, size: float) -> str:
    if count == 1:
        return "0" if size <= 20 else "A"
    return "A" if size <= 30 else "B"


def cnlc(count: int, size: float) -> str:
    if count == 1:
        return "Ia" if size <= 50 else "Ib"
    return "Ib" if size <= 30 else "IIa"


def liver_of(archived: Archived) -> Cells:
    chance = archived.chance.apart("liver")
    cirrhosis = chance.happens(0.58)
    stage = chance.whole(3, 4) if cirrhosis else chance.whole(0, 3)
    return {"cirrhosis": flag(cirrhosis), "fibrosis": known(f"S{stage}", chance, 0.15)}


def slides_of(archived: Archived) -> Cells:
    chance = archived.chance.apart("slides")
    return {
        "slides_by": chance.one_of(["Reader A", "Reader B"]),
        "slides_on": iso(date(2025, 3, 1) + timedelta(days=chance.whole(0, 150))),
    }


def scan_of(archived: Archived, tumor: Cells) -> Cells:
    chance = archived.chance.apart("scan")
    mri = chance.happens(0.45)
    seen = float(tumor["size_mm"]) * chance.normal(1, 0.08)
    return {
        "img_date": iso(archived.after(-chance.whole(1, 30))),
        "img_kind": "MR" if mri else "CT",
        "img_phases": "N;A;V;D" + (";HB" if mri and chance.happens(0.4) else ""),
        "img_by": chance.one_of(["Reader C", "Reader D"]),
        "img_on": iso(date(2025, 3, 1) + timedelta(days=chance.whole(0, 150))),
        "img_tumors": tumor["n_tumors"],
        "img_size": number(max(5, seen), 0),
    }


def history_of(archived: Archived, liver: Cells) -> Cells:
    chance = archived.chance.apart("history")
    hbv = chance.happens(0.84)
    other = several(chance, {"ALC": 0.3, "MET": 0.3, "HCV": 0.2}) if chance.happens(0.25) else ""
    causes = [one for one in ("HBV" if hbv else "", other) if one] or ["NONE"]
    height = chance.normal(167 if archived.sex == "male" else 157, 6)
    cause = ";".join(causes)
    viral = hbv or "HCV" in cause
    return {
        "cause_of_liver_disease": cause,
        "hbsag": "P" if hbv else "N",
        "anti_hcv": "P" if "HCV" in cause else "N",
        "antiviral": flag(chance.happens(0.7)) if viral else "",
        "portal": flag(liver["cirrhosis"] == "1" and chance.happens(0.28)),
        "diabetes": flag(chance.happens(0.14)),
        "ecog": weighed(chance, **{"0": 74, "1": 26}),
        "height": number(height, 0),
        "weight": number(max(38, chance.normal(23.5, 2.8) * (height / 100) ** 2)),
    }


def blood_of(archived: Archived, *, cirrhosis: bool) -> Cells:
    chance = archived.chance.apart("blood")
    bilirubin = min(60, max(4, chance.skewed(14, 1.45)))
    cells = {
        "lab_date": iso(archived.after(-chance.whole(1, 10))),
        "bilirubin_mg_dl": number(bilirubin / UMOL_IN_MG_DL, 2),
        "albumin": number(min(52, max(27, chance.normal(40.5 - 1.5 * cirrhosis, 3.6)))),
        "inr": number(max(0.85, chance.normal(1.06, 0.09)), 2),
        "ascites": weighed(chance, none=96, mild=4),
        "alt": number(max(7, chance.skewed(34, 1.8)), 0),
        "ast": number(max(8, chance.skewed(33, 1.7)), 0),
        "ggt": number(max(8, chance.skewed(58, 2.0)), 0),
        "creatinine": number(max(35, chance.normal(72, 14)), 0),
        "hbv_dna": number(0 if chance.happens(0.4) else chance.skewed(2000, 12), 0),
        "platelets": number(max(32, chance.normal(180 - 45 * cirrhosis, 52)), 0),
        "neutrophils": number(max(0.9, chance.normal(3.6, 1.2)), 2),
        "lymphocytes": number(max(0.4, chance.normal(1.6, 0.5)), 2),
        "hemoglobin": number(max(75, chance.normal(141, 16)), 0),
    }
    blanks = {"pivka": known(number(max(8, chance.skewed(180, 8)), 0), chance, 0.25)}
    return {**cells, **blanks}


def badness_of(tumor: Cells, blood: Cells) -> float:
    """Log hazard of recurrence over that of a small, well-behaved tumor. Invented."""
    return (
        0.45 * log(float(tumor["size_mm"]) / 42)
        + {"M0": 0.0, "M1": 0.45, "M2": 0.95}[tumor["mvi"]]
        + 0.5 * (tumor["satellites"] == "1")
        + 0.35 * (tumor["n_tumors"] != "1")
        + 0.08 * log(float(tumor["afp"] or 30) / 30)
        + 0.3 * (albi(blood) > -2.6)
    )


def albi(blood: Cells) -> float:
    bilirubin = float(blood["bilirubin_mg_dl"]) * UMOL_IN_MG_DL
    return 0.66 * log10(bilirubin) - 0.085 * float(blood["albumin"])


def given_to(archived: Archived, tumor: Cells, blood: Cells, *, before: date) -> Cells:
    """What a board chose and the archived lived to begin without a recurrence; late starts among
    them. Centers differ in how readily they treat."""
    chance = archived.chance.apart("given")
    habit = Chance("habit", archived.center).normal(0, 0.4)
    invaded = tumor["mvi"] != "M0"
    weak = albi(blood) > -2.2
    tace = -1.4 + habit + 1.6 * invaded + 1.2 * (tumor["satellites"] == "1") - 3 * weak
    drug = -2.6 + habit + 1.9 * (tumor["mvi"] == "M2") + 1.3 * (tumor["satellites"] == "1")
    first = archived.after(chance.whole(24, 75))
    second = first + timedelta(days=chance.whole(28, 56))
    start = archived.after(chance.whole(20, 110))
    stop = start + timedelta(days=chance.whole(60, 420))
    wants_tace = chance.happens(1 / (1 + exp(-tace)))
    wants_drug = chance.happens(1 / (1 + exp(-(drug - 2.5 * weak))))
    twice = chance.happens(0.35)
    with_io = chance.happens(0.3)
    has_tace = wants_tace and first < before
    has_drug = wants_drug and start < before
    end = min(stop, before)
    return {
        "tace_1": iso(first) if has_tace else "",
        "tace_2": iso(second) if has_tace and twice and second < before else "",
        "tki": chance.one_of(["Lenvatinib", "Sorafenib", "Apatinib"]) if has_drug else "",
        "tki_start": iso(start) if has_drug else "",
        "tki_stop": iso(end) if has_drug else "",
        "pd1": chance.one_of(["Sintilimab", "Camrelizumab"]) if has_drug and with_io else "",
        "pd1_start": iso(start) if has_drug and with_io else "",
        "pd1_stop": iso(end) if has_drug and with_io else "",
    }


def natural_death(archived: Archived) -> date:
    return archived.after(archived.chance.apart("death").wait(9000))


def last_read(archived: Archived) -> date:
    followed = archived.after(archived.chance.apart("followed").whole(240, 2600))
    return earliest(READ_ON, followed)


def leaves(archived: Archived) -> date:
    """Out of sight, unless a recurrence comes first."""
    return earliest(natural_death(archived), last_read(archived))


def outcome_of(archived: Archived, recurs: date) -> Cells:
    chance = archived.chance.apart("outcome")
    ill = recurs + timedelta(days=chance.wait(900))
    death = earliest(natural_death(archived), ill)
    end = last_read(archived)
    last = earliest(death, end)
    seen = recurs <= last
    clear = last_clear(archived, min(recurs, last))
    return {
        "last_clear_scan": iso(clear),
        "last_clear_by": weighed(chance, CT=60, MR=40) if clear else "",
        "recurrence": iso(recurs) if seen else "",
        "recurrence_by": weighed(chance, CT=55, MR=45) if seen else "",
        "recurrence_in": weighed(chance, IN=70, EX=18, BO=12) if seen else "",
        "death_date": vaguely(death, chance, 0.04) if death <= end else "",
        "cause": weighed(chance, cancer=72, liver=14, other=14) if death <= end else "",
        "last_contact": iso(last),
        **followed(archived),
    }


def followed(archived: Archived) -> Cells:
    chance = archived.chance.apart("followed")
    gaps = chance.happens(0.18)
    missing = chance.one_of(["Scans of one year", "Blood after the operation"])
    return {"followed": "gaps" if gaps else "full", "followed_missing": missing if gaps else ""}


def last_clear(archived: Archived, before: date) -> date | None:
    """Scanned about every three months; the last time before a recurrence or the last contact."""
    times = ((before - archived.surgery).days - 1) // SCAN_EVERY
    return archived.after(times * SCAN_EVERY) if times else None


ARCHIVE = Archive(
    trial="hcc-adj",
    first_surgery=date(2016, 1, 1),
    last_surgery=date(2022, 12, 31),
    mean_age=55,
    share_of_men=0.83,
    draw=draw,
)
