from datetime import date
from decimal import Decimal
from itertools import product

import pytest

from enrollment.domain.eligibility import VERDICT_LABELS, Flip, Verdict, assess, verdict_of
from enrollment.domain.findings import FINDING_LABELS, Finding
from tests.factories.small_protocols import small_form, small_protocol, words
from trials.domain.partial_dates import PartialDate
from trials.domain.protocol.criteria import Kind
from trials.domain.values import Absent, Known, Source

TODAY = date(2026, 3, 5)

INTEGERS = ("ecog", "score", "stage")
QUESTIONS = small_form(
    *[{"id": name, "type": "integer"} for name in INTEGERS],
    {"id": "allergy", "type": "yes_no"},
    {"id": "mri_date", "type": "date", "partial": "month"},
    {"id": "histology", "type": "text"},
)


def atom(criterion_id, when, kind="inclusion", **parts):
    return {
        "id": criterion_id,
        "kind": kind,
        "group": criterion_id,
        "text": words(criterion_id),
        "printed": None,
        "when": when,
        **parts,
    }


ECOG = atom("I6a", {"fact": "ecog", "between": [0, 1]})
ALLERGY = atom("E4", {"fact": "allergy", "is": True}, kind="exclusion")
HISTOLOGY = atom("E1", {"fact": "histology", "is": "icc"}, kind="exclusion", knowable_at="surgery")
SCORE = atom(
    "I5",
    {
        "reading": "child_pugh",
        "strict": {"fact": "score", "at_most": 6},
        "printed_score": {"fact": "score", "at_most": 7},
    },
)
CHILD_PUGH = {
    "id": "child_pugh",
    "title": words("Class A or a score of 7"),
    "readings": {"strict": words("5 and 6"), "printed_score": words("up to 7")},
    "chosen": "strict",
    "rationale": words("The safer reading."),
    "status": "open",
}
ELIGIBILITY_DAY = {"type": "date", "owner": "enrollment", "label": words("Enrollment day")}


def judged(*criteria, ambiguities=(), derived=None, **facts):
    protocol = small_protocol(
        forms=[QUESTIONS.model_dump(by_alias=True)],
        criteria=criteria,
        ambiguities=ambiguities,
        facts={"eligibility_day": ELIGIBILITY_DAY, **(derived or {})},
    )
    return assess(protocol=protocol, facts=facts, on=TODAY)


@pytest.mark.parametrize(
    ("findings", "verdict"),
    [
        ([], Verdict.ELIGIBLE),
        ([Finding.MET], Verdict.ELIGIBLE),
        ([Finding.MET, Finding.UNKNOWN], Verdict.PENDING),
        ([Finding.MET, Finding.NOT_MET], Verdict.INELIGIBLE),
        ([Finding.UNKNOWN, Finding.NOT_MET], Verdict.INELIGIBLE),
    ],
)
def test_one_failure_settles_it_and_anything_unknown_keeps_it_open(findings, verdict):
    assert verdict_of(findings) is verdict
    assert verdict_of(reversed(findings)) is verdict


@pytest.mark.parametrize(
    ("ecog", "finding", "verdict"),
    [
        (Known(1), Finding.MET, Verdict.ELIGIBLE),
        (Known(2), Finding.NOT_MET, Verdict.INELIGIBLE),
        (Absent("not_done"), Finding.UNKNOWN, Verdict.PENDING),
    ],
)
def test_an_inclusion_is_met_when_it_holds(ecog, finding, verdict):
    assessment = judged(ECOG, ecog=ecog)
    assert assessment.atom("I6a").finding is finding
    assert assessment.verdict is verdict


@pytest.mark.parametrize(
    ("allergy", "finding", "label"),
    [
        (Known(False), Finding.MET, "Does not apply"),
        (Known(True), Finding.NOT_MET, "Applies: excluded"),
        (Absent("unknown"), Finding.UNKNOWN, "Cannot tell yet"),
    ],
)
def test_an_exclusion_is_met_when_it_does_not_apply(allergy, finding, label):
    found = judged(ALLERGY, allergy=allergy).atom("E4")
    assert found.finding is finding
    assert found.label == label


def test_every_finding_and_verdict_has_a_label():
    assert set(FINDING_LABELS) == set(product(Kind, Finding))
    assert set(VERDICT_LABELS) == set(Verdict)


def test_an_atom_shows_the_value_it_rests_on_with_its_source():
    ecog = Known(1, date=PartialDate(2026, 3, 1), source=Source(kind="form_record", id="17"))
    assert judged(ECOG, ecog=ecog).atom("I6a").used == {"ecog": ecog}


def test_an_atom_says_what_is_missing():
    assessment = judged(ECOG, ALLERGY, allergy=Absent("unknown"))
    assert assessment.atom("I6a").missing == ("ecog",)
    assert assessment.missing == ("ecog", "allergy")
    assert [atom.criterion.id for atom in assessment.open] == ["I6a", "E4"]


def test_a_settled_atom_misses_nothing():
    assert judged(ECOG, ecog=Known(4)).missing == ()


def test_an_atom_says_in_words_what_the_protocol_allows():
    (line,) = judged(ECOG, ecog=Known(2)).atom("I6a").explanation
    assert str(line) == "Ecog is 2, protocol allows 0 to 1"
    (line,) = judged(ALLERGY, allergy=Known(True)).atom("E4").explanation
    assert "protocol excludes" in str(line)


def test_failed_atoms_are_listed():
    assessment = judged(ECOG, ALLERGY, ecog=Known(2), allergy=Known(True))
    assert [atom.criterion.id for atom in assessment.failed] == ["I6a", "E4"]


def test_what_only_surgery_can_show_does_not_keep_screening_open():
    assessment = judged(ECOG, HISTOLOGY, ecog=Known(0))
    assert assessment.verdict is Verdict.ELIGIBLE
    assert assessment.atom("E1").finding is Finding.UNKNOWN
    assert not assessment.atom("E1").decides
    assert assessment.open == ()


def test_an_exclusion_found_later_is_proposed_and_leaves_the_verdict_alone():
    assessment = judged(ECOG, HISTOLOGY, ecog=Known(0), histology=Known("icc"))
    assert assessment.verdict is Verdict.ELIGIBLE
    assert assessment.atom("E1").finding is Finding.NOT_MET
    assert assessment.failed == ()


@pytest.mark.parametrize(
    ("score", "verdict", "flips"),
    [
        (6, Verdict.ELIGIBLE, ()),
        (
            7,
            Verdict.INELIGIBLE,
            (
                Flip(
                    ambiguity="child_pugh",
                    reading="printed_score",
                    verdict=Verdict.ELIGIBLE,
                    atoms=("I5",),
                ),
            ),
        ),
        (8, Verdict.INELIGIBLE, ()),
    ],
)
def test_a_score_of_seven_flips_with_the_reading(score, verdict, flips):
    assessment = judged(SCORE, ambiguities=[CHILD_PUGH], score=Known(score))
    assert assessment.verdict is verdict
    assert assessment.flips == flips


def test_every_reading_of_an_atom_is_judged():
    found = judged(SCORE, ambiguities=[CHILD_PUGH], score=Known(7)).atom("I5")
    assert found.by_reading == {
        "child_pugh": {"strict": Finding.NOT_MET, "printed_score": Finding.MET}
    }


def test_a_flip_tells_the_verdict_with_all_other_atoms_as_they_are():
    assessment = judged(SCORE, ECOG, ambiguities=[CHILD_PUGH], score=Known(7), ecog=Known(3))
    (flip,) = assessment.flips
    assert flip.verdict is Verdict.INELIGIBLE


def test_a_reading_of_a_later_atom_flips_nothing_at_screening():
    later = {**SCORE, "knowable_at": "day_90"}
    assessment = judged(later, ambiguities=[CHILD_PUGH], score=Known(7))
    assert assessment.flips == ()
    assert len(set(assessment.atom("I5").by_reading["child_pugh"].values())) == 2


MRI = atom(
    "I7f", {"fact": "mri_date", "within": {"days": 30, "before": {"fact": "eligibility_day"}}}
)


@pytest.mark.parametrize(
    ("mri_date", "finding"),
    [
        ("2026-02-03", Finding.MET),
        ("2026-02-02", Finding.NOT_MET),
        ("2026-03-05", Finding.MET),
        ("2026-03-06", Finding.NOT_MET),
    ],
)
def test_dates_are_judged_as_on_the_day_asked(mri_date, finding):
    found = judged(MRI, mri_date=Known(PartialDate.parse(mri_date))).atom("I7f")
    assert found.finding is finding


def test_a_date_not_exact_enough_is_named_as_such():
    found = judged(MRI, mri_date=Known(PartialDate(2026, 2))).atom("I7f")
    assert found.finding is Finding.UNKNOWN
    assert (found.missing, found.imprecise) == ((), ("mri_date",))


def test_a_derived_value_is_computed_and_its_missing_needs_are_named():
    days = {
        "days_apart": {
            "type": "integer",
            "label": words("Days apart"),
            "from": "days_between",
            "needs": ["mri_date", "eligibility_day"],
        }
    }
    near = atom("I9", {"fact": "days_apart", "at_most": 10})
    known = judged(near, derived=days, mri_date=Known(PartialDate(2026, 3, 1)))
    assert known.atom("I9").used["days_apart"].value == 4
    assert judged(near, derived=days).atom("I9").missing == ("mri_date",)


def test_recorded_numbers_are_never_rounded_before_they_are_judged():
    high = atom("I4a", {"fact": "score", "at_least": Decimal("0.5")})
    assert judged(high, score=Known(Decimal("0.5"))).verdict is Verdict.ELIGIBLE
    assert judged(high, score=Known(Decimal("0.4999999"))).verdict is Verdict.INELIGIBLE
