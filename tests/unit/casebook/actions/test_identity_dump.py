import subprocess

from config.services.binaries import postgres_folder
from tests.cluster import cluster
from tests.factories import casebook, protocols


def test_a_dump_of_the_whole_database_names_nobody(committed_db):
    participant = casebook.consented_participant(
        protocols.open_site("small-trial"), person=casebook.LI_HUA
    )
    text = dump(committed_db)
    assert participant.code in text
    for secret in (casebook.LI_HUA.name, casebook.LI_HUA.record_number, casebook.LI_HUA.phone):
        assert secret not in text


def dump(database: str) -> str:
    program = postgres_folder() / "pg_dump"
    url = cluster().url("concord", database)
    done = subprocess.run([program, "--dbname", url], capture_output=True, check=True, text=True)
    return done.stdout
