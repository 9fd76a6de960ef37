"""The charter of the board: a contrast that is planned, looks in order, arms that exist."""

from collections.abc import Iterator

from trials.domain.protocol.analyses import Method
from trials.domain.protocol.charter import Charter, Looks
from trials.domain.protocol.checks.names import check_known
from trials.domain.protocol.problems import Fault, Path
from trials.domain.protocol.protocol import Protocol


def check_charter(protocol: Protocol) -> Iterator[Fault]:
    charter = protocol.charter
    if charter is None:
        return
    if charter.looks is not None:
        yield from check_looks(charter.looks, protocol, ("charter", "looks"))
    yield from check_limits(charter, protocol)


def check_looks(looks: Looks, protocol: Protocol, path: Path) -> Iterator[Fault]:
    planned = {one.id: one for one in protocol.analyses}
    yield from check_known(looks.analysis, planned, "analysis", (*path, "analysis"))
    found = planned.get(looks.analysis)
    if found is not None and not (Method.LOG_RANK in found.methods and found.reference):
        line = f"{found.id} compares nothing by the log-rank test"
        yield Fault((*path, "analysis"), line, "an analysis with log_rank and a reference")
    rising = list(looks.information)
    if rising != sorted(set(rising)) or rising[-1] != 1:
        line = "the shares of information do not rise to 1"
        yield Fault((*path, "information"), line, "such as [0.5, 0.75, 1]")


def check_limits(charter: Charter, protocol: Protocol) -> Iterator[Fault]:
    arms = {arm.id: arm for arm in protocol.arms}
    seen: set[str] = set()
    for index, one in enumerate(charter.limits):
        path: Path = ("charter", "limits", index)
        if one.arm is not None:
            yield from check_known(one.arm, arms, "arm", (*path, "arm"))
        if one.id in seen:
            yield Fault((*path, "id"), f"{one.id} stands twice", "each limit once")
        seen.add(one.id)
