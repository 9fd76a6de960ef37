import os
import signal
import time

import pytest

from config.services import supervisor as supervisors
from config.services.processes import wait_until
from config.services.supervisor import Supervisor
from config.services.trouble import Trouble

TELLS_WHEN_STOPPED = (
    "import pathlib, signal, sys, time\n"
    "name, book, ready = sys.argv[1], pathlib.Path(sys.argv[2]), pathlib.Path(sys.argv[3])\n"
    "def stop(*_):\n"
    "    book.open('a').write(name + '\\n'); sys.exit()\n"
    "signal.signal(signal.SIGTERM, stop); ready.write_text(''); time.sleep(60)"
)


@pytest.fixture
def watch():
    """A supervisor that is stopped after the test."""
    supervisor = Supervisor()
    yield supervisor
    supervisor.stop(0.5)


@pytest.fixture
def build_telling(build_program, folder):
    def build(name: str):
        ready = folder / f"{name}.ready"
        program = build_program(TELLS_WHEN_STOPPED, name=name, ready_file=ready)
        program.command += [name, str(folder / "book"), str(ready)]
        return program

    return build


def kill(program) -> None:
    os.kill(program.pid, signal.SIGKILL)
    program.process.wait()


def test_start_returns_when_all_are_ready(watch, build_telling):
    one, other = build_telling("one"), build_telling("other")

    watch.start(one, other)

    assert one.is_ready()
    assert other.is_ready()


def test_what_is_launched_is_not_waited_for_and_yet_watched(watch, build_program):
    slow = build_program(answers=lambda: False, name="slow")

    watch.launch(slow)

    assert slow.is_alive()
    kill(slow)
    watch.mend()
    assert slow.is_alive()


def test_what_was_launched_last_is_stopped_first(watch, build_telling, folder):
    first, last = build_telling("first"), build_telling("last")
    watch.start(first)
    watch.launch(last)
    assert wait_until(last.is_ready, seconds=10)

    watch.stop(10)

    assert (folder / "book").read_text().split() == ["last", "first"]


def test_a_program_that_dies_while_starting_is_said_with_its_last_words(watch, build_program):
    program = build_program("raise SystemExit('no such module')", ready_file=None)
    program.answers = lambda: False

    with pytest.raises(Trouble, match="child stopped while it was starting: no such module"):
        watch.start(program)


def test_a_program_that_never_gets_ready_is_said_in_words(watch, build_program):
    program = build_program(answers=lambda: False)

    with pytest.raises(Trouble, match="child is not ready after 0 seconds") as trouble:
        watch.start(program, patience=0.2)

    assert str(program.log) in trouble.value.todo


def test_a_program_whose_start_failed_is_stopped_with_the_others(watch, build_program):
    good, bad = build_program(name="good"), build_program(name="bad", answers=lambda: False)
    with pytest.raises(Trouble):
        watch.start(good, bad, patience=0.1)

    watch.stop()

    assert not good.is_alive()
    assert not bad.is_alive()


def test_a_dead_child_is_started_again(watch, build_program, capsys):
    program = build_program()
    watch.start(program)
    first = program.pid
    kill(program)

    watch.mend()

    assert program.is_alive()
    assert program.pid != first
    assert capsys.readouterr().out == "child stopped by itself; starting it again.\n"


def test_the_living_are_not_disturbed(watch, build_program):
    dead, living = build_program(name="dead"), build_program(name="living")
    watch.start(dead, living)
    before = living.pid
    kill(dead)

    watch.mend()

    assert living.pid == before


def test_the_watch_itself_mends(watch, build_program):
    program = build_program()
    watch.start(program)
    first = program.pid
    kill(program)
    give_up = time.monotonic() + 5

    watch.watch(until=lambda: program.pid != first or time.monotonic() > give_up, pause=0.01)

    assert program.is_alive()


def test_five_deaths_in_a_minute_are_mended_and_the_sixth_ends_it(watch, build_program):
    program = build_program()
    watch.start(program)
    for _ in range(supervisors.MOST_RESTARTS):
        kill(program)
        watch.mend()
    kill(program)

    with pytest.raises(Trouble, match="child died 6 times within a minute") as trouble:
        watch.mend()

    assert str(trouble.value).startswith("Concord had to stop.")


def test_deaths_far_apart_are_mended_for_ever(watch, build_program, monkeypatch):
    monkeypatch.setattr(supervisors, "WITHIN_SECONDS", 0.0)
    program = build_program()
    watch.start(program)

    for _ in range(supervisors.MOST_RESTARTS + 2):
        kill(program)
        watch.mend()

    assert program.is_alive()


def test_the_deaths_of_one_are_not_counted_for_another(watch, build_program):
    one, other = build_program(name="one"), build_program(name="other")
    watch.start(one, other)
    for _ in range(supervisors.MOST_RESTARTS):
        kill(one)
        watch.mend()
    kill(other)

    watch.mend()

    assert other.is_alive()


def test_the_last_stage_stops_first(watch, build_telling, folder):
    database, broker, web = (build_telling(name) for name in ("database", "broker", "web"))
    watch.start(database)
    watch.start(broker)
    watch.start(web)

    watch.stop()

    assert (folder / "book").read_text().split() == ["web", "broker", "database"]


def test_a_stage_stops_together(watch, build_program):
    stubborn = (
        "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
        "print('up', flush=True); time.sleep(60)"
    )
    programs = [build_program(stubborn, name=name) for name in ("one", "two", "three")]
    watch.start(*programs)
    for program in programs:
        assert wait_until(lambda program=program: program.log.read_text() != "", seconds=5)
    began = time.monotonic()

    watch.stop(1)

    assert time.monotonic() - began < 2.5
    assert not any(program.is_alive() for program in programs)


def test_after_a_stop_there_is_nothing_to_mend(watch, build_program):
    program = build_program()
    watch.start(program)
    watch.stop()

    watch.mend()

    assert not program.is_alive()


def test_every_start_is_noted(build_program):
    noted = []
    supervisor = Supervisor(note=lambda all_of_it: noted.append([s.pid for s in all_of_it]))
    program = build_program()

    supervisor.start(program)
    first = program.pid
    kill(program)
    supervisor.mend()
    supervisor.stop()

    assert noted == [[first], [program.pid]]
