"""What the history of a record that comes by the hundred thousand is looked up by."""

import pytest

from casebook.models import Consent, Fact, FormRecord


def indexed(model) -> set[str]:
    fields = model._meta.get_field("events").related_model._meta.local_fields
    return {field.name for field in fields if field.db_index}


@pytest.mark.parametrize("model", [Fact, FormRecord])
def test_a_row_that_imports_bring_is_found_by_itself_and_by_its_participant(model):
    assert indexed(model) == {"pgh_obj", "participant"}


def test_others_are_found_by_each_of_their_keys():
    assert {"pgh_obj", "participant", "activation", "recorded_by"} <= indexed(Consent)
