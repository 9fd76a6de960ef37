from datetime import date, timedelta

import pytest

from inference.domain.series import assemble
from inference.domain.series_findings import TEXTS, Finding, Rule
from inference.domain.series_quality import judge
from tests.unit.inference.domain.images import DAY, GIVEN, SCAN, but, image, series, stack

TODAY = DAY + timedelta(days=4)
OTHER = "HNS2-0003-6"
LENIENT = SCAN.model_copy(
    update={
        "quality": SCAN.quality.model_copy(
            update={"deidentified": False, "secondary_capture": True}
        )
    }
)


def found_in(*all_series, scan=SCAN, today=TODAY):
    return [one.findings for one in judge(all_series, scan=scan, today=today)]


def only(findings):
    (finding,) = findings
    return finding.rule, dict(finding.values)


def test_a_good_series_is_accepted_with_its_phase():
    (judged,) = judge([series()], scan=SCAN, today=TODAY)
    assert judged.is_accepted
    assert judged.phase == "arterial"


@pytest.mark.parametrize(
    ("change", "rule", "values"),
    [
        ({"identity": ("PatientName",)}, Rule.IDENTITY, {"tags": ["PatientName"]}),
        (
            {"identity": ("PatientID",), "codes": {"PatientID": OTHER}},
            Rule.OTHER_CODE,
            {"code": OTHER},
        ),
        (
            {"identity": ("PatientID",), "codes": {"PatientID": "HNS2-0003-7"}},
            Rule.IDENTITY,
            {"tags": ["PatientID"]},
        ),
        ({"are_dates_changed": True}, Rule.DATES_CHANGED, {}),
        ({"is_burned_in": True}, Rule.BURNED_IN, {}),
        ({"modality": "CT"}, Rule.MODALITY, {"found": "CT", "wanted": "MR"}),
        ({"sop_class": "1.2.840.10008.5.1.4.1.1.7"}, Rule.SECONDARY, {}),
        ({"sop_class": "1.2.840.10008.5.1.4.1.1.7.2"}, Rule.SECONDARY, {}),
        ({"image_type": ("DERIVED", "SECONDARY")}, Rule.SECONDARY, {}),
        ({"image_type": ("ORIGINAL", "PRIMARY", "LOCALIZER")}, Rule.LOCALIZER, {}),
        ({"frames": 30}, Rule.MULTIFRAME, {}),
        ({"position": ()}, Rule.NO_PLACE, {}),
        ({"thickness_mm": 8.0}, Rule.TOO_THICK, {"found": 8.0, "bound": 6.0}),
        ({"pixel_mm": (1.5, 2.5)}, Rule.TOO_COARSE, {"found": 2.5, "bound": 2.0}),
        ({"acquired_on": None}, Rule.NO_DATE, {}),
        ({"acquired_on": date(2027, 1, 4)}, Rule.FUTURE, {"day": "2027-01-04"}),
        ({"description": "t1"}, Rule.PHASE_SILENT, {}),
        ({"description": "art sub"}, Rule.PHASE_NOT_DYNAMIC, {"word": "sub"}),
        (
            {"description": "art ven"},
            Rule.PHASE_TWO_PHASES,
            {"phases": ["arterial", "portal_venous"]},
        ),
        (
            {"contrast_seconds": GIVEN - 100},
            Rule.PHASE_CONTRADICTION,
            {"phase": "arterial", "seconds": 130},
        ),
    ],
)
def test_each_rule_turns_back_with_what_was_found(change, rule, values):
    (findings,) = found_in(series(**change))
    assert only(findings) == (rule, values)


@pytest.mark.parametrize(
    ("images", "rule", "values"),
    [
        (stack(3), Rule.TOO_FEW, {"found": 3, "bound": 4}),
        ([*stack(3), *stack(9)[4:]], Rule.GAPS, {"missing": 1, "place": 9.0}),
        ([*stack(), image(9, position=(0.0, 0.0, 6.0))], Rule.DUPLICATES, {"count": 1}),
        ([*stack(), image(9, position=(0.0, 0.0, 20.2))], Rule.UNEVEN, {}),
        (but(stack(), 2, patient="two"), Rule.MIXED, {"what": ["patient"]}),
        (
            [image(n, position=(0.0, 0.0, 9.0 * n)) for n in range(1, 7)],
            Rule.TOO_SPARSE,
            {"found": 9.0, "bound": 7.0},
        ),
    ],
)
def test_each_rule_about_the_whole(images, rule, values):
    (findings,) = found_in(*assemble(images))
    assert only(findings) == (rule, values)


def test_a_changed_twin_is_a_clash_at_one_place():
    (findings,) = found_in(*assemble([*stack(), image(2, file=9, pixel_sha256="changed")]))
    assert [one.rule for one in findings] == [Rule.CLASHING, Rule.DUPLICATES]


def test_bounds_themselves_are_good_enough():
    at_bounds = [
        image(n, position=(0.0, 0.0, 7.0 * n), thickness_mm=6.0, pixel_mm=(2.0, 2.0))
        for n in range(1, 5)
    ]
    assert found_in(*assemble(at_bounds)) == [()]


def test_every_reason_is_given_not_only_the_first():
    (findings,) = found_in(series(3, modality="CT", thickness_mm=8.0, description=""))
    assert [one.rule for one in findings] == [
        Rule.MODALITY,
        Rule.TOO_FEW,
        Rule.TOO_THICK,
        Rule.PHASE_SILENT,
    ]


@pytest.mark.parametrize(
    "change", [{"identity": ("PatientName",)}, {"image_type": ("DERIVED", "SECONDARY")}]
)
def test_a_protocol_may_allow_it(change):
    assert found_in(series(**change), scan=LENIENT) == [()]


def test_a_phase_nobody_asked_for():
    scan = SCAN.model_copy(update={"phases": ("delayed",)})
    (findings,) = found_in(series(), scan=scan)
    assert only(findings) == (Rule.PHASE_NOT_ASKED, {"phase": "arterial"})


def test_todays_scan_is_not_in_the_future():
    assert found_in(series(), today=DAY) == [()]


class TestWords:
    @pytest.mark.parametrize("rule", Rule)
    def test_every_rule_says_what_and_how_to_mend(self, rule):
        what, mend = TEXTS[rule]
        assert what.endswith(".")
        assert mend.endswith(".")

    def test_a_finding_survives_storage(self):
        finding = Finding(rule=Rule.GAPS, values={"missing": 2, "place": 9.0})
        stored = finding.as_json()
        assert stored == {"rule": "gaps", "missing": 2, "place": 9.0}
        assert Finding.from_json(stored) == finding
        assert str(finding.what) == "Slices missing: 2, the first of them after 9.0 mm."
