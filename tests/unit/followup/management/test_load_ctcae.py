"""The published table: taken in whole, or not at all."""

import pytest
from django.core.management import CommandError, call_command
from openpyxl import Workbook

from followup.domain.ctcae_file import read
from followup.models import CtcaeText
from tests.factories import followup
from tests.unit.followup.views.pages import address
from trials.domain.ctcae.terms import all_terms

HEAD = ["MedDRA Code", "MedDRA SOC", "CTCAE Term", *(f"Grade {n} \xa0" for n in range(1, 6)),
        "Definition"]  # fmt: skip


def row(term, **changes):
    texts = {n: f"words of {n}\nfor it" if n in term.grades else " -" for n in range(1, 6)}
    cells = ["10", term.organ_class, changes.get("name", term.name)]
    return [*cells, *(changes.get(f"grade_{n}", texts[n]) for n in range(1, 6)), "A disorder."]


def rows(**changes):
    first, *rest = all_terms()
    return [HEAD, row(first, **changes), *(row(one) for one in rest), [None] * 9]


def file(path, content):
    book = Workbook()
    for one in content:
        book.active.append(one)
    book.save(path / "ctcae.xlsx")
    return str(path / "ctcae.xlsx")


def test_whole_table_is_read():
    found = read(rows())
    assert (len(found.terms), found.faults) == (837, [])
    assert found.terms[0].grades[min(found.terms[0].grades)].startswith("words of")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ([], "no column MedDRA Code"),
        ([HEAD[:5]], "no column Definition"),
        (rows(name="Gout flare"), "Row 2: Gout flare is no term"),
        (rows(grade_1="-"), "Row 2: "),
        (rows()[:2], "The table lacks"),
    ],
)
def test_table_that_is_another_is_refused(content, said):
    assert said in str(read(content).faults[0])


@pytest.mark.django_db
def test_published_words_stand_beside_the_entry(client, nurse, participant, tmp_path, capsys):
    client.force_login(nurse)
    page = address(participant, "new_adverse_event") + "?term=Fatigue"
    assert "the general scale" in client.get(page).content.decode()
    path = file(tmp_path, rows())
    call_command("load_ctcae", path)
    call_command("load_ctcae", path)
    assert "837 kept anew" in capsys.readouterr().out
    assert CtcaeText.objects.count() == 837
    shown = client.get(page).content.decode()
    for said in ("the published text", "words of 3 for it", "A disorder."):
        assert said in shown


@pytest.mark.django_db
def test_nothing_of_another_file_is_kept(tmp_path):
    with pytest.raises(CommandError, match="nothing was kept"):
        call_command("load_ctcae", file(tmp_path, rows(name="Gout flare")))
    (tmp_path / "scan.xlsx").write_bytes(b"%PDF")
    with pytest.raises(CommandError, match="no spreadsheet"):
        call_command("load_ctcae", str(tmp_path / "scan.xlsx"))
    assert not CtcaeText.objects.exists()


@pytest.mark.django_db
def test_terms_used_most_are_offered_after_ones_own(client, site, participant):
    for term in ("Nausea", "Fatigue", "Fatigue"):
        followup.adverse_event(participant, term, 1)
    reader = followup.another_nurse(site)
    client.force_login(reader)
    page = client.get(address(participant, "new_adverse_event")).content.decode()
    assert page.index("?term=Fatigue") < page.index("?term=Nausea")
