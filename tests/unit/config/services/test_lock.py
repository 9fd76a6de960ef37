import json

import pytest

from config.services import lock
from config.services.home import Home
from config.services.trouble import Trouble

HOLDER = (
    "import pathlib, sys, time\n"
    "from services import lock\n"
    "from services.home import Home\n"
    "with lock.held(Home(pathlib.Path(sys.argv[1]))) as ours:\n"
    "    print(ours, flush=True); time.sleep(float(sys.argv[2]))"
)


@pytest.fixture
def home(tmp_path) -> Home:
    return Home(tmp_path)


@pytest.fixture
def hold(home, python_process):
    def start(seconds: float = 60):
        process = python_process(HOLDER, str(home.folder), str(seconds))
        assert process.stdout.readline() == "True\n"
        return process

    return start


def test_a_free_folder_becomes_ours(home):
    with lock.held(home) as ours:
        assert ours


def test_a_held_folder_does_not(home, hold):
    hold()

    with lock.held(home) as ours:
        assert not ours


def test_it_is_free_again_afterwards(home):
    with lock.held(home):
        pass

    with lock.held(home) as ours:
        assert ours


def test_a_killed_holder_leaves_no_lock(home, hold):
    holder = hold()

    holder.kill()
    holder.wait()

    with lock.held(home) as ours:
        assert ours


def test_two_folders_do_not_disturb_each_other(home, hold, tmp_path_factory):
    hold()

    with lock.held(Home(tmp_path_factory.mktemp("other"))) as ours:
        assert ours


def test_the_address_of_the_running_one_is_found(home, hold):
    hold()
    home.up.write_text(json.dumps({"pid": 1, "address": "http://127.0.0.1:8000/"}))

    assert lock.running(home) == "http://127.0.0.1:8000/"


def test_a_start_under_way_is_waited_for(home, hold, capsys):
    hold(0.5)

    assert lock.running(home) is None
    assert capsys.readouterr().out.count("Another start with this folder is under way") == 1


def test_waiting_has_an_end(home, hold):
    hold()

    with pytest.raises(Trouble, match="is not ready after 0 seconds"):
        lock.running(home, patience=0.3)
