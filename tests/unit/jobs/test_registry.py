import pytest
from django.utils.translation import gettext_lazy, override

from jobs import registry
from jobs.domain.queues import Queue
from tests.unit.jobs import kinds


def test_kind_knows_its_function_title_and_queue():
    kind = registry.kind_of(kinds.FOUND)
    assert (kind.run, kind.title, kind.queue) == (kinds.found, "Found a trial", Queue.REPORTS)


def test_function_can_still_be_called_by_its_name():
    assert kinds.write_nothing(job=None)() is None


def test_kind_is_registered_once():
    with pytest.raises(ValueError, match=r"tests\.found is registered twice"):
        registry.job(kinds.FOUND, title="Again")(kinds.found)


def test_queue_must_be_one_of_ours():
    with pytest.raises(ValueError, match="slow"):
        registry.job("tests.slow", title="Slow", queue="slow")(kinds.found)


def test_unknown_kind_is_refused_in_words():
    with pytest.raises(registry.UnknownKind, match="Ask for it again"):
        registry.kind_of("tests.unheard")


def test_title_of_a_kind_given_up_is_its_name():
    assert registry.title_of("tests.unheard") == "tests.unheard"


def test_title_is_in_the_readers_language(monkeypatch):
    german = registry.Kind(
        name="x", title=gettext_lazy("Yes"), queue=Queue.REPORTS, run=kinds.found
    )
    monkeypatch.setitem(registry._kinds, "x", german)
    with override("de"):
        assert registry.title_of("x") == "Ja"
