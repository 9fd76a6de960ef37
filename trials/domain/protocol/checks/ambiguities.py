"""The register: the chosen reading exists, and whatever it bears on exists too."""

from collections.abc import Collection, Iterator

from trials.domain.protocol.checks.names import check_known
from trials.domain.protocol.problems import Fault
from trials.domain.protocol.protocol import Protocol


def check_ambiguities(protocol: Protocol) -> Iterator[Fault]:
    places = concerned(protocol)
    for index, ambiguity in enumerate(protocol.ambiguities):
        path = ("ambiguities", index)
        what = f"reading of {ambiguity.id}"
        yield from check_known(ambiguity.chosen, ambiguity.readings, what, (*path, "chosen"))
        for number, code in enumerate(ambiguity.concerns):
            where = (*path, "concerns", number)
            yield from check_known(code, places, "criterion, endpoint, visit or fact", where)
    yield from check_pointers(protocol)
    yield from check_recurrence_source(protocol)


def check_recurrence_source(protocol: Protocol) -> Iterator[Fault]:
    """Said twice, it has to be said alike."""
    settings = protocol.settings
    said = "recurrence_source" in settings.model_fields_set
    if said and settings.recurrence_source is not protocol.recurrence_source:
        yield Fault(
            path=("settings", "recurrence_source"),
            message=f"the register chooses {protocol.recurrence_source}",
            expected="the chosen reading of the ambiguity recurrence_source",
        )


def concerned(protocol: Protocol) -> frozenset[str]:
    named = (
        *protocol.criteria,
        *protocol.endpoints,
        *protocol.arms,
        *protocol.agents,
        *protocol.imaging,
        *protocol.slides,
    )
    ids = {one.id for one in named} | {visit.visit for visit in protocol.visits}
    return protocol.names | ids | set(protocol.sets) | set(protocol.disclosure)


def check_pointers(protocol: Protocol) -> Iterator[Fault]:
    register = {ambiguity.id for ambiguity in protocol.ambiguities}
    for key in ("criteria", "endpoints"):
        for index, one in enumerate(getattr(protocol, key)):
            for number, name in enumerate(one.readings):
                where = (key, index, "readings", number)
                yield from check_known(name, register, "ambiguity", where)
    yield from check_sensitivities(protocol, register)


def check_sensitivities(protocol: Protocol, register: Collection[str]) -> Iterator[Fault]:
    for index, endpoint in enumerate(protocol.endpoints):
        for number, other in enumerate(getattr(endpoint, "sensitivity", ())):
            if other.reading is not None:
                where = ("endpoints", index, "sensitivity", number, "reading")
                yield from check_known(other.reading, register, "ambiguity", where)
