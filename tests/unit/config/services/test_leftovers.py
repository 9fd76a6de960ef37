import json
import os

import pytest

from config.services import leftovers
from config.services.processes import command_line, wait_until


@pytest.fixture
def pids(folder):
    return folder / "pids.json"


def test_running_programs_are_noted(pids, build_program):
    program = build_program()
    program.start()

    leftovers.note(pids, [program])

    assert json.loads(pids.read_text()) == [{"pid": program.pid, "mark": program.mark}]


def test_what_was_never_started_and_postgres_are_not_noted(pids, build_program):
    leftovers.note(pids, [build_program(), object()])

    assert json.loads(pids.read_text()) == []


def test_what_is_left_over_is_ended(pids, build_program):
    program = build_program()
    program.start()
    leftovers.note(pids, [program])

    leftovers.end(pids, patience=0.2)

    assert wait_until(lambda: not program.is_alive(), seconds=5)
    assert not pids.exists()


def test_its_children_are_ended_too(pids, build_program):
    program = build_program(
        "import subprocess, sys, time\n"
        "print(subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)']).pid,"
        " flush=True)\n"
        "time.sleep(60)"
    )
    program.start()
    assert wait_until(lambda: program.log.read_text() != "", seconds=5)
    leftovers.note(pids, [program])

    leftovers.end(pids, patience=0.1)

    assert wait_until(lambda: command_line(int(program.log.read_text())) == "", seconds=5)


def test_it_is_given_time_to_end_by_itself(pids, build_program):
    program = build_program("import time; time.sleep(0.3); print('ended by itself')")
    program.start()
    leftovers.note(pids, [program])

    leftovers.end(pids, patience=5)

    assert program.log.read_text() == "ended by itself\n"


def test_a_stranger_with_the_same_number_is_left_alone(pids, build_program):
    stranger = build_program()
    stranger.start()
    pids.write_text(json.dumps([{"pid": stranger.pid, "mark": "valkey-server"}]))

    leftovers.end(pids, patience=0.1)

    assert not wait_until(lambda: not stranger.is_alive(), seconds=0.5)


@pytest.mark.parametrize("text", ["", "{", '[{"pid": 1'])
def test_a_half_written_note_is_no_obstacle(pids, text):
    pids.write_text(text)

    leftovers.end(pids)

    assert not pids.exists()


def test_without_a_note_there_is_nothing_to_do(pids):
    leftovers.end(pids)

    assert command_line(os.getpid())
