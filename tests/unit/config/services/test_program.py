import os
import signal
import time

import pytest

from config.services import program as programs
from config.services.processes import command_line, wait_until
from config.services.program import run_to_end
from config.services.trouble import Trouble

STUBBORN = (
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
    "print('up', flush=True); time.sleep(60)"
)
WITH_CHILD = (
    "import subprocess, sys, time\n"
    "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)'])\n"
    "print(child.pid, flush=True); time.sleep(60)"
)


def said(program) -> str:
    wait_until(lambda: program.log.read_text() != "", seconds=5)
    return program.log.read_text().strip()


def test_a_program_never_started_is_not_alive(build_program):
    assert not build_program().is_alive()


def test_a_started_program_is_alive(build_program):
    program = build_program()

    program.start()

    assert program.is_alive()
    assert command_line(program.pid)


def test_a_program_that_ended_is_not_alive(build_program):
    program = build_program("pass")
    program.start()

    assert wait_until(lambda: not program.is_alive(), seconds=5)


def test_it_sees_only_the_environment_it_was_given(build_program, monkeypatch):
    monkeypatch.setenv("PGHOST", "elsewhere")
    program = build_program("import os; print(os.environ.get('PGHOST'), os.environ['LC_ALL'])")

    run_to_end(program)

    assert said(program) == "None C"


def test_it_reads_nothing_from_the_terminal(build_program):
    program = build_program("import sys; print(repr(sys.stdin.read()))")

    run_to_end(program)

    assert said(program) == "''"


def test_it_leads_a_group_of_its_own(build_program):
    program = build_program()
    program.start()

    assert os.getpgid(program.pid) == program.pid != os.getpgid(0)


def test_what_it_says_is_added_to_its_log(build_program):
    program = build_program("print('once')")

    run_to_end(program)
    run_to_end(program)

    assert said(program).splitlines() == ["once", "once"]


def test_its_last_words_are_the_last_line_of_the_log(build_program):
    program = build_program("print('first'); print('last')")
    run_to_end(program)

    assert program.last_words() == "last"


def test_what_an_earlier_start_said_is_not_repeated(build_program, folder):
    program = build_program(
        "import pathlib; p = pathlib.Path('mark'); print('second' if p.exists() else 'first');"
        " p.touch()"
    )
    run_to_end(program)

    run_to_end(program)

    assert program.said() == "second"
    assert program.log.read_text() == "first\nsecond\n"


def test_a_silent_second_start_has_no_last_words_of_the_first(build_program):
    program = build_program("import os, sys; os.path.exists('m') or print('x'); open('m', 'w')")
    run_to_end(program)

    run_to_end(program)

    assert program.last_words() == "it said nothing"


def test_a_silent_program_has_said_nothing(build_program):
    program = build_program("pass")
    run_to_end(program)

    assert program.last_words() == "it said nothing"


def test_a_long_log_begins_anew_and_the_old_one_is_kept(build_program, monkeypatch):
    monkeypatch.setattr(programs, "LONGEST_LOG", 3)
    program = build_program("print('word')")

    run_to_end(program)
    run_to_end(program)

    assert program.log.read_text() == "word\n"
    assert program.log.with_suffix(".old.log").read_text() == "word\n"


def test_readiness_is_a_file_it_writes(build_program, folder):
    program = build_program(
        "import os, pathlib, time; time.sleep(0.3)\n"
        "pathlib.Path(os.environ['READY_FILE']).write_text('ready'); time.sleep(60)",
        ready_file=folder / "ready",
    )
    program.start()

    assert not program.is_ready()
    assert wait_until(program.is_ready, seconds=5)


def test_a_ready_file_of_the_last_start_does_not_count(build_program, folder):
    (folder / "ready").write_text("ready")
    program = build_program(ready_file=folder / "ready")

    program.start()

    assert not program.is_ready()


def test_readiness_may_be_an_answer(build_program):
    replies = iter([False, True])
    program = build_program(answers=lambda: next(replies))
    program.start()

    assert [program.is_ready(), program.is_ready()] == [False, True]


def test_it_inherits_only_the_descriptors_lent_to_it(build_program):
    lent, own = os.pipe()
    program = build_program(
        "import os, sys\n"
        "for number in map(int, sys.argv[1:]):\n"
        "    try: os.fstat(number); print('open')\n"
        "    except OSError: print('closed')",
        keep_open=(lent,),
    )
    program.command += [str(lent), str(own)]

    run_to_end(program)
    os.close(lent)
    os.close(own)

    assert said(program).splitlines() == ["open", "closed"]


def test_stopping_asks_first(build_program):
    program = build_program(
        "import signal, sys, time\n"
        "signal.signal(signal.SIGTERM, lambda *_: sys.exit('asked'))\n"
        "print('up', flush=True); time.sleep(60)"
    )
    program.start()
    said(program)

    program.stop()

    assert program.last_words() == "asked"


def test_stopping_does_not_wait_for_ever(build_program):
    program = build_program(STUBBORN)
    program.start()
    said(program)
    began = time.monotonic()

    program.stop(0.2)

    assert not program.is_alive()
    assert time.monotonic() - began < 3


def test_stopping_leaves_no_grandchild(build_program):
    program = build_program(WITH_CHILD)
    program.start()
    grandchild = int(said(program))

    program.stop()

    assert wait_until(lambda: command_line(grandchild) == "", seconds=5)


def test_starting_again_first_ends_the_children_of_a_killed_one(build_program):
    program = build_program(WITH_CHILD)
    program.start()
    orphan = int(said(program))
    os.kill(program.pid, signal.SIGKILL)
    program.process.wait()
    assert command_line(orphan)

    program.start()

    assert wait_until(lambda: command_line(orphan) == "", seconds=5)


def test_stopping_what_was_never_started_does_nothing(build_program):
    build_program().stop()


def test_a_module_is_known_by_its_name(build_program):
    program = build_program(command=["/usr/bin/python3", "-m", "celery", "-A", "config"])

    assert program.mark == "celery"


def test_another_program_is_known_by_its_file(build_program):
    assert build_program(command=["/opt/valkey/valkey-server", "--port"]).mark == "valkey-server"


def test_a_command_that_fails_is_said_in_words(build_program):
    program = build_program("raise SystemExit('no such table')", name="migrate")

    with pytest.raises(Trouble, match="migrate failed: no such table") as trouble:
        run_to_end(program)

    assert str(program.log) in trouble.value.todo


def test_a_command_that_is_interrupted_is_stopped(build_program, python_process, folder):
    process = python_process(
        "import sys, pathlib\n"
        "from services.processes import end_on_signals\n"
        "from services.program import Program, run_to_end\n"
        "end_on_signals()\n"
        "folder = pathlib.Path(sys.argv[1])\n"
        "code = 'import os, time; print(os.getpid(), flush=True); time.sleep(60)'\n"
        "run_to_end(Program(name='slow', command=[sys.executable, '-c', code], environment={},\n"
        "    log=folder / 'slow.log', folder=folder))",
        str(folder),
    )
    log = folder / "slow.log"
    assert wait_until(lambda: log.exists() and log.read_text() != "", seconds=5)

    process.send_signal(signal.SIGTERM)
    process.communicate()

    assert command_line(int(log.read_text())) == ""


def test_the_result_of_a_program_never_started_is_a_mistake_of_ours(build_program):
    with pytest.raises(RuntimeError, match="never started"):
        build_program().result()


def test_the_result_is_the_exit_code(build_program):
    program = build_program("raise SystemExit(3)")
    program.start()

    assert program.result() == 3
