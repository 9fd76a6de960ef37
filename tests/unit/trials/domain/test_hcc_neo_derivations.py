"""The shipped protocol files and the functions they call agree on codes and units."""

from decimal import Decimal
from itertools import product

import pytest

from tests.factories.shipped_protocols import shipped, shipped_slugs
from trials.domain.derivations import DERIVATIONS, with_derived
from trials.domain.scores import Ascites, Encephalopathy
from trials.domain.units import Scale
from trials.domain.values import Known

HCC_NEO = shipped("hcc-neo")

DERIVED = [
    (slug, name)
    for slug in shipped_slugs()
    for name, fact in shipped(slug).facts.items()
    if fact.is_derived
]
MEASURED = [
    (slug, item.id)
    for slug in shipped_slugs()
    for item in shipped(slug).items.values()
    if item.units_accepted
]


@pytest.mark.parametrize(("slug", "name"), DERIVED)
def test_a_derived_fact_calls_a_function_with_as_many_needs_as_it_takes(slug, name):
    fact = shipped(slug).facts[name]
    assert len(DERIVATIONS[fact.from_].takes) == len(fact.needs)


@pytest.mark.parametrize(("slug", "name"), DERIVED)
def test_the_codes_a_function_reads_are_those_the_form_offers(slug, name):
    protocol = shipped(slug)
    fact = protocol.facts[name]
    for need, argument in zip(fact.needs, DERIVATIONS[fact.from_].takes, strict=True):
        if argument.codes is not None:
            assert set(protocol.declaration(need).codes) == set(argument.codes)


@pytest.mark.parametrize(("slug", "item_id"), MEASURED)
def test_every_unit_a_form_accepts_reaches_the_stored_one(slug, item_id):
    item = shipped(slug).items[item_id]
    scale = Scale(unit=item.unit, also=item.units_accepted, analyte=item.analyte)
    for unit in item.units_accepted:
        assert scale.canonical(Decimal(1), unit) > 0


def liver(bilirubin, albumin, inr, ascites, encephalopathy):
    return {
        "bilirubin": Known(Decimal(bilirubin), "umol/L"),
        "albumin": Known(Decimal(albumin), "g/L"),
        "inr": Known(Decimal(inr)),
        "ascites": Known(ascites),
        "encephalopathy": Known(encephalopathy),
    }


LIVERS = list(
    product(("10", "40", "60"), ("42", "30", "20"), ("1", "2", "3"), Ascites, Encephalopathy)
)


@pytest.mark.parametrize("components", LIVERS, ids="-".join)
def test_every_child_pugh_answer_is_a_code_of_the_protocol(components):
    known = with_derived(HCC_NEO.facts, liver(*components))
    grade = known["child_pugh_class"].value
    assert grade in HCC_NEO.facts["child_pugh_class"].codes
    assert (known["child_pugh_score"].value <= 6) is (grade == "A")


TUMORS = list(product((1, 2, 4), ("18", "28", "80"), (True, False), (True, False), range(5)))


def test_every_stage_by_the_letter_is_a_code_of_the_protocol_and_all_occur():
    stages = set()
    for count, diameter, invasion, spread, ecog in TUMORS:
        tumor = {
            "tumor_count": Known(count),
            "largest_tumor": Known(Decimal(diameter), "mm"),
            "vascular_invasion": Known(invasion),
            "extrahepatic_spread": Known(spread),
            "ecog": Known(ecog),
        }
        known = with_derived(HCC_NEO.facts, {**tumor, **liver("10", "42", "1", "none", "none")})
        stages.add(known["bclc_computed"].value)
    assert stages == set(HCC_NEO.facts["bclc_computed"].codes)
