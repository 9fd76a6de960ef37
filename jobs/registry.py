"""The kinds of job there are. An app registers its own in its `tasks` module.

    @job("analysis.cut", title=_("Take a data cut"), queue="reports")
    def take_cut(*, job: RunningJob, trial_id: int, events_to: str) -> Effect:
        trial = Trial.objects.get(pk=trial_id)
        job.progress(10, _("Reading the records"))
        rows = read(trial)
        def write() -> Result:
            cut = data_cuts.keep(rows=rows, by=job.by, at=job.at)
            return {"url": cut.get_absolute_url()}
        return write

The function works out; it reads under the requester's row security and cannot write. What it
returns is called once, in the transaction that also marks the job done: both stay, or neither.

Work of many minutes returns `Steps` instead.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from django.utils.translation import gettext as _

from audit.acts import Refusal
from jobs.domain.queues import Queue

Result = Mapping[str, Any]
Effect = Callable[[], Result | None]


@dataclass(frozen=True, kw_only=True)
class Steps:
    """Writes of one transaction each, which stay even if the job is canceled or its worker dies in
    the middle: done again, the job does only those left, so each can tell whether it was done.
    `last` is called as an effect is."""

    each: Iterable[Effect]
    last: Effect


Run = Callable[..., Effect | Steps]
R = TypeVar("R", bound=Run)


class UnknownKind(Refusal):
    """No such kind of job in this version."""


@dataclass(frozen=True, kw_only=True)
class Kind:
    name: str
    title: str
    queue: Queue
    run: Run


_kinds: dict[str, Kind] = {}


def job(name: str, *, title: str, queue: str = Queue.REPORTS) -> Callable[[R], R]:
    """Register the function as the work of this kind of job; `title` is what its page is called."""

    def register(run: R) -> R:
        if name in _kinds:
            raise ValueError(f"The kind of job {name} is registered twice")
        _kinds[name] = Kind(name=name, title=title, queue=Queue(queue), run=run)
        return run

    return register


def kind_of(name: str) -> Kind:
    try:
        return _kinds[name]
    except KeyError:
        raise UnknownKind(
            _("This version of Concord does not know the job “%(kind)s”. Ask for it again.")
            % {"kind": name}
        ) from None


def title_of(name: str) -> str:
    """Also of a kind that later versions gave up: its old jobs stay listed."""
    known = _kinds.get(name)
    return str(known.title) if known else name
