import base64
import json
import subprocess
import sys
import threading
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from config.services import children, ports
from config.services.home import PROJECT, Home
from config.services.postgres import Postgres
from config.services.up import _write_environment
from inference.domain.sealed_box import OpeningKeys


@pytest.fixture
def home(folder) -> Home:
    (folder / "demo").write_text("")
    return Home(folder)


@pytest.fixture
def postgres(home) -> Postgres:
    return Postgres(home.folder / "postgres", home.folder / "postgres-socket")


@pytest.fixture
def environment(home, postgres) -> dict[str, str]:
    return children.environment(home, postgres)


def test_every_child_finds_the_same_folder_and_broker(environment, folder):
    assert environment["CONCORD_HOME"] == str(folder)
    assert environment["BROKER_URL"] == f"redis+socket://{folder}/run/valkey.sock"


def test_children_sign_in_as_the_application(environment):
    assert environment["DATABASE_URL"].endswith("user=concord_app")


def test_only_deploy_commands_act_as_the_owner(environment):
    url = children.as_owner(environment)["DATABASE_URL"]

    assert "user=concord_deploy" in url
    assert "role%3Dconcord_owner" in url
    assert environment["DATABASE_URL"] != url


def test_keys_are_the_same_at_every_start(environment, home, postgres):
    again = children.environment(home, postgres)

    assert again["CONCORD_SECRET_KEY"] == environment["CONCORD_SECRET_KEY"]
    assert again["CONCORD_IDENTITY_KEYS"] == environment["CONCORD_IDENTITY_KEYS"]


def test_identity_keys_are_a_list_of_whole_keys(environment):
    (key,) = json.loads(environment["CONCORD_IDENTITY_KEYS"])

    assert len(base64.b64decode(key, validate=True)) == 32


def test_a_new_key_in_front_of_the_old_one_is_passed_on(home, postgres):
    (home.private("secrets") / "identity_keys").write_text("new\nold\n")

    keys = children.environment(home, postgres)["CONCORD_IDENTITY_KEYS"]

    assert json.loads(keys) == ["new", "old"]


def test_a_demo_folder_makes_a_demo(environment):
    assert environment["CONCORD_DEMO"] == "1"


def test_a_wish_in_the_environment_does_not_turn_a_real_folder_into_a_demo(
    home, postgres, monkeypatch
):
    (home.folder / "demo").unlink()
    monkeypatch.setenv("CONCORD_DEMO", "1")

    assert children.environment(home, postgres)["CONCORD_DEMO"] == "0"


@pytest.mark.parametrize("name", children.DROPPED)
def test_what_would_confuse_a_child_is_not_passed_on(home, postgres, monkeypatch, name):
    monkeypatch.setenv(name, "x")

    assert name not in children.environment(home, postgres)


def test_a_page_gives_up_sooner_than_a_report(home, postgres):
    with ports.listen(18000) as listener:
        page = children.web(home, postgres, listener).environment["DATABASE_URL"]
    report = children.workers(home, postgres)[0].environment["DATABASE_URL"]

    assert "statement_timeout%3D10s" in page
    assert "statement_timeout" not in report


def test_the_web_server_is_lent_our_socket(home, postgres):
    with ports.listen(18000) as listener:
        web = children.web(home, postgres, listener)

        assert web.keep_open == (listener.fileno(),)
        assert f"fd://{listener.fileno()}" in web.command


# --- who may open a sealed prediction ------------------------------------------------------------
def inside(program, code: str) -> subprocess.CompletedProcess[str]:
    """Run in a process started as this program is."""
    environment = program.environment | {"DJANGO_SETTINGS_MODULE": "config.settings"}
    return subprocess.run(
        [sys.executable, "-c", code],
        cwd=PROJECT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


KEYS_HELD = "from django.conf import settings; print(len(settings.PREDICTION_KEYS))"


@pytest.fixture
def web(home, postgres):
    with ports.listen(18000) as listener:
        yield children.web(home, postgres, listener)


def test_workers_hold_the_prediction_keys_and_nobody_else(home, postgres, web, environment):
    general, inference, beat = children.workers(home, postgres)
    command = children.command(home, environment, "load_demo")

    held = {one.name: inside(one, KEYS_HELD) for one in (general, inference, beat, web, command)}
    assert {name: done.stdout.strip() for name, done in held.items()} == {
        "general": "1",
        "inference": "1",
        "beat": "0",
        "web": "0",
        "load_demo": "0",
    }, held


def test_every_worker_holds_the_same_prediction_key_at_every_start(home, postgres):
    keys = {
        program.environment[children.PREDICTION_KEYS]
        for _ in range(2)
        for program in children.workers(home, postgres)[:2]
    }
    (only,) = keys
    (key,) = json.loads(only)
    assert len(base64.b64decode(key, validate=True)) == 32
    assert key != home.key("identity_keys")


def test_every_program_holds_the_public_half_which_closes_for_the_workers(home, postgres, web):
    worker = children.workers(home, postgres)[1]
    held = json.loads(web.environment[children.CLOSING_KEYS])
    opening = OpeningKeys.of(json.loads(worker.environment[children.PREDICTION_KEYS]))
    assert tuple(held) == opening.closing.encoded
    assert held == json.loads(worker.environment[children.CLOSING_KEYS])


def test_prediction_keys_in_our_own_environment_do_not_reach_the_web(home, postgres, monkeypatch):
    monkeypatch.setenv(children.PREDICTION_KEYS, '["stray"]')
    monkeypatch.setenv(children.CLOSING_KEYS, '["stray"]')
    with ports.listen(18000) as listener:
        web = children.web(home, postgres, listener)

    assert children.PREDICTION_KEYS not in web.environment
    assert "stray" not in str(web.environment)
    assert "stray" not in str(children.workers(home, postgres)[0].environment)


def test_a_web_process_that_is_given_them_does_not_start(home, postgres, web):
    given = children.with_prediction_keys(home, web.environment)
    ours, wrong = inside(web, "import config.wsgi"), replace(web, environment=given)

    assert ours.returncode == 0, ours.stderr
    refusal = inside(wrong, "import config.wsgi")
    assert refusal.returncode != 0
    assert "is for workers" in refusal.stderr


def test_the_file_for_work_by_hand_does_not_hold_them(home, environment):
    _write_environment(home, environment)

    written = (home.folder / "environment").read_text()
    assert "CONCORD_IDENTITY_KEYS" in written
    assert children.PREDICTION_KEYS not in written
    assert children.CLOSING_KEYS in written


def test_every_queue_has_one_worker(home, postgres):
    commands = [program.command for program in children.workers(home, postgres)]

    queues = [words[words.index("-Q") + 1] for words in commands if "-Q" in words]
    assert queues == ["interactive,reports,sweeps", "inference"]


def test_one_process_alone_does_inference(home, postgres):
    # torch is heavy, and only this one process shall ever load it.
    _, inference, _ = children.workers(home, postgres)

    assert inference.command[inference.command.index("-c") + 1] == "1"


def test_beat_leaves_no_pid_file_to_stop_its_next_start(home, postgres):
    beat = children.workers(home, postgres)[-1]

    assert beat.command[beat.command.index("--pidfile") + 1] == ""


def test_workers_tell_that_they_are_ready(home, postgres):
    general, inference, beat = children.workers(home, postgres)

    assert general.ready_file != inference.ready_file
    assert general.ready_file.parent == home.folder / "run"
    assert beat.ready_file is None


def test_a_management_command_runs_from_the_project(home):
    command = children.command(home, {}, "migrate", "--no-input")

    assert command.command == [sys.executable, "manage.py", "migrate", "--no-input"]
    assert (command.name, command.folder) == ("migrate", PROJECT)
    assert command.log == home.folder / "log" / "migrate.log"


@pytest.fixture
def server():
    class Page(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200 if self.path == "/healthz/" else 503)
            self.end_headers()

        def log_message(self, *words):
            pass

    with HTTPServer(("127.0.0.1", 0), Page) as listener:
        thread = threading.Thread(target=listener.serve_forever, args=(0.01,))
        thread.start()
        yield f"http://127.0.0.1:{listener.server_port}"
        listener.shutdown()
        thread.join()


def test_a_healthy_page_answers(server):
    assert children.answers(f"{server}/healthz/")


def test_a_sick_page_does_not(server):
    assert not children.answers(f"{server}/other/")


def test_nobody_there_does_not_answer(server):
    with ports.listen(18000) as listener:
        free = listener.getsockname()[1]

    assert not children.answers(f"http://127.0.0.1:{free}/healthz/")
