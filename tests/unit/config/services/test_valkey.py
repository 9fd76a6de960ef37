import os
import signal
import stat
import time

import pytest
import redis

from config.services.processes import wait_until
from config.services.trouble import Trouble
from config.services.valkey import answers_ping, broker_url, socket_path, valkey


@pytest.fixture
def build_broker(folder):
    built = []

    def build(run=None):
        data = folder / "valkey"
        built.append(valkey(data=data, run=run or folder / "run", log=folder / "valkey.log"))
        return built[-1]

    yield build
    for broker in built:
        broker.stop()


@pytest.fixture
def broker(build_broker):
    broker = build_broker()
    broker.start()
    assert wait_until(broker.is_ready, seconds=5)
    return broker


@pytest.fixture
def client(folder):
    with redis.Redis(unix_socket_path=str(socket_path(folder / "run"))) as client:
        yield client


def test_it_answers(broker, client):
    assert client.ping()


def test_before_the_start_it_is_not_ready(build_broker):
    assert not build_broker().is_ready()


def test_after_the_stop_it_is_neither_alive_nor_ready(broker):
    broker.stop()

    assert not broker.is_alive()
    assert not broker.is_ready()


def test_it_stops_quickly_when_asked(broker):
    began = time.monotonic()

    broker.stop()

    assert time.monotonic() - began < 5


def test_a_queued_message_outlives_a_stop(broker, client):
    client.rpush("interactive", "job 7")
    broker.stop()

    broker.start()

    assert wait_until(broker.is_ready, seconds=5)
    assert client.lrange("interactive", 0, -1) == [b"job 7"]


def test_a_queued_message_outlives_a_kill(broker, client):
    client.rpush("interactive", "job 7")
    os.kill(broker.pid, signal.SIGKILL)
    broker.process.wait()

    broker.start()

    assert wait_until(broker.is_ready, seconds=5)
    assert client.lrange("interactive", 0, -1) == [b"job 7"]


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("port", "0"),
        ("appendonly", "yes"),
        ("appendfsync", "everysec"),
        ("save", ""),
        ("maxmemory-policy", "noeviction"),
    ],
)
def test_settings(broker, client, setting, value):
    assert client.config_get(setting) == {setting: value}


def test_only_its_owner_can_reach_it(broker, folder):
    path = socket_path(folder / "run")

    assert stat.S_IMODE(path.stat().st_mode) == 0o700
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_a_very_long_folder_works(build_broker, folder):
    run = folder / ("x" * 120)
    broker = build_broker(run)

    broker.start()

    assert wait_until(broker.is_ready, seconds=5)
    broker.stop()
    socket_path(run).parent.rmdir()


def test_a_strangers_folder_is_refused(build_broker, folder):
    (folder / "run").symlink_to("/tmp")

    with pytest.raises(Trouble, match="belongs to somebody else"):
        build_broker()


def test_the_address_is_one_that_celery_knows(folder):
    assert broker_url(folder / "run") == f"redis+socket://{folder}/run/valkey.sock"


def test_a_socket_that_nobody_listens_on_does_not_answer(folder):
    assert not answers_ping(folder / "nothing.sock")


def test_one_that_still_reads_its_file_is_not_ready(folder, python_process):
    # Valkey says LOADING while it reads back a long queue, and refuses commands until then.
    loading = python_process(
        "import socket, sys\n"
        "s = socket.socket(socket.AF_UNIX); s.bind(sys.argv[1]); s.listen()\n"
        "print('up', flush=True); c, _ = s.accept(); c.recv(64); c.sendall(b'-LOADING\\r\\n')\n"
        "c.close()",
        str(folder / "loading.sock"),
    )
    loading.stdout.readline()

    assert not answers_ping(folder / "loading.sock")
