import pytest

from tests.unit.trials.domain.protocol.two_arms import TEXT, problems_in
from trials.domain.protocol.imaging import Modality
from trials.domain.protocol.loader import load

PHASES = """  phases_seen:
    type: choices
    owner: inference
    label: {en: Phases, zh: 期相}
    codes: {arterial: {en: Arterial, zh: 动脉期}, delayed: {en: Delayed, zh: 延迟期}}
  scanned: {type: date, owner: inference, label: {en: Scanned, zh: 扫描}}
"""
IMAGING = """
imaging:
  - id: liver_mri
    label: {en: Liver MRI, zh: 肝脏 MRI}
    modality: MR
    phases: [arterial, delayed]
    facts: {date: scanned, phases: phases_seen}
    quality: {max_slice_thickness_mm: 5, min_slices: 20}
"""
SCANNED = TEXT.replace("facts:\n", f"facts:\n{PHASES}", 1) + IMAGING
PLACE = "imaging[liver_mri]"


def spoil(old: str, new: str) -> str:
    assert SCANNED.count(old) == 1
    return SCANNED.replace(old, new)


def test_a_scan_has_phases_bounds_and_facts_of_its_own():
    scan = load(SCANNED, name="two_arms.yaml").scan("liver_mri")
    assert (scan.modality, scan.phases) == (Modality.MR, ("arterial", "delayed"))
    assert (scan.quality.max_slice_thickness_mm, scan.quality.min_slices) == (5, 20)


def test_unless_the_file_says_otherwise_scans_carry_no_name_and_are_no_screenshots():
    quality = load(SCANNED, name="two_arms.yaml").scan("liver_mri").quality
    assert quality.deidentified
    assert not quality.secondary_capture


@pytest.mark.parametrize(
    ("old", "new", "key", "says", "expects"),
    [
        ("date: scanned,", "date: scaned,", f"{PLACE}.facts.date", "no item or fact", "'scanned'"),
        ("date: scanned,", "date: arm,", f"{PLACE}.facts.date", "'arm' is no date", "type date"),
        ("phases: phases_seen", "phases: seen", f"{PLACE}.facts.phases", "no item or fact", ""),
        ("phases: phases_seen", "phases: arm", f"{PLACE}.facts.phases", "several", "choices"),
        ("[arterial, delayed]", "[arterial, late]", f"{PLACE}.phases[1]", "'late'", "one of"),
        ("modality: MR", "modality: US", f"{PLACE}.modality", "cannot take 'US'", "'CT' or 'MR'"),
        ("[arterial, delayed]", "[]", f"{PLACE}.phases", "cannot take a list of 0", ""),
        ("min_slices: 20", "min_slices: 0", f"{PLACE}.quality.min_slices", "cannot take '0'", ""),
        ("mm: 5", "mm: -5", f"{PLACE}.quality.max_slice_thickness_mm", "cannot take '-5'", ""),
        ("min_slices", "slices", f"{PLACE}.quality.slices", "unknown key", "min_slices"),
    ],
)
def test_what_makes_no_sense_is_named(old, new, key, says, expects):
    (problem,) = problems_in(spoil(old, new))
    assert problem.key == key
    assert says in problem.message
    assert expects in problem.expected


def test_two_scans_never_fill_one_fact():
    (_, second) = SCANNED.split("imaging:\n")
    text = SCANNED + second.replace("liver_mri", "other_mri")
    found = {(problem.key, problem.message) for problem in problems_in(text)}
    assert found == {
        (f"imaging[other_mri].facts.{key}", f"'{name}' is filled by the scan 'liver_mri' already")
        for key, name in (("date", "scanned"), ("phases", "phases_seen"))
    }


def test_a_scan_is_declared_once():
    (_, second) = SCANNED.split("imaging:\n")
    (problem,) = problems_in(SCANNED + second)
    assert "'liver_mri' is there twice" in problem.message
