from dataclasses import dataclass
from decimal import Decimal

import pytest

from trials.domain.derivations import (
    DERIVATIONS,
    INCOMPLETE,
    NOT_COMPUTABLE,
    Incomplete,
    derive,
    wanting,
    with_derived,
)
from trials.domain.partial_dates import PartialDate
from trials.domain.values import Absent, Known, Source

LIVER = ("bilirubin", "albumin", "inr", "ascites", "encephalopathy")


def liver_facts(**changes):
    facts = {
        "bilirubin": Known(Decimal(12), "umol/L", PartialDate(2026, 3, 1)),
        "albumin": Known(Decimal(42), "g/L", PartialDate(2026, 3, 4)),
        "inr": Known(Decimal("1.0"), None, PartialDate(2026, 3, 4)),
        "ascites": Known("none"),
        "encephalopathy": Known("none"),
    }
    return {**facts, **changes}


@dataclass(frozen=True)
class DeclaredFact:
    from_: str | None
    needs: tuple[str, ...] = ()
    unit: str | None = None


PROTOCOL_FACTS = {
    "child_pugh_score": DeclaredFact("child_pugh", LIVER, "{score}"),
    "child_pugh_class": DeclaredFact("child_pugh_class", LIVER),
    "bclc_computed": DeclaredFact(
        "bclc_computed",
        (
            "tumor_count",
            "largest_diameter",
            "vascular_invasion",
            "extrahepatic_spread",
            "ecog",
            "child_pugh_class",
        ),
    ),
    "surgery_date": DeclaredFact(None),
}


def test_a_derived_fact_has_value_unit_date_and_origin():
    assert derive("child_pugh", liver_facts(), LIVER, "{score}") == Known(
        5, "{score}", PartialDate(2026, 3, 4), Source(kind="derived", id="child_pugh")
    )


def test_measurements_are_brought_to_the_unit_of_the_function():
    facts = liver_facts(
        bilirubin=Known(Decimal("2.5"), "mg/dL"), albumin=Known(Decimal("3.0"), "g/dL")
    )
    assert derive("child_pugh", facts, LIVER).value == 7


def test_missing_needs_are_named_whether_absent_or_not_yet_recorded():
    facts = liver_facts(inr=Absent("not_done"))
    del facts["albumin"]
    assert derive("child_pugh", facts, LIVER) == Incomplete(INCOMPLETE, missing=("albumin", "inr"))


def test_known_values_without_an_answer_are_not_computable():
    facts = {"t": Known("TX"), "n": Known("N0"), "m": Known("M0")}
    absent = derive("tnm_stage", facts, ("t", "n", "m"))
    assert absent == Absent(NOT_COMPUTABLE, Source(kind="derived", id="tnm_stage"))


def test_a_unit_that_cannot_be_converted_gives_no_answer():
    facts = liver_facts(albumin=Known(Decimal(42), "mmol/L"))
    assert derive("child_pugh", facts, LIVER).reason == NOT_COMPUTABLE


CASES = [
    ("child_pugh", LIVER, 5),
    ("child_pugh_class", LIVER, "A"),
    ("albi_grade", ("bilirubin", "albumin"), 1),
    ("albi", ("bilirubin", "albumin"), Decimal("-2.85774037761")),
    ("age_on", ("birth", "consent_date"), 75),
    ("days_between", ("crt_end", "surgery_date"), 70),
    ("count_of_phases", ("mri_phases",), 4),
    ("timing_band", ("crt_end", "surgery_date"), "weeks_8_to_12"),
    ("tnm_stage", ("t", "n", "m"), "IIIB"),
    ("weeks_between", ("crt_end", "surgery_date"), 10),
    ("worst_of_three", ("felt", "seen", "mr_trg", "yes"), "near_complete"),
    ("bclc_computed", ("count", "cm", "no", "no", "ecog", "grade"), "A"),
]


@pytest.mark.parametrize(("name", "needs", "value"), CASES)
def test_each_name_calls_its_function(name, needs, value):
    facts = liver_facts(
        birth=Known(PartialDate(1950, 6, 15)),
        consent_date=Known(PartialDate(2026, 6, 14)),
        crt_end=Known(PartialDate(2026, 1, 1)),
        surgery_date=Known(PartialDate(2026, 3, 12)),
        mri_phases=Known(("non_contrast", "arterial", "portal_venous", "delayed")),
        t=Known("T3"),
        n=Known("N1a"),
        m=Known("M0"),
        count=Known(1),
        cm=Known(Decimal("2.1"), "cm"),
        no=Known(False),
        ecog=Known("0"),
        grade=Known("A"),
        felt=Known("normal"),
        seen=Known("scar"),
        mr_trg=Known(3),
        yes=Known(True),
    )
    assert derive(name, facts, needs).value == value


def test_every_registered_name_is_tried_above():
    assert {name for name, _, _ in CASES} == set(DERIVATIONS)


def test_an_interval_with_a_partial_end_is_not_computable():
    facts = {"start": Known(PartialDate(2026, 1)), "end": Known(PartialDate(2026, 3, 12))}
    assert derive("days_between", facts, ("start", "end")).reason == NOT_COMPUTABLE


def test_an_age_that_may_be_two_is_not_computable():
    facts = {"birth": Known(PartialDate(1950)), "on": Known(PartialDate(2026, 6, 1))}
    assert derive("age_on", facts, ("birth", "on")).reason == NOT_COMPUTABLE


def test_with_derived_adds_facts_and_keeps_the_recorded_ones():
    complete = with_derived(PROTOCOL_FACTS, liver_facts())
    assert complete["child_pugh_score"].value == 5
    assert complete["child_pugh_class"].value == "A"
    assert complete["inr"] == liver_facts()["inr"]


def test_with_derived_stays_silent_while_a_need_is_not_recorded():
    facts = liver_facts()
    del facts["inr"]
    assert "child_pugh_score" not in with_derived(PROTOCOL_FACTS, facts)


def test_with_derived_says_absent_once_a_need_is_known_to_be_absent():
    complete = with_derived(PROTOCOL_FACTS, liver_facts(inr=Absent("not_done")))
    assert complete["child_pugh_score"].missing == ("inr",)


def test_a_derived_fact_may_need_another_in_any_order():
    facts = liver_facts(
        tumor_count=Known(1),
        largest_diameter=Known(Decimal(18), "mm"),
        vascular_invasion=Known(False),
        extrahepatic_spread=Known(False),
        ecog=Known(0),
    )
    backwards = dict(reversed(PROTOCOL_FACTS.items()))
    assert with_derived(backwards, facts)["bclc_computed"].value == "0"


def test_wanting_names_the_recordable_facts_behind_a_derived_one():
    facts = liver_facts(tumor_count=Known(1), ascites=Absent("not_done"))
    del facts["inr"]
    assert wanting("bclc_computed", PROTOCOL_FACTS, facts) == (
        "largest_diameter",
        "vascular_invasion",
        "extrahepatic_spread",
        "ecog",
        "inr",
        "ascites",
    )


def test_wanting_of_a_recordable_fact_is_the_fact_itself():
    assert wanting("surgery_date", PROTOCOL_FACTS, {}) == ("surgery_date",)
    assert wanting("no_such_declaration", PROTOCOL_FACTS, {}) == ("no_such_declaration",)


def test_nothing_is_wanting_of_a_known_fact():
    assert wanting("inr", PROTOCOL_FACTS, liver_facts()) == ()


def test_a_fact_that_cannot_be_computed_is_itself_wanting():
    declared = {"stage": DeclaredFact("tnm_stage", ("t", "n", "m"))}
    facts = with_derived(declared, {"t": Known("TX"), "n": Known("N0"), "m": Known("M0")})
    assert wanting("stage", declared, facts) == ("stage",)
