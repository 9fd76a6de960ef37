"""What answers look like. A table by item: the protocol says what may be answered, this what is
likely. A name also serves the longer ones that end in it: `afp` is `followup_afp` as well.

Invented, with the center of each laboratory value where reference intervals put healthy adults or,
where named, where cohorts of early hepatocellular or rectal cancer report it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from config.simulation.chance import Chance
from trials.domain.protocol.forms import Item


@dataclass(frozen=True, kw_only=True)
class Measure:
    """Around `center`; `factor` for what doubles and halves, else `spread`."""

    center: float
    spread: float = 0
    factor: float = 0
    decimals: int = 0

    def draw(self, chance: Chance, item: Item) -> str:
        drawn = (
            chance.skewed(self.center, self.factor)
            if self.factor
            else chance.normal(self.center, self.spread)
        )
        return within(drawn, item, self.decimals)


def within(drawn: float, item: Item, decimals: int) -> str:
    """Never unlikely, so that nobody has to confirm it."""
    low, high = bounds(item)
    number = min(max(Decimal(str(drawn)), low), high)
    return str(round(number, decimals)) if decimals else str(int(number))


def bounds(item: Item) -> tuple[Decimal, Decimal]:
    if item.plausible:
        return item.plausible
    low = item.range.min if item.range and item.range.min is not None else Decimal(0)
    high = item.range.max if item.range and item.range.max is not None else low + 100
    return low, high


MEASURES: Mapping[str, Measure] = {
    "bilirubin": Measure(center=13, factor=1.4, decimals=1),
    "albumin": Measure(center=42, spread=3.5, decimals=1),
    "inr": Measure(center=1.03, spread=0.07, decimals=2),
    "creatinine": Measure(center=72, spread=13),
    "alt": Measure(center=32, factor=1.7),
    "ast": Measure(center=33, factor=1.6),
    "ggt": Measure(center=55, factor=1.9),
    "platelets": Measure(center=165, spread=50),
    "neutrophils": Measure(center=3.5, spread=1.2, decimals=2),
    "lymphocytes": Measure(center=1.6, spread=0.5, decimals=2),
    # Under infusion chemotherapy counts fall and transaminases rise: some by enough to be an event.
    "cycle_neutrophils": Measure(center=2.2, spread=0.9, decimals=2),
    "cycle_platelets": Measure(center=118, spread=34),
    "cycle_alt": Measure(center=50, factor=1.8),
    "hemoglobin": Measure(center=136, spread=15),
    "tsh": Measure(center=2.1, factor=1.6, decimals=2),
    "hbv_dna": Measure(center=800, factor=12),
    # Half of early liver cancers stay below 20 ng/mL; the others reach into the thousands.
    "afp": Measure(center=22, factor=7, decimals=1),
    "pivka": Measure(center=120, factor=5),
    "cea": Measure(center=4.2, factor=2.6, decimals=1),
    "ca19_9": Measure(center=14, factor=2.2, decimals=1),
    "height": Measure(center=167, spread=7),
    "weight": Measure(center=65, spread=10, decimals=1),
    "systolic_pressure": Measure(center=128, spread=12),
    "diastolic_pressure": Measure(center=76, spread=6),
    "largest_tumor": Measure(center=41, factor=1.5),
    "specimen_tumor_size": Measure(center=42, factor=1.5),
    "operation_minutes": Measure(center=195, spread=50),
    "pringle_minutes": Measure(center=28, spread=13),
    "blood_loss": Measure(center=250, factor=1.8),
    "nodule_size": Measure(center=14, spread=3),
    "viable_tumor_percent": Measure(center=45, spread=28),
    "margin_width": Measure(center=11, factor=1.6),
    "distance_colonoscopy": Measure(center=6.5, spread=2, decimals=1),
    "anal_verge_distance": Measure(center=6.2, spread=1.6, decimals=1),
    "tumor_length": Measure(center=4.4, spread=1.2, decimals=1),
    "ctdna_fraction": Measure(center=1.2, factor=2.5, decimals=2),
    "nodes_examined": Measure(center=15, spread=4),
    "circumferential_margin": Measure(center=8, factor=1.6, decimals=1),
    "radiotherapy_dose": Measure(center=50.4, spread=0, decimals=1),
    "radiotherapy_fractions": Measure(center=28, spread=0),
}

# How often each answer is given; an item that is not here takes its first code three times in four.
CHOICES: Mapping[str, Mapping[str, float]] = {
    "ecog": {"0": 0.72, "1": 0.28},
    "nyha_class": {"0": 0.9, "1": 0.08, "2": 0.02},
    "diagnosis_route": {"imaging": 0.7, "histopathology": 0.3},
    "diagnosis_guideline": {"nhc": 0.6, "li_rads": 0.25, "apasl": 0.15},
    "bclc_stage": {"A": 0.8, "0": 0.2},
    "cnlc_stage": {"Ia": 0.6, "Ib": 0.4},
    "microvascular_invasion": {"m0": 0.55, "m1": 0.3, "m2": 0.15},
    "differentiation": {"ii": 0.5, "iii": 0.35, "i": 0.1, "iv": 0.05},
    "capsule": {"complete": 0.5, "incomplete": 0.3, "none": 0.2},
    "fibrosis_stage": {"s4": 0.45, "s3": 0.25, "s2": 0.15, "s1": 0.1, "s0": 0.05},
    "resection_extent": {"minor": 0.68, "major": 0.32},
    "surgical_approach": {"laparoscopic": 0.6, "open": 0.32, "robotic": 0.05, "converted": 0.03},
    "liver_failure": {"none": 0.88, "a": 0.09, "b": 0.03},
    "clavien_dindo": {"none": 0.55, "i": 0.22, "ii": 0.17, "iiia": 0.06},
    "contact_mode": {"clinic": 0.86, "ward": 0.06, "telephone": 0.08},
    "urine_protein": {"negative": 0.7, "one_plus": 0.2, "two_plus": 0.1},
    "cycle_given": {"full": 0.8, "changed": 0.2},
    "restaging_response": {"pr": 0.4, "sd": 0.5, "cr": 0.1},
    "imaging_modality": {"mri": 0.6, "ct": 0.4},
    "cycles_planned": {"3": 1.0},
    "mmr": {"pmmr": 0.93, "dmmr": 0.07},
    "ras": {"wild_type": 0.55, "mutated": 0.45},
    "ct": {"T3": 0.66, "T2": 0.16, "T4a": 0.18},
    "cn": {"N1": 0.45, "N2": 0.25, "N1a": 0.15, "N1b": 0.15},
    "stoma_at_surgery": {"temporary": 0.7, "none": 0.22, "permanent": 0.08},
    "continence": {"none": 0.6, "minor": 0.33, "major": 0.07},
    "ctdna_result": {"not_detected": 0.55, "detected": 0.42, "failed": 0.03},
}

# Answered "yes" this often; an item that is not here, one time in twelve.
YES: Mapping[str, float] = {
    "able_to_understand": 1,
    "informed": 1,
    "followup_commitment": 1,
    "curative_resection_scheduled": 1,
    "curative_resection": 1,
    "neoadjuvant_scheduled": 1,
    "pathology_confirmed": 1,
    "events_reviewed": 1,
    "courses_entered": 1,
    "still_resectable": 1,
    "vascular_invasion": 0,
    "extrahepatic_spread": 0,
    "uncontrolled_hypertension": 0,
    "other_cardiac_uncontrolled": 0,
    "severe_renal_dysfunction": 0,
    "other_uncontrolled": 0,
    "investigator_objection": 0,
    "hypersensitivity": 0,
    "other_malignancy": 0.04,
    "concurrent_malignancy": 0,
    "prior_malignancy": 0,
    "multiple_primary": 0,
    "earlier_tumor_treatment": 0.06,
    "earlier_baseline_available": 1,
    "final_cycle": 0,
    "catheter_complication": 0.04,
    "cirrhosis": 0.6,
    "portal_hypertension": 0.2,
    "antiviral_therapy": 0.9,
    "ecog_tumor_related": 0,
    "satellite_nodules": 0.12,
    "mrf_involved": 0.3,
    "emvi": 0.35,
    "response_nodes_clear": 0.8,
    "stoma_present": 0.4,
    "departed_from_intention": 0.12,
}

TEXTS: Mapping[str, tuple[str, ...]] = {
    "surgeon": ("Dr Zhou Ning", "Dr Lu Feng", "Dr Ren Hao"),
    "judged_by": ("Dr Qin Bo", "Dr Wei Lan"),
    "read_by": ("Dr Qin Bo", "Dr Wei Lan"),
    "endoscopist": ("Dr Hou Jie", "Dr Mo Lin"),
    "pd1_product": ("Sintilimab", "Tislelizumab", "Camrelizumab"),
    "ecog_reason": ("Knee arthritis", "Chronic back pain", "Old ankle fracture"),
    "cycle_change_reason": ("Platelets below 75", "Fever on the planned day", "Patient traveling"),
    "catheter_complication_what": ("Groin hematoma, no treatment", "Catheter displaced"),
    "earlier_tumor_treatment_what": ("One session of TACE elsewhere, before referral",),
    "missing_data_what": ("Weight before surgery not written down",),
    "sample_id": ("SYN-SAMPLE",),
    "stool_file": ("synthetic.fastq.gz",),
}
A_TEXT = "See the source document"


def about(table: Mapping[str, object], item_id: str) -> str | None:
    """The entry that speaks of this item: its own, else the longest it ends in."""
    if item_id in table:
        return item_id
    ends = [name for name in table if item_id.endswith(f"_{name}")]
    return max(ends, key=len, default=None)
