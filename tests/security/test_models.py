"""No model slips past: each is listed with who may write it, who sees its rows, and its history."""

import pytest

from audit import catalog
from audit.catalog import Kind
from audit.guarded import Guarded, GuardedQuerySet
from tests.security.tables import table

LISTED = table("models.yaml")
MODELS = {
    model._meta.label: model
    for model in catalog.managed_models()
    if catalog.kind_of(model) is not Kind.HISTORY
}


def traits(model) -> list[str]:
    return [
        "guarded" if issubclass(model, Guarded) else "free",
        "by-site" if catalog.has_activation(model) else "shared",
        "tracked" if model in catalog.tracked_models() else "untracked",
    ]


def test_every_model_is_listed_and_no_other():
    assert set(LISTED) == set(MODELS)


@pytest.mark.parametrize("label", sorted(set(LISTED) & set(MODELS)))
def test_a_model_is_what_the_table_says(label):
    assert traits(MODELS[label]) == LISTED[label]["is"]


def test_an_exception_gives_its_reason():
    exempt = [label for label, row in LISTED.items() if {"free", "untracked"} & set(row["is"])]
    assert [label for label in exempt if not LISTED[label].get("why")] == []


def test_what_is_said_to_be_append_only_is():
    said = {label for label, row in LISTED.items() if "append-only" in row.get("why", "")}
    assert said == {label for label, m in MODELS.items() if catalog.kind_of(m) is Kind.APPEND_ONLY}


@pytest.mark.parametrize("label", [n for n, row in LISTED.items() if "guarded" in row["is"]])
def test_a_guarded_models_bulk_writes_are_guarded_too(label):
    if label in MODELS:
        assert isinstance(MODELS[label].objects.all(), GuardedQuerySet)


def test_every_clinical_record_is_by_site_or_shared_on_purpose():
    """A record about a participant without a site of its own would be seen by every site."""
    participant = MODELS["casebook.Participant"]
    strays = [
        label
        for label, model in MODELS.items()
        if any(field.related_model is participant for field in model._meta.concrete_fields)
        and not catalog.has_activation(model)
    ]
    assert strays == []
