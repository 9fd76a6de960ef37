import pytest
from hypothesis import given
from hypothesis import strategies as st

from trials.domain.truth import Truth, all_of, any_of, negate

T, F, U = Truth.TRUE, Truth.FALSE, Truth.UNKNOWN

truths = st.sampled_from(Truth)
lists = st.lists(truths, max_size=6)

# How far a truth is settled: an unknown may become either, a settled one stays.
MAY_BECOME = {T: {T}, F: {F}, U: {T, F, U}}


@pytest.mark.parametrize(
    ("parts", "together", "any_one"),
    [
        ([T, T], T, T),
        ([T, U], U, T),
        ([T, F], F, T),
        ([U, U], U, U),
        ([U, F], F, U),
        ([F, F], F, F),
        ([T, U, F], F, T),
        ([T], T, T),
        ([U], U, U),
        ([F], F, F),
        ([], T, F),
    ],
)
def test_kleene_tables(parts, together, any_one):
    assert all_of(parts) is together
    assert any_of(parts) is any_one


@pytest.mark.parametrize(("truth", "turned"), [(T, F), (F, T), (U, U)])
def test_negation(truth, turned):
    assert negate(truth) is turned


@pytest.mark.parametrize(("answer", "truth"), [(True, T), (False, F), (None, U)])
def test_truth_of_an_answer_that_may_be_missing(answer, truth):
    assert Truth.of(answer) is truth


@pytest.mark.parametrize(("truth", "decided"), [(T, True), (F, True), (U, False)])
def test_unknown_is_not_decided(truth, decided):
    assert truth.is_decided is decided


@given(truths)
def test_negating_twice_changes_nothing(truth):
    assert negate(negate(truth)) is truth


@given(lists)
def test_de_morgan(parts):
    turned = [negate(part) for part in parts]
    assert negate(all_of(parts)) is any_of(turned)
    assert negate(any_of(parts)) is all_of(turned)


@given(lists, lists)
def test_grouping_does_not_matter(left, right):
    assert all_of([all_of(left), all_of(right)]) is all_of(left + right)
    assert any_of([any_of(left), any_of(right)]) is any_of(left + right)


@given(lists, st.randoms())
def test_order_and_repetition_do_not_matter(parts, random):
    shuffled = parts * 2
    random.shuffle(shuffled)
    assert all_of(shuffled) is all_of(parts)
    assert any_of(shuffled) is any_of(parts)


@given(truths, truths)
def test_absorption(one, other):
    assert all_of([one, any_of([one, other])]) is one
    assert any_of([one, all_of([one, other])]) is one


@given(truths, truths, truths)
def test_distribution(one, two, three):
    assert all_of([one, any_of([two, three])]) is any_of([all_of([one, two]), all_of([one, three])])


@given(lists, st.data())
def test_learning_more_never_turns_a_settled_answer(parts, data):
    later = [data.draw(st.sampled_from(sorted(MAY_BECOME[part]))) for part in parts]
    assert all_of(later) in MAY_BECOME[all_of(parts)]
    assert any_of(later) in MAY_BECOME[any_of(parts)]
