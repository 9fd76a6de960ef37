"""hcc-neo: high risk by the PRE score; neoadjuvant therapy and surgery, or surgery at once.

Doses as the regimens are commonly given (HAIC-FOLFOX every three weeks, lenvatinib by weight); the
course of the disease is invented: a little over half of high-risk patients recur in two years after
surgery alone, fewer after neoadjuvant therapy.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from config.simulation import events, follow_up
from config.simulation.chance import Chance
from config.simulation.chart import Chart
from config.simulation.diary import Diary
from config.simulation.events import MARKED, MILD, MODERATE, Hazard
from config.simulation.fates import Odds, Today
from config.simulation.filling import Given
from config.simulation.follow_up import Imaging
from config.simulation.people import LIVER
from config.simulation.screening import Door, Failure
from config.simulation.treatment import give, operate, start, stop
from enrollment.actions import allocations
from trials.domain.protocol.protocol import Protocol
from trials.domain.protocol.schedule import Visit

SETTLING, BEFORE_FIRST_DOSE, A_CYCLE = 2, 7, 21
ODDS = {
    "neoadjuvant": Odds(cured=0.42, recurrence_days=480, death_days=520),
    "surgery_alone": Odds(cured=0.28, recurrence_days=360, death_days=480),
}
NEOADJUVANT = (
    Hazard("Fatigue", 0.3, MILD, 5, 60, ("lenvatinib", "pd1", "oxaliplatin")),
    Hazard("Hypertension", 0.35, MODERATE, 6, 45, ("lenvatinib",), 40),
    Hazard("Diarrhea", 0.2, MODERATE, 5, 60, ("lenvatinib", "fluorouracil"), 8),
    Hazard(
        "Palmar-plantar erythrodysesthesia syndrome", 0.18, MODERATE, 14, 60, ("lenvatinib",), 25
    ),
    Hazard("Proteinuria", 0.2, MILD, 14, 60, ("lenvatinib",), 30),
    Hazard("Hypothyroidism", 0.12, MILD, 25, 80, ("pd1", "lenvatinib"), 90),
    Hazard("Alanine aminotransferase increased", 0.35, MODERATE, 2, 50, ("haic", "oxaliplatin")),
    Hazard("Platelet count decreased", 0.3, MARKED, 7, 55, ("oxaliplatin",), 12),
    Hazard("Neutrophil count decreased", 0.25, MARKED, 7, 55, ("fluorouracil", "oxaliplatin"), 8),
    Hazard("Abdominal pain", 0.3, MODERATE, 0, 45, ("haic", "oxaliplatin"), 4),
    Hazard("Vomiting", 0.28, MILD, 0, 45, ("oxaliplatin", "fluorouracil"), 3),
    Hazard("Rash maculo-papular", 0.1, MODERATE, 10, 70, ("pd1",), 15),
)
AFTER_SURGERY = (
    Hazard("Fever", 0.2, MILD, 1, 12, (), 4),
    Hazard("Ascites", 0.12, MODERATE, 4, 30, (), 20),
    Hazard("Pleural effusion", 0.14, MODERATE, 3, 15, (), 14),
    Hazard("Wound complication", 0.07, MILD, 5, 20, (), 15),
    Hazard("Biliary fistula", 0.05, {2: 0.6, 3: 0.4}, 3, 14, (), 25),
    Hazard("Lung infection", 0.05, {2: 0.6, 3: 0.4}, 3, 20, (), 12),
)
SERIOUS = Hazard("Biliary tract infection", 1, {3: 1}, 0, 0)


@dataclass(frozen=True, kw_only=True)
class Plan:
    """Drawn before the screening day, so that the day of surgery can be put where it is wanted."""

    arm: str
    cycles: int
    wait: int

    @property
    def first_dose(self) -> int:
        """Days from screening on."""
        return SETTLING + BEFORE_FIRST_DOSE

    @property
    def last_dose(self) -> int:
        return self.first_dose + (self.cycles - 1) * A_CYCLE + 10

    @property
    def zero(self) -> int:
        """Surgery: four weeks after the last dose, or ten days after enrollment."""
        after = self.last_dose if self.arm == "neoadjuvant" else SETTLING
        return after + self.wait


def plan_of(chance: Chance) -> Plan:
    if chance.happens(0.5):
        cycles = chance.weighed({2: 0.25, 3: 0.6, 4: 0.15})
        return Plan(arm="neoadjuvant", cycles=cycles, wait=chance.whole(26, 36))
    return Plan(arm="surgery_alone", cycles=0, wait=chance.whole(7, 16))


def prepare(chart: Chart, day: date, plan: object) -> None:
    chart.given.update(
        {
            "diagnosis": ("hcc",),
            "laboratory_date": day,
            "ascites": ("none",),
            "encephalopathy": ("none",),
            "tumor_count": "1",
            "mri_date": day - timedelta(days=chart.chance.whole(2, 12)),
            "mri_phases": ("non_contrast", "arterial", "portal_venous", "delayed"),
            "mri_quality": ("acceptable",),
        }
    )


def examine(chart: Chart, day: date, failure: Failure | None) -> None:
    """The score by the release in force: half and more is high risk, and 0.5 itself counts."""
    low = failure is not None and failure.low_score
    drawn = chart.chance.apart("score").normal(0.34 if low else 0.69, 0.11)
    least, most = (0.03, 0.4999) if low else (0.5, 0.98)
    score = Decimal(str(min(max(drawn, least), most))).quantize(Decimal("0.0001"))
    imaged = chart.given["mri_date"]
    assert isinstance(imaged, date)
    chart.score(score, day + timedelta(days=1), imaging_date=imaged)


FAILURES = (
    Failure(weight=5, low_score=True),
    Failure(weight=1, given={"bclc_stage": ("B",), "tumor_count": "4"}),
    Failure(weight=1, given={"bilirubin": "44", "albumin": "27.5", "ascites": ("mild",)}),
    Failure(weight=0.8, given={"ecog": "2"}),
    Failure(weight=0.6, given={"mri_quality": ("not_acceptable",)}),
    Failure(weight=0.6, age=78),
    Failure(weight=0.5, given={"hypersensitivity": True, "hypersensitivity_to": ("oxaliplatin",)}),
    Failure(weight=1, declines=True),
)
DOOR = Door(
    population=LIVER,
    failures=FAILURES,
    prepare=prepare,
    examine=examine,
    days_to_judge=SETTLING,
)


def visits_of(plan: Plan, protocol: Protocol) -> list[Visit]:
    """Those counted from surgery."""
    return [visit for visit in protocol.visits if visit.anchor == "surgery_date"]


def odds_of(plan: Plan) -> Odds:
    return ODDS[plan.arm]


def unfold(diary: Diary, plan: Plan, *, enrolled: date, screened: date) -> None:
    """All that the story holds after enrollment, entered on its days."""
    allocate(diary.chart, plan, enrolled)
    zero = screened + timedelta(days=plan.zero)
    Imaging(
        diary,
        modalities={"mri": 0.7, "ct": 0.3},
        locations={"intrahepatic": 0.72, "extrahepatic": 0.12, "both": 0.16},
        on_recurrence=lambda day: give(
            diary, day + timedelta(days=20), "adjuvant", product="Sorafenib, for the recurrence"
        ),
    )
    if plan.arm == "neoadjuvant":
        treat(diary, plan, screened)
    if plan.arm == "neoadjuvant" and is_given_up(diary):
        diary.expect(zero, lambda day: give_up(diary, day))
    else:
        resect(diary, plan, zero)


def allocate(chart: Chart, plan: Plan, day: date) -> None:
    chart.write(
        allocations.allocate,
        day,
        by=chart.team.doctor,
        arm=plan.arm,
        allocated_date=day,
        reason=chart.chance.apart("reason").weighed(
            {"clinical_judgment": 0.6, "participant_preference": 0.4}
        ),
        preference=chart.chance.apart("wish").weighed({"agrees": 0.9, "none": 0.1}),
        decided_by=chart.team.doctor.printed_name,
    )


def treat(diary: Diary, plan: Plan, screened: date) -> None:
    first = screened + timedelta(days=plan.first_dose)
    product = diary.chart.chance.apart("pd1").one_of(("Sintilimab", "Tislelizumab", "Camrelizumab"))
    diary.at_visit["PLAN"] = {"cycles_planned": str(plan.cycles), "pd1_product": product}
    diary.at_visit[f"C{plan.cycles}"] = {"final_cycle": True}
    start(diary, first, "lenvatinib", dose="8", unit="mg", product="Lenvatinib")
    for cycle in range(plan.cycles):
        give_cycle(diary, first + timedelta(days=cycle * A_CYCLE), product)
    stop(diary, screened + timedelta(days=plan.last_dose), "lenvatinib", "Before surgery")
    events.expose(diary, NEOADJUVANT, start=first, until=screened + timedelta(days=plan.zero - 1))


def give_cycle(diary: Diary, day: date, product: str) -> None:
    give(diary, day, "haic")
    give(diary, day, "oxaliplatin", dose="85", unit="mg/m2")
    give(diary, day, "leucovorin", dose="400", unit="mg/m2")
    give(diary, day, "fluorouracil", dose="2800", unit="mg/m2")
    give(diary, day, "pd1", dose="200", unit="mg", product=product)


def is_given_up(diary: Diary) -> bool:
    """Some are never resected; those the demonstration needs today are."""
    return diary.today is Today.NOTHING and diary.chart.chance.apart("resected").happens(0.07)


def give_up(diary: Diary, day: date) -> None:
    given: dict[str, Given] = {"no_resection_date": day, "no_resection_reason": ("progression",)}
    diary.chart.fill("no_resection", day, given=given)


def resect(diary: Diary, plan: Plan, zero: date) -> None:
    chance = diary.chart.chance.apart("surgery")
    response = plan.arm == "neoadjuvant" and chance.happens(0.15)
    mixed = not response and chance.happens(0.04)
    histology = "no_viable_tumor" if response else "combined_hcc_cca" if mixed else "hcc"
    diary.delays["SURG"] = (9, 13)
    diary.at_visit["SURG"] = {"viable_tumor_percent": "0"} if response else {}
    diary.at_visit["POD30"] = {"discharge_date": zero + timedelta(days=chance.whole(6, 12))}
    operate(diary, zero, histology=histology)
    events.expose(diary, AFTER_SURGERY, start=zero, until=zero + timedelta(days=60))
    follow_up.expect_the_end(diary, cause="Recurrent hepatocellular carcinoma")
