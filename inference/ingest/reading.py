"""From the files of an upload to what they hold, and to what cannot be taken."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from inference.domain.file_faults import Fault, FileFault
from inference.domain.series import Instance
from inference.ingest.quarantine import Quarantine
from inference.ingest.reader import read_all

Tell = Callable[[int, int], None]


@dataclass(frozen=True, kw_only=True)
class Reading:
    """`paths` by the number of the file. `ignored` were tables of contents."""

    instances: tuple[Instance, ...]
    faults: tuple[FileFault, ...]
    paths: dict[int, Path]
    ignored: int = 0


def read(quarantine: Quarantine, *, code: str, tell: Tell | None = None) -> Reading:
    """`tell` hears after each file how many of how many are read; what it raises ends the work."""
    files, faults = quarantine.lay_out()
    instances: list[Instance] = []
    ignored = 0
    for done, found in enumerate(read_all(files, code=code), start=1):
        if isinstance(found, Instance):
            instances.append(found)
        elif found is None:
            ignored += 1
        else:
            faults.append(found)
        if tell:
            tell(done, len(files))
    if not instances and not faults:
        faults.append(FileFault(file=0, fault=Fault.NOTHING))
    return Reading(
        instances=tuple(instances),
        faults=tuple(sorted(faults, key=lambda one: one.file)),
        paths=dict(files),
        ignored=ignored,
    )
