"""Three roles: one owns every object, one may act as it to migrate, one serves people."""

OWNER = "concord_owner"
DEPLOY = "concord_deploy"
APP = "concord_app"

EXTENSIONS = "SET client_min_messages = warning; CREATE EXTENSION IF NOT EXISTS btree_gist;"


def roles(*, createdb: bool) -> str:
    """CREATEDB stands on the owner: attributes count for the current role, not for the login."""
    return f"""
    {_role(OWNER)}
    {_role(DEPLOY)}
    {_role(APP)}
    ALTER ROLE {OWNER} NOLOGIN {"CREATEDB" if createdb else "NOCREATEDB"};
    ALTER ROLE {DEPLOY} LOGIN NOINHERIT;
    ALTER ROLE {APP} LOGIN;
    SET client_min_messages = error;
    GRANT {OWNER} TO {DEPLOY};
    ALTER ROLE {APP} SET statement_timeout = '120s';
    ALTER ROLE {APP} SET lock_timeout = '3s';
    ALTER ROLE {APP} SET idle_in_transaction_session_timeout = '60s';
    """


def exists(database: str) -> str:
    return f"SELECT 1 FROM pg_database WHERE datname = '{database}'"


def create(database: str) -> str:
    return f'CREATE DATABASE "{database}" OWNER {OWNER}'


def _role(name: str) -> str:
    return f"""DO $$ BEGIN
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{name}') THEN
            CREATE ROLE {name};
        END IF;
    END $$;"""
