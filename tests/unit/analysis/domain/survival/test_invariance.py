"""What must not change an answer: names, row order, units, a copy for a weight, an idle row."""

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from analysis.domain.estimates import NotEstimable
from analysis.domain.survival.cox import CoxModel, cox
from analysis.domain.survival.kaplan_meier import kaplan_meier
from analysis.domain.survival.log_rank import log_rank, stratified_log_rank
from analysis.domain.survival.nelson_aalen import nelson_aalen
from analysis.domain.survival.partial_likelihood import Ties
from analysis.domain.survival.times import SurvivalTimes

# Two processor cores carry the whole suite.
search = settings(max_examples=40, deadline=None)

# Few distinct days make many ties, where tie rules differ.
rows = st.lists(
    st.tuples(st.integers(0, 40), st.booleans(), st.integers(0, 1), st.integers(-3, 3)),
    min_size=12,
    max_size=60,
)


class Sample:
    def __init__(self, drawn):
        self.days, observed, self.arm, self.x = np.array(drawn, dtype=int).T
        self.observed = observed.astype(bool)

    @property
    def times(self):
        return SurvivalTimes.of(self.days, self.observed)

    def groups(self, names=("A", "B"), weights=None):
        return {
            name: SurvivalTimes.of(
                self.days[self.arm == arm],
                self.observed[self.arm == arm],
                weights=None if weights is None else weights[self.arm == arm],
            )
            for arm, name in enumerate(names)
        }

    def model(self, times=None, order=slice(None), **options):
        return cox(
            times or self.times,
            {"arm": self.arm[order], "x": self.x[order]},
            **options,
        )


def estimated(answer):
    assume(not isinstance(answer, NotEstimable))
    return answer


def same_model(one: CoxModel, other: CoxModel) -> None:
    for name, term in one.terms.items():
        assert other.terms[name].coef == pytest.approx(term.coef, rel=1e-7, abs=1e-7)
        assert other.terms[name].se == pytest.approx(term.se, rel=1e-7)


@search
@given(rows)
def test_row_order_changes_nothing(drawn):
    sample, backwards = Sample(drawn), Sample(drawn[::-1])

    assert np.array_equal(kaplan_meier(sample.times).surv, kaplan_meier(backwards.times).surv)
    test = estimated(log_rank(sample.groups()))
    assert log_rank(backwards.groups()).chi_square == pytest.approx(test.chi_square)
    same_model(estimated(sample.model()), backwards.model())


@search
@given(rows)
def test_names_of_the_groups_change_nothing(drawn):
    sample = Sample(drawn)
    test = estimated(log_rank(sample.groups()))

    renamed = log_rank(sample.groups(("Z", "Y")))
    exchanged = log_rank(dict(reversed(sample.groups().items())))

    assert renamed.chi_square == test.chi_square
    assert exchanged.chi_square == pytest.approx(test.chi_square)
    assert exchanged.expected == pytest.approx(test.expected)


@search
@given(rows, st.integers(2, 30))
def test_a_finer_unit_changes_only_the_unit(drawn, parts):
    sample = Sample(drawn)
    finer = SurvivalTimes.of(sample.days * parts, sample.observed)
    days, fine = kaplan_meier(sample.times), kaplan_meier(finer)

    assert np.array_equal(days.surv, fine.surv)
    median = days.median().days
    assert fine.median().days == (None if median is None else pytest.approx(median * parts))
    same_model(estimated(sample.model()), sample.model(finer))


@search
@given(rows)
def test_weight_two_is_two_copies(drawn):
    sample, twice = Sample(drawn), Sample(drawn + drawn)
    weights = np.full(len(drawn), 2.0)
    weighted = SurvivalTimes.of(sample.days, sample.observed, weights=weights)

    one, two = kaplan_meier(weighted), kaplan_meier(twice.times)
    assert one.surv == pytest.approx(two.surv)
    assert one.se == pytest.approx(two.se, nan_ok=True)
    assert one.at_risk.tolist() == two.at_risk.tolist()
    assert nelson_aalen(weighted).se == pytest.approx(nelson_aalen(twice.times).se)

    test = estimated(log_rank(sample.groups(weights=weights)))
    assert log_rank(twice.groups()).chi_square == pytest.approx(test.chi_square)


@search
@given(rows)
def test_weight_two_is_two_copies_in_a_breslow_model(drawn):
    """Efron's rule has weights of its own: there a copy breaks a tie that a weight does not."""
    sample, twice = Sample(drawn), Sample(drawn + drawn)
    weighted = SurvivalTimes.of(sample.days, sample.observed, weights=np.full(len(drawn), 2.0))

    model = estimated(sample.model(weighted, ties=Ties.BRESLOW))

    same_model(model, estimated(twice.model(ties=Ties.BRESLOW)))


@search
@given(rows)
def test_someone_censored_on_day_zero_changes_nothing_later(drawn):
    assume(all(day > 0 for day, *_ in drawn))
    sample, more = Sample(drawn), Sample([*drawn, (0, False, 0, 3)])

    before, after = kaplan_meier(sample.times), kaplan_meier(more.times)
    assert np.array_equal(after.surv[1:], before.surv)
    assert np.array_equal(after.se[1:], before.se, equal_nan=True)
    test = estimated(log_rank(sample.groups()))
    assert log_rank(more.groups()).chi_square == pytest.approx(test.chi_square)
    same_model(estimated(sample.model()), estimated(more.model()))


@search
@given(rows)
def test_one_stratum_is_no_stratum(drawn):
    sample = Sample(drawn)
    test = estimated(log_rank(sample.groups()))

    assert stratified_log_rank([sample.groups()]).chi_square == test.chi_square
    same_model(estimated(sample.model()), sample.model(strata=[7] * len(drawn)))


@search
@given(rows, st.integers(-50, 50), st.floats(0.1, 10))
def test_a_covariate_in_other_units_keeps_its_p_value(drawn, shift, scale):
    sample = Sample(drawn)
    model = estimated(sample.model())
    moved = cox(sample.times, {"arm": sample.arm, "x": sample.x * scale + shift})

    assert moved.terms["x"].coef * scale == pytest.approx(model.terms["x"].coef, abs=1e-7)
    assert moved.terms["x"].p == pytest.approx(model.terms["x"].p, abs=1e-7)


@search
@given(rows)
def test_without_ties_efron_and_breslow_are_one(drawn):
    sample = Sample(drawn)
    untied = SurvivalTimes.of(np.arange(len(drawn)), sample.observed)

    same_model(
        estimated(sample.model(untied, ties=Ties.EFRON)),
        estimated(sample.model(untied, ties=Ties.BRESLOW)),
    )


@search
@given(rows)
def test_without_censoring_the_curve_is_the_share_still_free(drawn):
    sample = Sample(drawn)
    curve = kaplan_meier(SurvivalTimes.of(sample.days, np.ones(len(drawn), bool)))

    shares = [(sample.days > day).mean() for day in curve.days]

    assert curve.surv == pytest.approx(shares)


@search
@given(rows)
def test_one_tied_free_covariate_has_the_log_rank_as_score_test(drawn):
    sample = Sample(drawn)
    untied = SurvivalTimes.of(np.arange(len(drawn)), sample.observed)
    groups = {arm: untied.where(sample.arm == arm) for arm in (0, 1)}

    model = estimated(cox(untied, {"arm": sample.arm}))

    assert model.score.chi_square == pytest.approx(log_rank(groups).chi_square)
