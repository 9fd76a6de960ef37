import pytest
from django.db import connection

from audit.acts import acting
from audit.content import sha256_of
from casebook import sources
from casebook.models import Consent, Fact, FormRecord, Participant, Query
from casebook.selectors.facts import facts_of
from enrollment.models import Allocation, Enrollment
from followup.actions import cohorts
from followup.actions.cohort_checks import UnableToImport
from followup.domain.cohort_forms import IMPORTED
from followup.models import CohortImport, OutlookMark, TumorAssessment, VitalStatus
from tests.factories import moertel, people
from trials.domain.partial_dates import PartialDate
from trials.domain.roles import Role
from trials.permissions import NotPermitted

pytestmark = pytest.mark.django_db


@pytest.fixture
def activation():
    return moertel.activation()


@pytest.fixture
def abstractor(activation):
    person = people.delegated(Role.NURSE, activation).user
    with acting(by=person, action="tests.import", activations=[activation.pk]):
        yield person


def take_in(activation, abstractor, lines, **options) -> CohortImport:
    file = moertel.file("\n".join(lines) + "\n")
    [done] = cohorts.import_cohort(
        places=[activation], file=file, by=abstractor, at=people.NOW, **options
    )
    return done


def searches(model) -> tuple[int, int]:
    """How often this session looked for a row, and how many it read for that. It may still count
    what an earlier transaction did."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT seq_scan + idx_scan, seq_tup_read + idx_tup_fetch"
            " FROM pg_stat_xact_user_tables WHERE relname = %s",
            [model._meta.db_table],
        )
        return cursor.fetchone()


def test_whole_trial_enters_with_every_record(activation, abstractor):
    said, before = [], searches(Participant)
    [done] = cohorts.import_cohort(
        places=[activation],
        file=moertel.file(),
        by=abstractor,
        at=people.NOW,
        tell_written=lambda written, of: said.append((written, of)),
    )
    assert (done.imported, done.held) == (929, [])
    assert said == [(500, 929), (929, 929)]
    looked, read = (now - then for now, then in zip(searches(Participant), before, strict=True))
    # Each by its key, but for the marks that the participants themselves leave: 23 a search.
    # By looking through the site it would be 460. A search may find nothing, so it can read less
    # than it looks.
    assert 0 < read < 50 * looked
    for model in (Participant, Consent, FormRecord, Enrollment, Allocation, VitalStatus):
        assert model.objects.count() == 929, model
    assert TumorAssessment.objects.count() == 468
    assert VitalStatus.objects.filter(vital_status="dead").count() == 452
    assert set(Participant.objects.values_list("origin", flat=True)) == {"retrospective"}


def test_marks_are_found_by_whoever_last_met_hardly_any(activation, abstractor):
    """As in a deployment: marks come and go, and a session goes on as it began."""
    header, *lines = moertel.first_rows(402)
    take_in(activation, abstractor, [header, lines[0]])
    with connection.cursor() as cursor:
        cursor.execute("SELECT concord_count_rows(%s::regclass)", [OutlookMark._meta.db_table])
    take_in(activation, abstractor, [header, lines[1]])
    _looked, before = searches(OutlookMark)
    take_in(activation, abstractor, [header, *lines[2:]])
    _looked, read = searches(OutlookMark)
    assert OutlookMark.objects.count() == 402
    # Ten kinds of rows of each ask for the mark. Facts ask once a person, not each for itself.
    assert read - before < 20 * 402


def test_days_become_nominal_dates(activation, abstractor):
    take_in(activation, abstractor, moertel.first_rows(1))
    facts = facts_of(Participant.objects.get())
    assert facts["enrolled"].value == PartialDate(1990, 1, 1)
    assert facts["recurrence"].value == PartialDate(1992, 8, 26)  # day 968
    assert facts["death"].value == PartialDate(1994, 3, 2)  # day 1521
    assert facts["arm"].value == "Lev+5FU"
    assert facts["node4"].value is True


def test_facts_agree_with_what_their_records_say(activation, abstractor):
    take_in(activation, abstractor, moertel.first_rows(20))
    before = set(Fact.objects.values_list("participant", "name", "source_kind", "source_id"))
    for participant in Participant.objects.all():
        for owner in sources.owners():
            sources.restate(participant, kind=owner.kind)
    assert (
        set(Fact.objects.values_list("participant", "name", "source_kind", "source_id")) == before
    )
    assert not Fact.objects.filter(retracted=True).exists()
    for record in FormRecord.objects.all():
        said = Fact.objects.filter(source_kind="form_record", source_id=str(record.pk))
        assert set(said.values_list("source_hash", flat=True)) == {sha256_of(record.as_values())}


def test_every_record_has_its_history(activation, abstractor):
    take_in(activation, abstractor, moertel.first_rows(3))
    for model in (Participant, Fact, FormRecord, Allocation):
        for row in model.objects.all():
            assert row.events.get().pgh_context["action"] == "followup.import_cohort"


def test_same_file_twice_changes_nothing(activation, abstractor):
    first = take_in(activation, abstractor, moertel.first_rows(5))
    second = take_in(activation, abstractor, moertel.first_rows(5))
    assert second.pk == first.pk
    assert Participant.objects.count() == 5


def test_one_bad_row_refuses_all_and_names_each_fault(activation, abstractor):
    lines = moertel.first_rows(6)
    lines[2] = lines[2].replace('"Lev+5FU"', '"Chemo"').replace(",63,", ",six,")
    with pytest.raises(UnableToImport) as refused:
        take_in(activation, abstractor, lines)
    assert {(one.row, one.column) for one in refused.value.problems} == {
        (3, "rx"),
        (3, "age"),
    }
    assert not Participant.objects.exists()


def test_good_rows_enter_when_told_and_bad_ones_are_listed(activation, abstractor):
    lines = moertel.first_rows(6)
    lines[2] = lines[2].replace('"Lev+5FU"', '"Chemo"')
    done = take_in(activation, abstractor, lines, hold_bad_rows=True)
    assert done.imported == 5
    assert done.held == ["row 3, column rx: “Chemo” is none of: Obs, Lev, Lev+5FU."]


@pytest.mark.parametrize(
    ("spoil", "column", "why"),
    [
        (lambda lines: [lines[0].replace('"rx"', '"arm"'), *lines[1:]], "rx", "does not have"),
        (lambda lines: [lines[0] + ',"rx"', *(f"{x},1" for x in lines[1:])], "rx", "twice"),
        (lambda lines: [*lines, lines[1]], "id", "stands in row 2 already"),
        (lambda lines: [*lines, lines[1] + ",9"], "", "21 cells, not 20"),
        (lambda lines: [*lines[:2], lines[2].replace("3087", "-1")], "os_time", "whole number"),
    ],
)
def test_fault_is_told_by_column_and_rule(activation, abstractor, spoil, column, why):
    with pytest.raises(UnableToImport) as refused:
        take_in(activation, abstractor, spoil(moertel.first_rows(3)))
    assert any(p.column == column and why in str(p.message) for p in refused.value.problems)


def test_only_who_enters_data_there_may_import(activation):
    stranger = people.delegated(Role.NURSE, people.activation()).user
    as_stranger = acting(by=stranger, action="tests.import", activations=[activation.pk])
    with as_stranger, pytest.raises(NotPermitted):
        take_in(activation, stranger, moertel.first_rows(1))


def test_what_is_unlikely_in_the_archive_waits_for_a_reviewer(activation, abstractor):
    """As on the page: the warning asks, the reason given answers, somebody else has a look."""
    head, *rows = moertel.first_rows(3)
    age = head.replace('"', "").split(",").index("age")
    cells = rows[0].split(",")
    rows[0] = ",".join([*cells[:age], "95", *cells[age + 1 :]])
    take_in(activation, abstractor, [head, *rows])
    query = Query.objects.get(item="age")
    assert (query.state, query.origin, query.rule) == ("answered", "warning", "plausible")
    assert query.message["en"] == "95 is unusual: expected 18 to 90."
    assert query.message["zh"] != query.message["en"]
    assert query.record.data["age"]["entered"] == "95"
    [entry] = query.entries.all()
    assert (entry.said, entry.text, entry.by, entry.role) == (
        "answer",
        IMPORTED,
        abstractor,
        "nurse",
    )
    assert query.events.count() == 1
