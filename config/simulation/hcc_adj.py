"""hcc-adj, the prospective part: resected, enrolled two weeks later, treated as decided there.

The strategy is decided by the team and received, or not, by day 90; a prediction is sealed before
and shown to nobody. Shares, agreement of the two and the course of the disease are invented.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from audit.content import sha256_of
from config.simulation import events, follow_up
from config.simulation.chance import Chance
from config.simulation.chart import Chart
from config.simulation.diary import Diary
from config.simulation.events import MILD, MODERATE, Hazard
from config.simulation.fates import Odds
from config.simulation.follow_up import Imaging
from config.simulation.people import LIVER
from config.simulation.screening import Door, Failure
from config.simulation.treatment import give, start, stop
from enrollment.actions import treatment_decisions
from enrollment.actions.treatment_decisions import Choice
from enrollment.models import TreatmentDecision
from enrollment.received import received_by
from enrollment.selectors.treatment_decisions import content_to_lock
from enrollment.treatment_policies import why_not_lock
from inference.actions import sealing
from trials.domain.protocol.protocol import Protocol
from trials.domain.protocol.schedule import Visit

ALONE, TACE, BOTH, SYSTEMIC = (
    "surgery_alone",
    "surgery_tace",
    "surgery_tace_systemic",
    "surgery_systemic",
)
DECIDED = {ALONE: 0.4, TACE: 0.3, BOTH: 0.17, SYSTEMIC: 0.13}
# The model agrees with the team in three of five; a few begin too late for the landmark.
AGREES, TOO_LATE, LANDMARK = 0.6, 0.07, 90
TUMORS = {"1": 0.8, "2": 0.14, "3": 0.06}
RISK_OF = {ALONE: 0.62, TACE: 0.48, BOTH: 0.4, SYSTEMIC: 0.45}
RATIONALE = ("Microvascular invasion", "Low risk on pathology", "Guideline", "Patient's wish")
AFTER_TACE = (
    Hazard("Fever", 0.3, MILD, 0, 3, ("tace",), 3),
    Hazard("Abdominal pain", 0.3, MODERATE, 0, 3, ("tace",), 4),
    Hazard("Alanine aminotransferase increased", 0.3, MODERATE, 1, 7, ("tace",), 12),
    Hazard("Nausea", 0.2, MILD, 0, 3, ("tace",), 3),
)
ON_TKI = (
    Hazard("Hypertension", 0.3, MODERATE, 7, 60, ("tki",), 60),
    Hazard("Palmar-plantar erythrodysesthesia syndrome", 0.2, MODERATE, 14, 80, ("tki",), 30),
    Hazard("Diarrhea", 0.2, MODERATE, 7, 120, ("tki",), 10),
    Hazard("Proteinuria", 0.15, MILD, 20, 150, ("tki",), 40),
)
SERIOUS = Hazard("Abdominal infection", 1, {3: 1}, 0, 0)


@dataclass(frozen=True, kw_only=True)
class Plan:
    """Days are counted from the operation, which came before the screening."""

    decided: str
    predicted: str
    screened: int
    tace: int
    systemic: int

    @property
    def zero(self) -> int:
        return -self.screened


def plan_of(chance: Chance) -> Plan:
    decided = chance.weighed(DECIDED)
    others = [one for one in DECIDED if one != decided]
    late = chance.happens(TOO_LATE)
    first, last = (LANDMARK + 5, LANDMARK + 30) if late else (29, 60)
    return Plan(
        decided=decided,
        predicted=decided if chance.happens(AGREES) else chance.one_of(others),
        screened=chance.whole(11, 18),
        tace=chance.whole(first, last),
        systemic=chance.whole(first, last),
    )


def visits_of(plan: Plan, protocol: Protocol) -> list[Visit]:
    return [visit for visit in protocol.visits if visit.anchor == "surgery_date"]


def odds_of(plan: Plan) -> Odds:
    """Agreement helps a little, so that the demonstration's two curves differ."""
    risk = RISK_OF[plan.decided] - (0.12 if plan.predicted == plan.decided else 0)
    return Odds(cured=1 - risk, recurrence_days=420, death_days=560, early_death=0.008, earliest=40)


def prepare(chart: Chart, day: date, plan: object) -> None:
    chance = chart.chance.apart("prepare")
    days = plan.screened if isinstance(plan, Plan) else chance.whole(11, 18)
    surgery = day - timedelta(days=days)
    read = surgery + timedelta(days=chance.whole(5, 8))
    tumors = chart.chance.apart("tumors").weighed(TUMORS)
    if tumors != "1":
        # Stage 0 is a single one.
        chart.given["bclc_stage"] = ("A",)
    chart.given.update(
        {
            "surgery_date": surgery,
            "procedure": (
                "anatomic_resection" if chance.happens(0.7) else "non_anatomic_resection",
            ),
            "pathology_report_date": read,
            "histology": ("hcc",),
            "margin": ("r0",),
            "specimen_tumor_count": tumors,
            "bile_duct_thrombus": False,
            "ffpe_slides": ("he",),
            "slide_quality": ("acceptable",),
            "slide_quality_date": read + timedelta(days=2),
            "imaging_date": surgery - timedelta(days=chance.whole(4, 25)),
            "imaging_phases": ("arterial", "portal_venous", "delayed"),
            "imaging_quality": ("acceptable",),
            "imaging_quality_date": day,
            "tumor_count": tumors,
            "clinical_data": ("complete",),
            "pathological_data": ("complete",),
            "etiology": ("hbv",),
            "hbsag": ("positive",),
        }
    )


FAILURES = (
    Failure(weight=2, given={"margin": ("r1",)}),
    Failure(
        weight=2,
        given={"slide_quality": ("not_acceptable",), "slide_quality_reason": ("faded", "folded")},
    ),
    Failure(
        weight=1,
        given={
            "imaging_quality": ("not_acceptable",),
            "imaging_quality_reason": ("phase_missing",),
        },
    ),
    Failure(weight=1, given={"histology": ("combined_hcc_cca",)}),
    Failure(
        weight=0.7, given={"concurrent_malignancy": True, "concurrent_malignancy_what": "Lung"}
    ),
    Failure(weight=0.7, age=77),
    Failure(weight=0.6, given={"clinical_data": ("severe",)}),
    Failure(weight=1, declines=True),
)
DOOR = Door(population=LIVER, failures=FAILURES, prepare=prepare)


def unfold(diary: Diary, plan: Plan, *, enrolled: date, screened: date) -> None:
    zero = screened + timedelta(days=plan.zero)
    Imaging(
        diary,
        modalities={"mri": 0.6, "ct": 0.4},
        locations={"intrahepatic": 0.75, "extrahepatic": 0.1, "both": 0.15},
        on_recurrence=lambda day: give(
            diary, day + timedelta(days=18), "tace", product="Lipiodol, for the recurrence"
        ),
    )
    seal(diary, plan, enrolled)
    treat(diary, plan, zero)
    decide(diary, plan, zero)
    diary.at_visit["POD30"] = {
        "adjuvant_intended": (plan.decided,),
        "adjuvant_decided_on": zero + timedelta(days=22),
        "discharge_date": zero + timedelta(days=diary.chart.chance.apart("home").whole(6, 10)),
    }
    follow_up.expect_the_end(diary, cause="Recurrent hepatocellular carcinoma")


def seal(diary: Diary, plan: Plan, day: date) -> None:
    """As the model's worker would, the day after enrollment."""
    chart = diary.chart
    if not chart.scene.releases:
        return
    release = chart.scene.releases[0]
    chart.write(
        sealing.seal,
        day,
        release=release,
        output={
            "strategy": plan.predicted,
            "probabilities": shares(diary, plan),
            "event_free": expected(diary),
        },
        input_sha256=sha256_of({"synthetic input of": chart.participant.code}),
        run_id=f"run-{chart.participant.code}",
        computed_at=chart.at(day),
    )


def shares(diary: Diary, plan: Plan) -> dict[str, float]:
    """Of the four strategies; the predicted one leads."""
    chance = diary.chart.chance.apart("shares")
    drawn = {code: chance.whole(3, 25) for code in DECIDED} | {plan.predicted: chance.whole(30, 80)}
    return {code: round(one / sum(drawn.values()), 4) for code, one in drawn.items()}


def expected(diary: Diary) -> dict[str, dict[str, float]]:
    """The share free of recurrence by month, had each strategy been received: about what happens
    here, so that it can be told well from badly predicted."""
    noise = diary.chart.chance.apart("expected").whole(-12, 12) / 100
    return {
        months: {code: round(1 - by_then * risk + noise, 3) for code, risk in RISK_OF.items()}
        for months, by_then in (("24", 0.82), ("36", 0.93))
    }


def treat(diary: Diary, plan: Plan, zero: date) -> None:
    if plan.decided in (TACE, BOTH):
        for session in range(diary.chart.chance.apart("sessions").whole(1, 2)):
            embolize(diary, zero + timedelta(days=plan.tace + session * 35))
    if plan.decided in (SYSTEMIC, BOTH):
        first = zero + timedelta(days=plan.systemic)
        last = first + timedelta(days=diary.chart.chance.apart("systemic").whole(120, 330))
        recurrence = diary.fate.recurrence
        if recurrence is None or recurrence > first:
            start(diary, first, "tki", dose="8", unit="mg", product="Lenvatinib")
            stop(diary, min(last, recurrence or last), "tki", "As planned")
            events.expose(diary, ON_TKI, start=first, until=last)


def embolize(diary: Diary, day: date) -> None:
    recurrence = diary.fate.recurrence
    if recurrence is None or recurrence > day:
        give(diary, day, "tace", dose="50", unit="mg", product="Epirubicin, lipiodol")
        events.expose(diary, AFTER_TACE, start=day, until=day + timedelta(days=10))


def decide(diary: Diary, plan: Plan, zero: date) -> None:
    """Recorded when decided; locked by the investigator at one of the visits after the landmark."""
    chance = diary.chart.chance.apart("decision")
    decided = zero + timedelta(days=22)
    choice = Choice(
        strategy=plan.decided,
        decided_date=decided,
        decided_by=diary.chart.team.doctor.printed_name,
        rationale=chance.one_of(RATIONALE),
    )
    doctor = diary.chart.team.doctor
    diary.expect(
        decided + timedelta(days=2),
        lambda day: diary.chart.write(treatment_decisions.record, day, by=doctor, choice=choice),
    )
    locked = zero + timedelta(days=LANDMARK + chance.whole(8, 40))
    diary.expect(locked, lambda day: lock(diary, day), after_end=True)


def lock(diary: Diary, day: date) -> None:
    """Where a date is not known well enough the investigator has to wait."""
    chart = diary.chart
    row = TreatmentDecision.objects.filter(participant=chart.participant).first()
    if row is None or why_not_lock(chart.participant, on=day):
        return
    doctor = chart.team.doctor
    shown = content_to_lock(row, received_by(chart.participant, known_to=day)).as_shown()
    signing = chart.scene.signing(shown, by=doctor)
    treatment_decisions.lock(record=row, signing=signing, by=doctor, at=chart.at(day))
