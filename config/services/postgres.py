"""A PostgreSQL server in a folder, reached through a unix socket only its owner may open."""

import os
import re
import time
from pathlib import Path
from urllib.parse import quote, urlencode

from . import database_roles
from .account import Account, unprivileged_account
from .binaries import postgres_folder
from .processes import command_line, wait_until
from .sockets import refuse_strangers_folder, socket_folder
from .trouble import Trouble

SOCKET = ".s.PGSQL.5432"
SUPERUSER = "concord"
INITDB = (
    f"--username={SUPERUSER} --encoding=UTF8 --locale-provider=builtin --locale=C.UTF-8 "
    "--auth=trust --data-checksums --no-instructions"
).split()
SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "logging_collector": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "max_connections": "100",
    # Statements and error details hold participants' values; the server log must not.
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
}
PATIENCE = 60.0
RETRY_SECONDS = 15.0
GRAVE = re.compile(r"\b(error|FATAL|PANIC): ")
NOT_DURABLE = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


class Postgres:
    """`data` holds the database, `run` the socket. `durable=False` is for throw-away tests."""

    name = "postgres"

    def __init__(self, data: Path, run: Path, durable: bool = True) -> None:
        self.data = data.resolve()
        self.folder = socket_folder(run.absolute(), longest_name=SOCKET)
        self.durable = durable
        self.bin = postgres_folder()
        self.account: Account = unprivileged_account()

    @property
    def log(self) -> Path:
        return self.data / "server.log"

    def start(self) -> None:
        """Create the cluster if there is none and return when it answers."""
        if self._answers_already():
            return
        self.stop()
        self._prepare_folders()
        if not (self.data / "PG_VERSION").exists():
            self._initialize()
        self._write_settings()
        self._forget_dead_postmaster()
        self._start_server()

    def terminate(self) -> None:
        """Fast, since a smart stop would wait for every open page."""
        if self.is_alive():
            self._pg_ctl("-W", "-m", "fast", "stop")

    def stop(self, seconds: float = 30) -> None:
        if self.is_alive():
            self._pg_ctl("-w", "-m", "fast", "-t", str(max(1, round(seconds))), "stop")

    def is_alive(self) -> bool:
        """By its command line, since the number in the pid file outlives a killed server."""
        words = command_line(self._pid())
        return "postgres" in words and str(self.data) in words

    def is_ready(self) -> bool:
        """The socket opens before recovery is through, so ask the server itself."""
        where = ["-h", self.folder, "-U", SUPERUSER, "-d", "postgres"]
        return self.account.run([self.bin / "pg_isready", "-q", *where]).returncode == 0

    def last_words(self) -> str:
        return complaint(self.log.read_text(errors="replace") if self.log.exists() else "")

    def ensure_roles_and_database(self, name: str, createdb: bool | None = None) -> None:
        """Idempotent. `createdb` lets the owner make test databases; by default only when
        the server is a throw-away one."""
        createdb = not self.durable if createdb is None else createdb
        self.sql(database_roles.roles(createdb=createdb))
        self.sql(database_roles.EXTENSIONS, database="template1")
        if not self.sql(database_roles.exists(name)).strip():
            self.sql(database_roles.create(name))
        self.sql(database_roles.EXTENSIONS, database=name)

    def url(self, role: str, database: str, **settings: str) -> str:
        """For DATABASE_URL. The deploy role acts as the owner, so that objects belong to it."""
        if role == database_roles.DEPLOY:
            settings = {"role": database_roles.OWNER, **settings}
        query = {"host": str(self.folder), "user": role}
        if settings:
            query["options"] = " ".join(f"-c {key}={value}" for key, value in settings.items())
        return f"postgresql:///{database}?{urlencode(query, quote_via=quote)}"

    def sql(self, statements: str, database: str = "postgres") -> str:
        """Run as the superuser; the rows come back as text."""
        psql = [self.bin / "psql", "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1"]
        place = ["-h", self.folder, "-U", SUPERUSER, "-d", database]
        done = self.account.run([*psql, *place], feed=statements)
        if done.returncode:
            raise Trouble(f"PostgreSQL refused: {done.stderr.strip()}", f"Read {self.log}.")
        return done.stdout

    def _answers_already(self) -> bool:
        # One that was just killed can still be seen for a moment.
        wait_until(lambda: self.is_ready() or not self.is_alive(), seconds=PATIENCE)
        return self.is_alive() and self.is_ready()

    def _prepare_folders(self) -> None:
        refuse_strangers_folder(self.folder, owners={os.geteuid(), self.account.uid})
        for folder in (self.data, self.folder):
            self.account.private_folder(folder)
            self.account.check_reach(folder=folder, program=self.bin / "postgres")

    def _initialize(self) -> None:
        sync = [] if self.durable else ["--no-sync"]
        done = self.account.run([self.bin / "initdb", "-D", self.data, *INITDB, *sync])
        if done.returncode:
            raise Trouble(
                f"PostgreSQL could not create {self.data}: {complaint(done.stderr)}",
                "Check the free disk space and the rights of the folder, then start again.",
            )

    def _write_settings(self) -> None:
        # Written at each start: the folder may have been moved, and the socket with it.
        settings = {
            **SETTINGS,
            **({} if self.durable else NOT_DURABLE),
            "unix_socket_directories": str(self.folder),
        }
        path = self.data / "postgresql.auto.conf"
        path.write_text("".join(f"{key} = '{_quoted(v)}'\n" for key, v in settings.items()))
        self.account.own(path)

    def _forget_dead_postmaster(self) -> None:
        # After a power cut the number in the pid file may belong to some other program of the
        # same user, and PostgreSQL would take that for a running server and refuse to start.
        if not self.is_alive():
            self._pid_file.unlink(missing_ok=True)

    @property
    def _pid_file(self) -> Path:
        return self.data / "postmaster.pid"

    def _pid(self) -> int:
        try:
            first = self._pid_file.read_text().split("\n", 1)[0].strip()
        except FileNotFoundError:
            return 0
        return int(first) if first.isdigit() else 0

    def _start_server(self) -> None:
        # Backends of a killed server hold its shared memory until they notice; hence the retries.
        give_up = time.monotonic() + RETRY_SECONDS
        while self._pg_ctl("-w", "-l", str(self.log), "-t", "60", "start"):
            if time.monotonic() > give_up:
                raise Trouble(
                    f"PostgreSQL did not start: {self.last_words()}",
                    f"Read {self.log}, mend what it says, then start again.",
                )
            time.sleep(0.2)

    def _pg_ctl(self, *words: str) -> int:
        command = [self.bin / "pg_ctl", "-D", self.data, *words]
        return self.account.run(command).returncode


def _quoted(value: str) -> str:
    return value.replace("\\", "\\\\").replace("'", "''")


def complaint(text: str) -> str:
    """What went wrong: the last lines say how PostgreSQL tidied up after it."""
    lines = text.strip().splitlines() or ["no reason given"]
    return next((line for line in reversed(lines) if GRAVE.search(line)), lines[-1])
