import pytest

from tests.unit.trials.domain.protocol.two_arms import Spoiling, problems_in, spoiled

CASES = [
    Spoiling(
        "    needs: [bilirubin, albumin]",
        "    needs: [bilirubin, albumine]",
        "albumine",
        "facts.albi_score.needs[1]",
        "there is no item or fact 'albumine'",
        "'albumin'",
    ),
    Spoiling(
        "    from: albi\n",
        "    from: alby\n",
        "from: alby",
        "facts.albi_score.from",
        "there is no derivation 'alby'",
        "'albi'",
    ),
    Spoiling(
        "    needs: [bilirubin, albumin]",
        "    needs: [bilirubin]",
        "needs: [bilirubin]",
        "facts.albi_score.needs",
        "'albi' takes 2 facts and is given 1",
        "2 names",
    ),
    Spoiling(
        "    needs: [bilirubin, albumin]",
        "    needs: [bilirubin, albumin]\n    unit: points",
        "unit: points",
        "facts.albi_score.unit",
        "'points' is no UCUM unit",
        "umol/L",
    ),
    Spoiling(
        "    needs: [bilirubin, albumin]",
        "    needs: [bilirubin, albi_score]",
        "needs: [bilirubin, albi_score]",
        "facts.albi_score.needs",
        "'albi_score' is derived from itself",
    ),
    Spoiling(
        "  enrolled: {type: date, owner: enrollment, label",
        "  enrolled: {type: date, owner: enrollment, from: albi, needs: [scan], label",
        "enrolled:",
        "facts.enrolled",
        "give exactly one of owner, from",
    ),
    Spoiling(
        "    needs: [bilirubin, albumin]\n",
        "",
        "albi_score:",
        "facts.albi_score",
        "needs the facts it is derived from",
    ),
]


@pytest.mark.parametrize("spoiling", CASES, ids=lambda one: one.says)
def test_derived_facts(spoiling):
    spoiling.check()


def test_a_circle_of_several_facts_is_found_on_each():
    text = spoiled(
        "    needs: [bilirubin, albumin]\n",
        "    needs: [bilirubin, other]\n"
        "    label: {en: ALBI, zh: ALBI}\n"
        "  other:\n    type: number\n    from: albi\n    needs: [albi_score, albumin]\n",
    )
    problems = problems_in(text)
    assert [problem.key for problem in problems] == ["facts.albi_score.needs", "facts.other.needs"]
