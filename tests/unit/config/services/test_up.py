import json
import os
import signal
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from config.services import lock, ports, up
from config.services.account import plain_environment
from config.services.home import Home
from config.services.processes import command_line, wait_until
from config.services.program import run_to_end
from config.services.supervisor import Supervisor

PROJECT = Path(__file__).resolve().parents[4]


@pytest.fixture
def home(folder) -> Home:
    (folder / "demo").write_text("")
    return Home(folder)


def start(home: Home, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-P", "-m", "services.up", "--data", str(home.folder), *words],
        env=plain_environment() | {"PYTHONPATH": str(PROJECT / "config")},
        check=False,
        capture_output=True,
        text=True,
        timeout=60,
    )


# --- a second start ----------------------------------------------------------------------------


def test_a_second_start_says_where_the_first_one_is(home):
    home.up.write_text(json.dumps({"pid": 1, "address": "http://127.0.0.1:8003/"}))

    with lock.held(home):
        done = start(home)

    assert done.returncode == 0
    assert done.stdout == "Concord is already running at http://127.0.0.1:8003/\n"


def test_a_second_start_touches_nothing(home):
    home.up.write_text(json.dumps({"pid": 1, "address": "http://127.0.0.1:8003/"}))

    with lock.held(home):
        start(home)

    assert sorted(path.name for path in home.folder.iterdir()) == ["demo", "up.json", "up.lock"]


# --- bad places --------------------------------------------------------------------------------


def test_a_file_in_place_of_the_folder_is_said_in_words(home):
    done = start(Home(home.folder / "demo"))

    assert done.returncode == 1
    assert done.stderr.startswith("Concord could not start.\n  What happened: the data folder")
    assert "Traceback" not in done.stderr


@pytest.mark.skipif(os.geteuid() != 0, reason="only root lends an account")
def test_a_private_parent_is_said_in_words_and_nothing_is_left_running(home):
    private = home.folder / "private"
    private.mkdir(mode=0o700)

    done = start(Home(private / "var"), "--port", "18100")

    assert done.returncode == 1
    assert "may not enter the folder" in done.stderr
    assert "Traceback" not in done.stderr
    with lock.held(Home(private / "var")) as free:
        assert free


# --- telling -----------------------------------------------------------------------------------


@pytest.fixture
def listener():
    with ports.listen(18200) as listener:
        yield listener


def test_the_address_and_the_logins_are_told(home, listener, capsys):
    (home.folder / "demo-logins.txt").write_text("nurse  Research nurse\n")
    port = listener.getsockname()[1]

    up._tell(home, listener, port)

    said = capsys.readouterr().out
    assert f"Concord is ready: http://127.0.0.1:{port}/" in said
    assert "nurse  Research nurse" in said
    assert "busy" not in said


def test_a_busy_port_is_told(home, listener, capsys):
    up._tell(home, listener, listener.getsockname()[1] - 1)

    assert f"Port {listener.getsockname()[1] - 1} is busy." in capsys.readouterr().out


def test_logins_are_never_told_for_a_real_folder(home, listener, capsys):
    (home.folder / "demo").unlink()
    (home.folder / "demo-logins.txt").write_text("nurse  Research nurse\n")

    up._tell(home, listener, 8000)

    assert "Research nurse" not in capsys.readouterr().out


def test_the_next_start_can_find_us(home, listener):
    up._tell(home, listener, 8000)

    written = json.loads(home.up.read_text())
    assert written == {"pid": os.getpid(), "address": ports.address(listener)}


def test_a_demonstration_lacks_its_people_after_the_main_job_alone(home):
    (home.private("reports") / "summary.json").write_text("{}")
    (people,) = up._fillings(home)
    assert people.command[-2:] == ["simulate", "--demo"]
    home.asked.touch()
    assert list(up._fillings(home)) == []


def test_the_result_is_told_to_people_and_not_to_machines(home, build_program, capsys):
    job = build_program("print('{\"event\": \"act\"}'); print('929 participants')")
    run_to_end(job)

    up._tell_result(home, job)

    said = capsys.readouterr().out
    assert said == f"  929 participants\nThe reports are in {home.reports}\n"


# --- the environment for commands by hand ------------------------------------------------------


def test_commands_by_hand_find_the_same_database(home):
    up._write_environment(home, {"DATABASE_URL": "postgresql:///concord", "CONCORD_DEMO": "1"})

    written = (home.folder / "environment").read_text()
    assert written == "CONCORD_DEMO='1'\nDATABASE_URL='postgresql:///concord'\n"


def test_the_callers_own_settings_are_not_written_down(home):
    up._write_environment(home, {"PATH": "/bin", "AWS_SECRET": "x", "BROKER_URL": "y"})

    assert (home.folder / "environment").read_text() == "BROKER_URL='y'\n"


def test_only_its_owner_may_read_it(home):
    up._write_environment(home, {})

    assert stat.S_IMODE((home.folder / "environment").stat().st_mode) == 0o600


# --- steps and stopping ------------------------------------------------------------------------


def test_a_step_tells_how_long_it_took(capsys):
    with up._step("tables"):
        pass

    assert capsys.readouterr().out == "tables ... 0.0 s\n"


def test_a_step_that_fails_leaves_a_clean_line(capsys):
    with pytest.raises(SystemExit), up._step("tables"):
        raise SystemExit(1)

    assert capsys.readouterr().out == "tables ... \n"


def test_stopping_removes_every_sign_of_running(home, build_program, capsys):
    handlers = {number: signal.getsignal(number) for number in (1, 2, 15)}
    home.up.write_text("{}")
    home.pids.write_text("[]")
    supervisor = Supervisor()
    program = build_program()
    supervisor.start(program)

    up._stop(home, supervisor)
    for number, handler in handlers.items():
        signal.signal(number, handler)

    assert not program.is_alive()
    assert not home.up.exists()
    assert not home.pids.exists()
    assert capsys.readouterr().out == "Stopping.\n"


def test_an_interrupted_start_leaves_nothing_running(home):
    process = subprocess.Popen(
        [sys.executable, "-P", "-m", "services.up", "--data", str(home.folder)],
        env=plain_environment() | {"PYTHONPATH": str(PROJECT / "config")},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    with process:
        pids = home.folder / "postgres" / "postmaster.pid"
        assert wait_until(lambda: "concord" in _read(pids), seconds=30)
        postmaster = int(_read(pids).split("\n")[0])

        process.send_signal(signal.SIGINT)
        said = process.communicate(timeout=30)[0]

    assert process.returncode == 0, said
    assert "Traceback" not in said
    assert command_line(postmaster) == ""


def _read(path: Path) -> str:
    return path.read_text() if path.exists() else ""
