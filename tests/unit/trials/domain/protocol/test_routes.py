import pytest

from trials.domain.condition_nodes import AllOf, Comparison, FactReference, Span
from trials.domain.protocol.endpoints import TimeToEvent
from trials.domain.protocol.forms import Item
from trials.domain.protocol.protocol import Protocol
from trials.domain.protocol.routes import route, tags
from trials.domain.protocol.schedule import Visit
from trials.domain.text import Text


@pytest.mark.parametrize(
    ("location", "path", "kind"),
    [
        ((), (), Protocol),
        (("trial", "title"), ("trial", "title"), Text),
        (("forms", 0, "items", 3), ("forms", 0, "items", 3), Item),
        (("schedule", "visits", 2), ("schedule", "visits", 2), Visit),
        (("facts", "arm", "codes", "new"), ("facts", "arm", "codes", "new"), Text),
        (("facts", "arm", "codes", "a b", "[key]"), ("facts", "arm", "codes", "a b"), Text),
        (("endpoints", 0, "time_to_event"), ("endpoints", 0), TimeToEvent),
        (("endpoints", 0, "time_to_event", "origin"), ("endpoints", 0, "origin"), str),
        # "fact" names the shape and then the key.
        (("criteria", 0, "when", "fact"), ("criteria", 0, "when"), Comparison),
        (("criteria", 0, "when", "fact", "fact"), ("criteria", 0, "when", "fact"), str),
        (
            ("criteria", 0, "when", "all", "all", 1, "fact"),
            ("criteria", 0, "when", "all", 1),
            Comparison,
        ),
        (("criteria", 0, "when", "not", "not", "all"), ("criteria", 0, "when", "not"), AllOf),
        (
            ("criteria", 0, "when", "reading", "alternatives", "strict", "fact", "at_most"),
            ("criteria", 0, "when", "strict", "at_most"),
            None,
        ),
        (
            ("criteria", 0, "when", "fact", "within", "before", "reference"),
            ("criteria", 0, "when", "within", "before"),
            FactReference,
        ),
        (("sets", "full", "when", "fact", "within"), ("sets", "full", "when", "within"), Span),
        (
            ("forms", 0, "shown_when", "fact", "is", "literal", "bool"),
            ("forms", 0, "shown_when", "is"),
            None,
        ),
        (("nowhere",), ("nowhere",), Protocol),
    ],
)
def test_the_place_in_the_file(location, path, kind):
    found = route(location)
    assert found.path == path
    assert kind is None or found.kind is kind


@pytest.mark.parametrize(
    ("location", "names"),
    [
        (("criteria", 0, "when"), ("all", "any", "not", "reading", "fact")),
        (("forms", 0, "shown_when"), ("all", "any", "not", "reading", "fact")),
        (("endpoints", 0), ("time_to_event", "adverse_event_proportion", "proportion")),
        (("trial",), ()),
    ],
)
def test_the_shapes_that_may_stand_there(location, names):
    assert tags(route(location).kind) == names
