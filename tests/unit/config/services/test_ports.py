import socket
from pathlib import Path

import pytest

from config.services import ports
from config.services.trouble import Trouble


@pytest.fixture
def busy():
    with socket.socket() as other:
        other.bind((ports.HOST, 0))
        other.listen()
        yield other.getsockname()[1]


def test_a_free_port_is_taken(busy):
    # The system gives each fresh socket another port, so its neighbor may be taken: ask it.
    with socket.socket() as probe:
        probe.bind((ports.HOST, 0))
        free = probe.getsockname()[1]

    with ports.listen(free) as listener:
        assert listener.getsockname() == (ports.HOST, free)


def test_a_busy_port_moves_to_the_next_free_one(busy):
    with ports.listen(busy) as listener:
        assert busy < listener.getsockname()[1] < busy + ports.TRIES


def test_a_second_start_never_shares_a_port(busy):
    with ports.listen(busy) as first, ports.listen(busy) as second:
        assert first.getsockname() != second.getsockname()


def test_nobody_but_this_computer_can_reach_it(busy):
    with ports.listen(busy) as listener:
        assert listener.getsockname()[0] == "127.0.0.1"


def test_no_free_port_at_all_is_said_in_words(busy, monkeypatch):
    monkeypatch.setattr(ports, "TRIES", 1)

    with pytest.raises(Trouble, match=f"no port from {busy} to {busy} is free"):
        ports.listen(busy)


def test_a_reserved_port_is_said_in_words(python_process, unprivileged_ports):
    process = python_process(
        "import os\n"
        "from services import ports\n"
        "os.setuid(65534) if os.geteuid() == 0 else None\n"
        "ports.listen(80)"
    )

    _, said = process.communicate()

    assert "ports below 1024, such as 80, belong to root" in said


@pytest.fixture
def unprivileged_ports():
    setting = Path("/proc/sys/net/ipv4/ip_unprivileged_port_start")
    if setting.exists() and int(setting.read_text()) <= 80:
        pytest.skip("here anybody may use port 80")


def test_the_address_is_what_one_types_into_a_browser(busy):
    with ports.listen(busy) as listener:
        assert ports.address(listener) == f"http://127.0.0.1:{listener.getsockname()[1]}/"
