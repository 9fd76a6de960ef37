import pytest

from casebook import sources
from casebook.actions.facts import FactSource, NewFact
from casebook.selectors.facts import facts_of
from tests.factories import casebook, people

pytestmark = pytest.mark.django_db


@pytest.fixture
def scales():
    """An owner that takes its facts from a list the test changes."""
    said = []

    def recompute(participant):
        source = FactSource(kind="scales", id="1", content=said)
        yield source, [NewFact(name="weight", value=value) for value in said]

    sources.register("scales", recompute=recompute, follows=("meal",))
    yield said
    sources._owners.pop("scales")


def test_restating_says_retracts_and_says_again(consented, scales):
    with casebook.seeing(consented.activation), people.setting_up():
        for now in ([7], [], [8]):
            scales[:] = now
            sources.restate(consented, kind="scales")
            known = [known.value for name, known in facts_of(consented).items() if name == "weight"]
            assert known == now


def test_many_sources_are_read_at_once(consented, django_assert_num_queries):
    def recompute(participant):
        for number in range(30):
            source = FactSource(kind="diet", id=str(number), content=number)
            yield source, [NewFact(name="meal", value=number)]

    sources.register("diet", recompute=recompute)
    with casebook.seeing(consented.activation), people.setting_up():
        sources.restate(consented, kind="diet")
        with django_assert_num_queries(1):
            sources.restate(consented, kind="diet")
    sources._owners.pop("diet")


def test_only_followers_of_that_kind_are_asked(consented, scales):
    scales.append(7)
    with casebook.seeing(consented.activation), people.setting_up():
        sources.restate_followers(consented, of="walk")
        assert "weight" not in facts_of(consented)
        sources.restate_followers(consented, of="meal")
        assert facts_of(consented)["weight"].value == 7


def test_two_owners_of_one_kind_are_a_mistake(scales):
    with pytest.raises(ValueError, match="registered twice"):
        sources.register("scales", recompute=lambda participant: [])


def test_who_hands_down_facts_is_known_to_the_whole_platform():
    kinds = {owner.kind for owner in sources.owners()}
    assert {"consent", "form_record", "enrollment", "surgery", "vital_status"} <= kinds
