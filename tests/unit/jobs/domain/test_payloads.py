import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobs.domain.payloads import is_id, not_ids


@pytest.mark.parametrize(
    "value",
    [7, True, None, "hcc-neo", "2026-03-02", "2026-03-02T01:00:00+00:00", "a" * 64, [1, 2], []],
)
def test_ids_pass(value):
    assert is_id(value)


@pytest.mark.parametrize(
    "value",
    ["", "Zhang San", "张三", "lost to follow-up", "a" * 101, 1.5, {"name": 1}, [1, "two words"]],
)
def test_values_and_words_do_not(value):
    assert not is_id(value)


@given(
    ids=st.dictionaries(st.text("abc", min_size=1), st.integers()),
    remarks=st.dictionaries(st.text("xyz", min_size=1), st.just("a remark")),
)
def test_exactly_the_offending_keys_are_named(ids, remarks):
    assert not_ids({**ids, **remarks}) == sorted(remarks)
