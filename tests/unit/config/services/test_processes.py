import os
import signal
import subprocess
import sys
import time

import pytest

from config.services.processes import command_line, kill_group, wait_until

LIVING = "import time; print('up', flush=True); time.sleep(60)"


def test_the_command_line_of_a_process_can_be_read():
    assert "python" in command_line(os.getpid())


def test_a_process_that_is_gone_has_none():
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()

    assert command_line(process.pid) == ""


def test_a_killed_process_that_nobody_buried_has_none():
    process = subprocess.Popen([sys.executable, "-c", LIVING], stdout=subprocess.PIPE)
    with process:
        process.kill()

        assert wait_until(lambda: command_line(process.pid) == "", seconds=5)


def test_waiting_ends_as_soon_as_the_condition_holds():
    answers = iter([False, False, True])

    assert wait_until(lambda: next(answers), seconds=5, pause=0.001)


def test_waiting_ends_when_the_time_is_up():
    began = time.monotonic()

    assert not wait_until(lambda: False, seconds=0.1)
    assert time.monotonic() - began < 2


def test_a_group_is_killed_with_all_its_members(python_process):
    process = python_process(
        "import os, subprocess, sys\n"
        "os.setsid()\n"
        "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)'])\n"
        "print(child.pid, flush=True); child.wait()"
    )
    grandchild = int(process.stdout.readline())

    kill_group(process.pid)

    assert wait_until(lambda: command_line(grandchild) == "", seconds=5)


def test_killing_a_group_that_is_gone_does_nothing():
    process = subprocess.Popen([sys.executable, "-c", ""], start_new_session=True)
    process.wait()

    kill_group(process.pid)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux tells the child")
def test_a_child_ends_when_its_supervisor_is_killed(python_process):
    parent = python_process(
        "import subprocess, sys, time\n"
        "from services.processes import end_with_parent\n"
        f"child = subprocess.Popen([sys.executable, '-c', {LIVING!r}], stdout=subprocess.PIPE,\n"
        "    start_new_session=True, preexec_fn=end_with_parent())\n"
        "child.stdout.readline(); print(child.pid, flush=True); time.sleep(60)"
    )
    child = int(parent.stdout.readline())
    assert command_line(child)

    parent.kill()

    assert wait_until(lambda: command_line(child) == "", seconds=5)


STOPPABLE = (
    "import sys, time\n"
    "from services.processes import end_on_signals\n"
    "end_on_signals()\n"
    "try:\n"
    "    print('up', flush=True); time.sleep(60)\n"
    "finally:\n"
    "    time.sleep(0.3); print('tidied', flush=True)\n"
)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_every_way_to_stop_leaves_tidily(python_process, number):
    process = python_process(STOPPABLE)
    process.stdout.readline()

    process.send_signal(number)
    said, complaint = process.communicate()

    assert (process.returncode, said, complaint) == (0, "tidied\n", "")


def test_an_impatient_second_signal_does_not_disturb_the_tidying(python_process):
    process = python_process(STOPPABLE)
    process.stdout.readline()

    process.send_signal(signal.SIGINT)
    time.sleep(0.1)
    process.send_signal(signal.SIGTERM)
    said, _ = process.communicate()

    assert (process.returncode, said) == (0, "tidied\n")
