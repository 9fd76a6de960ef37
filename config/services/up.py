"""`./run` after the installation: start everything, say where it is, watch it, stop it."""

import contextlib
import json
import os
import socket
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from . import children, leftovers, lock, options, ports, statics
from .home import PROJECT, Home
from .postgres import Postgres
from .processes import end_on_signals, ignore_signals
from .program import Program, run_to_end
from .supervisor import Supervisor
from .trouble import Trouble, disk_in_words
from .valkey import valkey


def main(words: list[str] | None = None) -> int:
    chosen = options.read(words)
    home = Home.chosen(chosen.data)
    end_on_signals()
    with disk_in_words(home.folder):
        home.create()
        while True:
            with lock.held(home) as ours:
                if ours:
                    return _run(home, port=chosen.port, once=chosen.once)
            if _attached(home, once=chosen.once):
                return 0


def _attached(home: Home, *, once: bool) -> bool:
    address = lock.running(home)
    if address is None:
        return False
    if once:
        postgres = _postgres(home)
        job = _main_job(home, children.environment(home, postgres))
        with _step("main job"):
            run_to_end(job)
        _tell_result(home, job)
    print(f"Concord is already running at {address}", flush=True)
    return True


def _run(home: Home, *, port: int, once: bool) -> int:
    home.up.unlink(missing_ok=True)
    leftovers.end(home.pids)
    supervisor = Supervisor(note=lambda all_of_it: leftovers.note(home.pids, all_of_it))
    with ports.listen(port) as listener:
        try:
            _start(home, supervisor, listener)
            if once:
                return _do_main_job(home, supervisor)
            _tell(home, listener, port)
            with _demo_filling(home):
                supervisor.watch(until=lambda: False)
        finally:
            _stop(home, supervisor)
    return 0


def _start(home: Home, supervisor: Supervisor, listener: socket.socket) -> None:
    postgres = _postgres(home)
    with _step("PostgreSQL"):
        supervisor.start(postgres)
        postgres.ensure_roles_and_database(children.DATABASE)
    with _step("Valkey"):
        supervisor.start(
            valkey(data=home.private("valkey"), run=home.private("run"), log=home.log("valkey"))
        )
    _prepare(home, children.environment(home, postgres))
    general, inference, beat = children.workers(home, postgres)
    with _step("web and workers"):
        supervisor.start(general, beat, children.web(home, postgres, listener))
    supervisor.launch(inference)


def _prepare(home: Home, environment: dict[str, str]) -> None:
    """Before anybody may look: the tables, the demonstration's people, the style sheets."""
    _write_environment(home, environment)
    with _step("tables"):
        owner = children.as_owner(environment)
        run_to_end(children.command(home, owner, "migrate", "--no-input", "-v", "0"))
    if home.is_demo:
        with _step("demonstration"):
            run_to_end(children.command(home, environment, "load_demo"))
    if not statics.are_collected(home):
        with _step("style sheets"):
            run_to_end(children.command(home, environment, "collectstatic", "--no-input"))
        statics.note_collected(home)


def _do_main_job(home: Home, supervisor: Supervisor) -> int:
    job = _main_job(home, children.environment(home, _postgres(home)))
    with _step("main job"):
        job.start()
        try:
            supervisor.watch(until=lambda: not job.is_alive())
            code = job.result()
        finally:
            job.stop()
    if code:
        raise Trouble(f"the main job failed: {job.last_words()}", f"Read {job.log}.")
    _tell_result(home, job)
    return 0


@contextlib.contextmanager
def _demo_filling(home: Home) -> Iterator[None]:
    """A new demonstration gets its published trial, and invented people in the others, while its
    first pages are being looked at."""
    fillings = list(_fillings(home)) if home.is_demo else []
    if fillings:
        print(
            "The demonstration is being filled in the background: the published colon trial, and\n"
            "invented participants in the others: some minutes. See Jobs as datamanager.",
            flush=True,
        )
    for one in fillings:
        one.start()
    try:
        yield
    finally:
        for one in fillings:
            one.stop()


def _fillings(home: Home) -> Iterator[Program]:
    """Each is asked for apart: `--once` does the main job and invents nobody."""
    environment = children.environment(home, _postgres(home))
    if not home.asked.exists():
        yield children.command(home, environment, "simulate", "--demo")
    if not (home.reports / "summary.json").exists():
        yield _main_job(home, environment)


def _tell_result(home: Home, job: Program) -> None:
    """What the job says to people; lines in braces are for machines."""
    for line in job.said().splitlines():
        if not line.startswith("{"):
            print(f"  {line}")
    print(f"The reports are in {home.reports}", flush=True)


def _main_job(home: Home, environment: dict[str, str]) -> Program:
    home.private("reports")
    return children.command(home, environment, "main_job", "--out", str(home.reports))


def _postgres(home: Home) -> Postgres:
    return Postgres(home.folder / "postgres", home.folder / "postgres-socket")


def _write_environment(home: Home, environment: dict[str, str]) -> None:
    """So that manage.py, started by hand, finds the same database and keys."""
    ours = {
        key: value
        for key, value in environment.items()
        if key.startswith("CONCORD_") or key.endswith("_URL")
    }
    path = home.folder / "environment"
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.writelines(f"{key}='{value}'\n" for key, value in sorted(ours.items()))


def _tell(home: Home, listener: socket.socket, wanted: int) -> None:
    address = ports.address(listener)
    draft = home.up.with_suffix(".new")
    draft.write_text(json.dumps({"pid": os.getpid(), "address": address}))
    draft.replace(home.up)
    if listener.getsockname()[1] != wanted:
        print(f"Port {wanted} is busy.")
    print(f"\nConcord is ready: {address}\n")
    logins = home.folder / "demo-logins.txt"
    if home.is_demo and logins.exists():
        print(logins.read_text())
    print("Stop with Ctrl-C.", flush=True)


def _stop(home: Home, supervisor: Supervisor) -> None:
    ignore_signals()
    home.up.unlink(missing_ok=True)
    if supervisor.stages:
        print("Stopping.", flush=True)
    supervisor.stop()
    home.pids.unlink(missing_ok=True)


@contextlib.contextmanager
def _step(what: str) -> Iterator[None]:
    began = time.monotonic()
    print(f"{what} ... ", end="", flush=True)
    try:
        yield
    except BaseException:
        print(flush=True)
        raise
    print(f"{time.monotonic() - began:.1f} s", flush=True)


if __name__ == "__main__":
    # ./run puts config/ on the path for these modules only; our children import from the project.
    os.environ.pop("PYTHONPATH", None)
    sys.path[:] = [place for place in sys.path if Path(place) != PROJECT / "config"]
    sys.exit(main())
