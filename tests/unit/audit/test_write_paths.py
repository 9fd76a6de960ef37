"""Ten ways to write a row; each leaves exactly one history entry per row it touched."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from django.db import connection
from django.db.models import F, Value
from django.db.models.functions import Concat

from accounts.models import User
from audit.acts import SystemActor, acting
from casebook.models import FormRecord, Participant
from tests.factories import people
from trials.models import Site, Trial

pytestmark = pytest.mark.django_db
WRITER = SystemActor("writer")


def sql(statement: str, *values: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def new(slug: str) -> Trial:
    return Trial(slug=slug, title_en="New", title_zh="新")


def save_insert(a: Trial, b: Trial) -> None:
    new("third").save()


def save_update(a: Trial, b: Trial) -> None:
    a.title_en = "Other"
    a.save()


def bulk_create(a: Trial, b: Trial) -> None:
    Trial.objects.bulk_create([new("third"), new("fourth")])


def bulk_update(a: Trial, b: Trial) -> None:
    a.title_en = "Other"
    Trial.objects.bulk_update([a, b], ["title_en"])


def queryset_update(a: Trial, b: Trial) -> None:
    Trial.objects.filter(pk__in=[a.pk, b.pk]).update(title_en="Other")


def f_expression(a: Trial, b: Trial) -> None:
    Trial.objects.filter(pk=a.pk).update(title_en=Concat(F("title_en"), Value("+")))


def raw_sql(a: Trial, b: Trial) -> None:
    sql("UPDATE trials_trial SET title_en = 'Raw' WHERE id = %s", a.pk)


def upsert(a: Trial, b: Trial) -> None:
    Trial.objects.bulk_create(
        [new("third"), new(a.slug)],
        update_conflicts=True,
        unique_fields=["slug"],
        update_fields=["title_en"],
    )


def queryset_delete(a: Trial, b: Trial) -> None:
    Trial.objects.filter(pk__in=[a.pk, b.pk]).delete()


def raw_delete(a: Trial, b: Trial) -> None:
    Trial.objects.filter(pk=b.pk)._raw_delete("default")


@dataclass(frozen=True)
class Way:
    write: Callable[[Trial, Trial], None]
    events: list[tuple[str, str]]


WAYS = [
    Way(save_insert, [("insert", "third")]),
    Way(save_update, [("update", "a")]),
    Way(bulk_create, [("insert", "third"), ("insert", "fourth")]),
    Way(bulk_update, [("update", "a"), ("update", "b")]),
    Way(queryset_update, [("update", "a"), ("update", "b")]),
    Way(f_expression, [("update", "a")]),
    Way(raw_sql, [("update", "a")]),
    Way(upsert, [("insert", "third"), ("update", "a")]),
    Way(queryset_delete, [("delete", "a"), ("delete", "b")]),
    Way(raw_delete, [("delete", "b")]),
]


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.write.__name__)
def test_each_row_written_leaves_one_entry(way):
    a, b = people.trial("a"), people.trial("b")
    history = Trial.events.rel.related_model.objects
    before = history.latest("pgh_id").pgh_id
    with acting(by=WRITER, action="tests.write"):
        way.write(a, b)
    added = history.filter(pgh_id__gt=before)
    assert sorted(added.values_list("pgh_label", "slug")) == sorted(way.events)
    assert {entry.pgh_context["action"] for entry in added} == {"tests.write"}


def test_an_update_that_changes_nothing_is_kept_too():
    site = people.site()
    with acting(by=WRITER, action="tests.write"):
        Site.objects.filter(pk=site.pk).update(code=site.code)
    assert labels(site) == ["insert", "update"]


def test_the_deleted_row_stays_readable_in_its_last_entry():
    trial = people.trial("gone")
    history, key = type(trial.events.get()), trial.pk
    with acting(by=WRITER, action="tests.write"):
        trial.delete()
    assert history.objects.get(pgh_obj_id=key, pgh_label="delete").slug == "gone"


def test_an_account_kept_outside_the_guard_is_still_in_the_history():
    person = people.user()
    with acting(by=WRITER, action="tests.write"):
        User.objects.filter(pk=person.pk).update(is_active=False)
    assert labels(person) == ["insert", "update"]
    assert person.events.last().is_active is False


def labels(row) -> list[str]:
    return list(row.events.order_by("pgh_id").values_list("pgh_label", flat=True))


@pytest.fixture
def form():
    """A form with one answer, typed 1.50."""
    activation = people.activation()
    with acting(by=WRITER, action="tests.set_up", activations=[activation.pk]):
        yield FormRecord.objects.create(
            activation=activation,
            participant=screened(activation),
            protocol_version=version_of(activation.trial),
            form_id="labs",
            data={"inr": {"value": 1.5}},
            entered_by=people.user(),
            entered_at=people.NOW,
        )


def screened(activation) -> Participant:
    return Participant.objects.create(
        activation=activation,
        code=f"{activation.pk}-001",
        number=1,
        screened_date=people.TODAY,
        sex="female",
        age_at_screening=61,
    )


def version_of(trial):
    return trial.versions.create(
        version="1.0", source="-", sha256="0" * 64, adopted_at=people.NOW, adopted_by=people.user()
    )


def test_a_change_of_digits_alone_is_an_entry(form):
    # jsonb holds 1.5 and 1.50 for equal, so a trigger that asks "did it change?" misses this.
    table = FormRecord._meta.db_table
    sql(f"""UPDATE {table} SET data = '{{"inr": {{"value": 1.50}}}}' WHERE id = %s""", form.pk)
    assert labels(form) == ["insert", "update"]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT data::text FROM casebook_formrecordevent WHERE pgh_obj_id = %s ORDER BY pgh_id",
            [form.pk],
        )
        assert [text for (text,) in cursor.fetchall()] == [
            '{"inr": {"value": 1.5}}',
            '{"inr": {"value": 1.50}}',
        ]
