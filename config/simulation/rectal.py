"""rectal: neoadjuvant chemoradiotherapy, with immunotherapy or without; then the knife, or waiting.

Long-course radiotherapy as commonly given (50.4 Gy in 28 fractions). Shares of complete response,
of regrowth under watch and wait and of distant recurrence are invented, of the order cohorts print.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from config.simulation import events, follow_up
from config.simulation.chance import Chance
from config.simulation.chart import Chart
from config.simulation.diary import Diary
from config.simulation.events import MARKED, MILD, MODERATE, Hazard
from config.simulation.fates import Odds, Today
from config.simulation.filling import Given
from config.simulation.follow_up import Imaging
from config.simulation.people import RECTUM
from config.simulation.screening import Door, Failure
from config.simulation.treatment import give, operate, start, stop
from trials.domain.protocol.protocol import Protocol
from trials.domain.protocol.schedule import Visit

FIRST_DOSE, RADIOTHERAPY = 14, 37
CRT_END = FIRST_DOSE + RADIOTHERAPY
# The protocol asks for the response ten weeks after the end of chemoradiotherapy.
RESPONSE_AFTER = 70
COMPLETE = {"io_crt": 0.45, "crt": 0.22}
WAITS, REGROWS, STOMA = 0.6, 0.22, 0.08
ON_TREATMENT = (
    Hazard("Diarrhea", 0.4, MODERATE, 10, 50, ("radiotherapy", "capecitabine"), 14),
    Hazard("Proctitis", 0.3, MODERATE, 15, 50, ("radiotherapy",), 25),
    Hazard("Fatigue", 0.35, MILD, 5, 50, ("radiotherapy", "capecitabine"), 25),
    Hazard("Neutrophil count decreased", 0.25, MARKED, 12, 55, ("capecitabine",), 10),
    Hazard("Lymphocyte count decreased", 0.3, MARKED, 12, 60, ("radiotherapy",), 30),
    Hazard("Palmar-plantar erythrodysesthesia syndrome", 0.1, MILD, 15, 50, ("capecitabine",), 20),
)
ON_IMMUNOTHERAPY = (
    Hazard("Rash maculo-papular", 0.15, MODERATE, 10, 60, ("immunotherapy",), 18),
    Hazard("Hypothyroidism", 0.12, MILD, 30, 100, ("immunotherapy",), 120),
)
AFTER_SURGERY = (
    Hazard("Rectal anastomotic leak", 0.07, {2: 0.5, 3: 0.5}, 4, 14, (), 25),
    Hazard("Urinary retention", 0.1, MILD, 2, 10, (), 10),
    Hazard("Ileus", 0.1, MODERATE, 2, 12, (), 7),
    Hazard("Wound infection", 0.08, MILD, 5, 20, (), 14),
)
SERIOUS = Hazard("Ileus", 1, {3: 1}, 0, 0)


@dataclass(frozen=True, kw_only=True)
class Plan:
    regimen: str
    complete: bool
    waits: bool
    judged: int
    wait: int

    @property
    def response(self) -> int:
        """Days from screening to the judgment of the response, and so to the decision."""
        return CRT_END + RESPONSE_AFTER + self.judged

    @property
    def zero(self) -> int:
        return self.response + (0 if self.waits else self.wait)


def plan_of(chance: Chance) -> Plan:
    regimen = chance.weighed({"io_crt": 0.55, "crt": 0.45})
    complete = chance.happens(COMPLETE[regimen])
    return Plan(
        regimen=regimen,
        complete=complete,
        waits=complete and chance.happens(WAITS),
        judged=chance.whole(-14, 20),
        wait=chance.whole(12, 24),
    )


def visits_of(plan: Plan, protocol: Protocol) -> list[Visit]:
    anchor = "strategy_date" if plan.waits else "surgery_date"
    return [visit for visit in protocol.visits if visit.anchor == anchor]


def odds_of(plan: Plan) -> Odds:
    cured = 0.86 if plan.complete else 0.68
    return Odds(cured=cured, recurrence_days=420, death_days=700, early_death=0.006)


def prepare(chart: Chart, day: date, plan: object) -> None:
    regimen = plan.regimen if isinstance(plan, Plan) else "crt"
    chart.given.update(
        {
            "diagnosis": ("rectal_adenocarcinoma",),
            "biopsy_route": ("colonoscopy",),
            "planned_regimen": (regimen,),
            "pelvic_mri_date": day - timedelta(days=chart.chance.whole(2, 12)),
            "cm": ("M0",),
            "comorbidities": ("none",),
        }
    )


FAILURES = (
    Failure(weight=2, given={"cm": ("M1a",)}),
    Failure(weight=1, given={"ct": ("T4b",)}),
    Failure(weight=1.2, given={"ct": ("T2",), "cn": ("N0",)}),
    Failure(weight=1.2, given={"anal_verge_distance": "12.5"}),
    Failure(
        weight=0.7,
        given={
            "prior_malignancy": True,
            "prior_malignancy_kinds": ("other",),
            "prior_malignancy_cured": True,
        },
    ),
    Failure(weight=0.5, given={"multiple_primary": True}),
    Failure(weight=1, declines=True),
)
DOOR = Door(population=RECTUM, failures=FAILURES, prepare=prepare)


def unfold(diary: Diary, plan: Plan, *, enrolled: date, screened: date) -> None:
    Imaging(
        diary,
        modalities={"ct": 0.55, "mri": 0.45},
        locations={"extrahepatic": 0.7, "intrahepatic": 0.2, "unknown": 0.1},
        on_recurrence=lambda day: diary.chart.fill("recurrence_details", day),
    )
    irradiate(diary, plan, screened)
    judge(diary, plan, screened)
    if plan.waits:
        watch(diary)
    else:
        resect(diary, screened + timedelta(days=plan.zero), complete=plan.complete)
    follow_up.expect_the_end(diary, cause="Metastatic rectal cancer")


def irradiate(diary: Diary, plan: Plan, screened: date) -> None:
    first, last = screened + timedelta(days=FIRST_DOSE), screened + timedelta(days=CRT_END)
    start(diary, first, "radiotherapy", dose="50.4", unit="Gy")
    start(diary, first, "capecitabine", dose="1650", unit="mg/m2")
    stop(diary, last, "radiotherapy", "As planned")
    stop(diary, last, "capecitabine", "As planned")
    if plan.regimen == "io_crt":
        for cycle in range(3):
            day = first + timedelta(days=7 + cycle * 21)
            give(diary, day, "immunotherapy", dose="200", unit="mg", product="Sintilimab")
        events.expose(diary, ON_IMMUNOTHERAPY, start=first, until=last + timedelta(days=60))
    events.expose(diary, ON_TREATMENT, start=first, until=last + timedelta(days=20))
    diary.at_visit["NEOEND"] = {
        "exposure": (plan.regimen,),
        "radiotherapy_course": ("long",),
        "crt_end": last,
        "concurrent_chemotherapy": ("capecitabine",),
        "further_chemotherapy": ("none",),
        "immunotherapy_timing": ("during", "after"),
    }


def judge(diary: Diary, plan: Plan, screened: date) -> None:
    """Response and decision on one day, by the team."""
    decided = screened + timedelta(days=plan.response)
    diary.delays["RESP"] = (plan.judged, plan.judged)
    found: dict[str, Given] = {
        "rectal_examination": ("normal" if plan.complete else "irregular",),
        "response_endoscopy_date": decided - timedelta(days=2),
        "response_mri_date": decided - timedelta(days=4),
        "endoscopic_finding": ("scar" if plan.complete else "ulcer",),
        "response_biopsy": ("negative",),
        "mr_trg": "1" if plan.complete else "3",
        "response_nodes_clear": True,
        "clinical_response": ("complete" if plan.complete else "incomplete",),
        "strategy_date": decided,
        "strategy": ("watch_and_wait" if plan.waits else "surgery",),
        "strategy_reasons": ("complete_response" if plan.waits else "residual_tumor",),
    }
    if plan.complete and not plan.waits:
        found["strategy_reasons"] = ("patient_preference",)
    diary.at_visit["RESP"] = found


def resect(diary: Diary, day: date, *, complete: bool, reason: str = "planned") -> None:
    """Of those judged complete most have no tumor left; of the others, few."""
    chance = diary.chart.chance.apart("resection")
    is_clear = chance.happens(0.75 if complete else 0.08)
    diary.delays["SURG"] = (9, 14)
    diary.at_visit["SURG"] = {"surgery_reason": (reason,), **found_in_specimen(chance, is_clear)}
    operate(diary, day, procedure="other", histology="no_viable_tumor" if is_clear else "other")
    events.expose(diary, AFTER_SURGERY, start=day, until=day + timedelta(days=40))
    if chance.happens(STOMA):
        kept = day + timedelta(days=chance.whole(150, 300))
        diary.expect(kept, lambda now: keep_stoma(diary, now))


def found_in_specimen(chance: Chance, is_clear: bool) -> dict[str, Given]:
    if is_clear:
        return {"ypt": ("T0",), "ypn": ("N0",), "regression_grade": "0", "nodes_positive": "0"}
    positive = chance.happens(0.25)
    return {
        "ypt": (chance.weighed({"T3": 0.5, "T2": 0.35, "T1": 0.15}),),
        "ypn": ("N1" if positive else "N0",),
        "regression_grade": chance.weighed({"1": 0.4, "2": 0.45, "3": 0.15}),
        "nodes_positive": str(chance.whole(1, 3)) if positive else "0",
    }


def keep_stoma(diary: Diary, day: date) -> None:
    diary.chart.fill("stoma", day, given={"permanent_stoma": day})


def watch(diary: Diary) -> None:
    """At each visit of the waiting the rectum is looked at; regrowth ends it with an operation."""
    chance = diary.chart.chance.apart("watch")
    grows = diary.today is Today.NOTHING and chance.happens(REGROWS)
    regrowth = chance.whole(2, 5) if grows else 0
    looked: list[date] = []

    def look(visit: Visit, day: date) -> None:
        if visit.anchor != "strategy_date" or (grows and len(looked) >= regrowth):
            return
        looked.append(day)
        if grows and len(looked) == regrowth:
            regrow(diary, day, repeat=len(looked), before=looked[-2])
        else:
            fill_watch(diary, day, len(looked), {"last_without_regrowth": day, **CLEAR})

    diary.attended.append(look)


CLEAR: dict[str, Given] = {
    "watch_examination": ("normal",),
    "watch_endoscopy": ("scar",),
    "watch_mri": ("clear",),
    "watch_status": ("complete",),
}
REGROWN: dict[str, Given] = {
    "watch_examination": ("mass",),
    "watch_endoscopy": ("tumor",),
    "watch_mri": ("tumor",),
    "watch_status": ("regrowth",),
}


def fill_watch(diary: Diary, day: date, repeat: int, given: dict[str, Given]) -> None:
    diary.chart.fill("watch_assessment", day, repeat=repeat, given={"watch_date": day, **given})


def regrow(diary: Diary, day: date, *, repeat: int, before: date) -> None:
    found: dict[str, Given] = {"last_without_regrowth": before, "local_regrowth": day}
    fill_watch(diary, day, repeat, {**REGROWN, **found})
    salvage = day + timedelta(days=20)
    given: dict[str, Given] = {"salvage_date": salvage, "salvage_choice": ("resection",)}
    diary.expect(salvage, lambda now: diary.chart.fill("salvage", now, given=given))
    resect(diary, salvage, complete=False, reason="regrowth")
