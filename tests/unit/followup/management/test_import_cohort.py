"""Both commands, as typed: an invented archive is written, checked and imported."""

import io

import pytest
from django.core.management import CommandError, call_command

from casebook.models import Participant
from config.cohorts.loading import ARCHIVES, mapping_path
from tests.factories import archives, casebook, people
from trials.domain.roles import Role

pytestmark = pytest.mark.django_db


def typed(command: str, **options: object) -> tuple[str, str]:
    out, err = io.StringIO(), io.StringIO()
    call_command(command, stdout=out, stderr=err, **options)
    return out.getvalue(), err.getvalue()


@pytest.fixture
def places():
    return archives.sites("crlm", "WH", "YC")


@pytest.fixture
def abstractor(places):
    person = people.user("abstracts")
    for place in places:
        people.delegated(Role.NURSE, place, person)
    return person


@pytest.fixture
def drawn(tmp_path):
    path = tmp_path / "crlm.csv"
    said, _ = typed("generate_cohort", trial="crlm", rows=4, seed=5, file=path)
    assert "4 invented patients" in said
    return path


def options(drawn, **more: object) -> dict[str, object]:
    mapping = mapping_path(ARCHIVES["crlm"])
    return {"trial": "crlm", "mapping": mapping, "file": drawn, "by": "abstracts", **more}


def test_archive_enters_at_every_site_it_names(places, abstractor, drawn):
    said, _ = typed("import_cohort", **options(drawn))
    assert said.splitlines() == [
        "WH: 2 participants imported, 0 corrected, 0 rows held.",
        "YC: 2 participants imported, 0 corrected, 0 rows held.",
    ]
    with casebook.seeing(*places):
        assert Participant.objects.count() == 4


def test_dry_run_stores_nothing(places, abstractor, drawn):
    said, _ = typed("import_cohort", dry_run=True, **options(drawn))
    assert said == "4 rows can be imported, 0 problems.\n"
    with casebook.seeing(*places):
        assert not Participant.objects.exists()


def test_problems_are_told_line_by_line(places, abstractor, drawn):
    drawn.write_text(archives.spoiled(drawn.read_text(), 3, pt="T9"))
    out, err = io.StringIO(), io.StringIO()
    with pytest.raises(CommandError, match="1 problem"):
        call_command("import_cohort", stdout=out, stderr=err, **options(drawn))
    assert err.getvalue().startswith("row 3, column pt: ")


def test_site_is_asked_for_where_the_file_names_none(places, abstractor, drawn, tmp_path):
    mapping = tmp_path / "mapping.yaml"
    shipped = mapping_path(ARCHIVES["crlm"]).read_text()
    mapping.write_text(shipped.replace("site: {column: center}\n", ""))
    with pytest.raises(CommandError, match=r"--site\. Its sites: WH, YC"):
        typed("import_cohort", **options(drawn, mapping=mapping))


def test_unknown_person_and_unreadable_file_are_named(places, abstractor, drawn):
    with pytest.raises(CommandError, match="no user nobody"):
        typed("import_cohort", **options(drawn, by="nobody"))
    with pytest.raises(CommandError, match=r"missing\.csv"):
        typed("import_cohort", **options(drawn.parent / "missing.csv"))


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"rows": 0}, "1 to 100000 rows"),
        ({"sites": " , "}, "at least one site"),
        ({"file": "missing"}, "cannot be written"),
    ],
)
def test_what_cannot_be_drawn_is_refused(tmp_path, more, said):
    chosen = {"trial": "crlm", "rows": 3, "file": tmp_path / "out.csv", **more}
    if chosen["file"] == "missing":
        chosen["file"] = tmp_path / "nowhere" / "out.csv"
    with pytest.raises(CommandError, match=said):
        typed("generate_cohort", **chosen)


def test_whoever_imports_at_one_site_takes_in_its_rows_and_no_others(places, drawn):
    people.delegated(Role.NURSE, places[0], people.user("abstracts"))
    out, err = io.StringIO(), io.StringIO()
    call_command("import_cohort", stdout=out, stderr=err, hold=True, **options(drawn))
    assert out.getvalue() == "WH: 2 participants imported, 0 corrected, 2 rows held.\n"
    assert "YC" in err.getvalue()


def test_whoever_imports_nowhere_is_told_before_a_trial_run(places, drawn):
    people.user("abstracts")
    with pytest.raises(CommandError, match="abstracts may import at no site of crlm"):
        typed("import_cohort", dry_run=True, **options(drawn))
