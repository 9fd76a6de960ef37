"""`./bench --report`: the board's reports of the colon trial's 929 participants, from cut to PDF,
on a throw-away server that does not wait for the disk. First one alone, the closed one in one
language with its page and figures, as whoever waits for it; then those still missing of all six."""

import cProfile
import os
import pstats
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from time import perf_counter, process_time


def main(profiled: str = "") -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    import django

    django.setup()
    from tests.conftest import sign_in
    from tests.migrated import clone_of_migrated

    clone_of_migrated("bench")
    sign_in(NAME="bench", USER="concord_app", OPTIONS={})
    measure(profiled)


def measure(profiled: str) -> None:
    from tests.factories import cuts

    with measured("import 929 participants"):
        team = cuts.team(rows=None)
    with measured("take the cut"):
        cut = cuts.cut(team)
    watch = cProfile.Profile()
    with measured("draw one report"):
        if profiled:
            watch.enable()
        draw_one(team, cut)
        watch.disable()
    with measured("draw the other five"):
        draw(team, cut)
    if profiled:
        pstats.Stats(watch).sort_stats("cumulative").print_stats(60)


def draw_one(team, cut) -> None:
    from analysis.actions import reports
    from tests.factories import people

    with team.at_site(team.unblinded) as by:
        reports.make(cut=cut, session="closed", language="en", by=by, at=people.NOW)


def draw(team, cut) -> None:
    from analysis.tasks import draw_sessions
    from tests.factories import people

    with team.at_site(team.unblinded) as by:
        for sessions in (["open"], ["closed", "named"]):
            draw_sessions(cut, sessions, Quiet(), by, people.NOW)


class Quiet:
    """A job that nobody watches."""

    def progress(self, percent, step) -> None:
        pass


@contextmanager
def measured(name: str) -> Iterator[None]:
    began, busy = perf_counter(), process_time()
    yield
    taken = f"{perf_counter() - began:>8.1f} s{process_time() - busy:>8.1f} s of processor"
    sys.stdout.write(f"{name:<28}{taken}\n")


if __name__ == "__main__":
    main(*sys.argv[1:2])
