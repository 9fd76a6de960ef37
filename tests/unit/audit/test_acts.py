import pytest
from django.db import IntegrityError, connection, transaction

from accounts.models import User
from audit.acts import Refusal, SystemActor, act, acting, current
from audit.guarded import WroteOutsideAct
from tests.factories import people
from trials.models import Trial

pytestmark = pytest.mark.django_db
SOMEONE = SystemActor("someone")


@act
def found_trial(*, slug: str, by: SystemActor, reason: str = "") -> Trial:
    return Trial.objects.create(slug=slug, title_en=slug, title_zh=slug)


@act
def found_two(*, by: SystemActor) -> None:
    found_trial(slug="inner", by=by)
    Trial.objects.create(slug="outer", title_en="", title_zh="")


@act
def found_then_refuse(*, by: SystemActor) -> None:
    Trial.objects.create(slug="gone", title_en="", title_zh="")
    raise Refusal("no")


def action_of(slug: str) -> str:
    return Trial.objects.get(slug=slug).events.get().pgh_context["action"]


def test_act_names_itself_its_person_and_reason_in_the_history():
    trial = found_trial(slug="hcc", by=SOMEONE, reason="registry says so")
    context = trial.events.get().pgh_context
    assert context["user"] == "system:someone"
    assert context["action"] == "tests.found_trial"
    assert context["reason"] == "registry says so"


def test_inner_act_does_not_lend_its_name_to_what_follows():
    found_two(by=SOMEONE)
    assert action_of("inner") == "tests.found_trial"
    assert action_of("outer") == "tests.found_two"


def test_refused_act_leaves_nothing():
    with pytest.raises(Refusal):
        found_then_refuse(by=SOMEONE)
    assert not Trial.objects.filter(slug="gone").exists()


def test_context_is_gone_after_a_refusal():
    with acting(by=SOMEONE, action="outer.act"):
        with pytest.raises(Refusal):
            found_then_refuse(by=SOMEONE)
        Trial.objects.create(slug="after", title_en="", title_zh="")
    assert action_of("after") == "outer.act"
    assert current() is None


def test_guarded_record_refuses_a_save_outside_an_act():
    trial = people.trial()
    for write in (trial.save, trial.delete, Trial.objects.all().delete):
        with pytest.raises(WroteOutsideAct):
            write()
    with pytest.raises(WroteOutsideAct):
        Trial.objects.update(title_en="x")


def test_raw_write_without_an_actor_is_refused_by_the_database():
    people.trial("raw")
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE trials_trial SET title_en = 'x' WHERE slug = 'raw'")


def test_password_hash_never_enters_the_history():
    person = people.user()
    assert not hasattr(person.events.get(), "password")
    assert User.objects.get(pk=person.pk).password
