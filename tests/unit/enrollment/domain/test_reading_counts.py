from datetime import date
from decimal import Decimal

from enrollment.domain.assessment_records import as_stored, verdicts_by_reading
from enrollment.domain.eligibility import Verdict, assess
from enrollment.domain.reading_counts import Judged, ReadingCount, count_readings
from trials.domain.partial_dates import PartialDate
from trials.domain.values import Known
from trials.selectors.protocols import shipped_protocol

NEO = shipped_protocol("hcc-neo")
CHOSEN = {"child_pugh": "strict"}
YES, NO, OPEN = Verdict.ELIGIBLE, Verdict.INELIGIBLE, Verdict.PENDING


def judged(strict, printed):
    return Judged(verdicts={"child_pugh": {"strict": strict, "printed": printed}}, chosen=CHOSEN)


def test_who_is_let_in_and_whose_verdict_differs_from_the_chosen_reading():
    people = [judged(YES, YES), judged(NO, YES), judged(NO, NO), judged(NO, OPEN)]
    assert count_readings(people) == {
        "child_pugh": {
            "strict": ReadingCount(judged=4, eligible=1, differ=0),
            "printed": ReadingCount(judged=4, eligible=2, differ=2),
        }
    }


def test_each_counts_against_the_reading_chosen_in_the_own_version():
    later = Judged(verdicts=judged(NO, YES).verdicts, chosen={"child_pugh": "printed"})
    found = count_readings([later, judged(NO, YES)])["child_pugh"]
    assert (found["strict"].differ, found["printed"].differ) == (1, 1)
    assert count_readings([]) == {}


def test_an_assessment_that_was_kept_tells_the_same_verdicts():
    labs = {"bilirubin": Known(Decimal(40), "umol/L"), "albumin": Known(Decimal(34), "g/L")}
    facts = {
        **labs,
        "inr": Known(Decimal(1)),
        "ascites": Known("none"),
        "encephalopathy": Known("none"),
        "mri_date": Known(PartialDate(2026, 1, 4)),
    }
    assessment = assess(protocol=NEO, facts=facts, on=date(2026, 1, 8))
    found = verdicts_by_reading(as_stored(assessment))
    assert found == assessment.verdict_by_reading
    assert any(len(set(verdicts.values())) > 1 for verdicts in found.values())
    assert verdicts_by_reading([]) == {}
