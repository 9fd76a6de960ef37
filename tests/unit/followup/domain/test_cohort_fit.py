import pytest

from followup.domain.cohort_fit import misfits, misfits_of_form
from followup.domain.cohort_mapping import CohortMapping, Column, Filled
from tests.factories import archives
from tests.factories.shipped_protocols import shipped
from tests.factories.small_protocols import small_form, small_protocol, words


def shipped_mapping(slug: str) -> CohortMapping:
    return archives.file(slug, "").mapping


def told(mapping: CohortMapping, slug: str) -> list[str]:
    return [str(one) for one in misfits(mapping, shipped(slug))]


@pytest.mark.parametrize("slug", ["crlm", "hcc-adj"])
def test_shipped_mapping_fits_its_protocol(slug):
    assert told(shipped_mapping(slug), slug) == []


@pytest.mark.parametrize(
    ("slug", "old", "new", "said"),
    [
        ("crlm", "form: outcome", "form: outcomes", "no form outcomes"),
        ("crlm", "      cea:", "      ceaa:", "does not ask for ceaa"),
        ("crlm", "      cn:", "      clinical_stage:", "does not ask for clinical_stage"),
        ("crlm", "form: outcome", "form: outcome\n    visit: M06", "is not asked at M06"),
        ("crlm", "number: record", "part: validation\nnumber: record", "has no parts"),
        ("crlm", "trial: crlm", "trial: rectal", "for rectal, not for crlm"),
        ("hcc-adj", "part: retrospective\n", "", "takes records into: retrospective"),
        ("hcc-adj", "agent: tki", "agent: tkis", "no agent tkis"),
        ("hcc-adj", ", product: {column: tki}", "", "product of tki has to be named"),
        ("hcc-adj", "form: follow_up_completeness", "form: followup_visit", "name one"),
    ],
)
def test_misfit_is_named(slug, old, new, said):
    mapping = archives.file(slug, "", **{old: new}).mapping
    assert any(said in line for line in told(mapping, slug)), told(mapping, slug)


def test_a_table_is_refused_and_says_how_else():
    table = {
        "id": "scars",
        "type": "table",
        "columns": [{"id": "size", "type": "text", "label": words("Size")}],
    }
    filled = Filled(form="small_form", items={"scars": Column(column="Scars")})
    [said] = misfits_of_form(filled, small_protocol(forms=[small_form(table)]))
    assert "scars of the form small_form is a table" in str(said)
    assert "on the page or by the API" in str(said)
