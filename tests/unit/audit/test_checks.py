"""The check reads the live catalog: right after migrate it finds nothing; each weakening, by name.

Every weakening is done in a transaction of the owner (or, where the owner may not, of the
superuser) that is rolled back.
"""

import pytest

from audit import checks
from tests.databases import DEPLOY, SUPERUSER, signed_in


@pytest.fixture(autouse=True)
def migrated(django_db_setup):
    """The test database exists; no test here writes through Django."""


def faults_after(role: str, statement: str) -> list[str]:
    with signed_in(role) as cursor:
        cursor.execute(statement)
        return checks.faults(cursor)


@pytest.mark.django_db
def test_nothing_is_at_fault_after_migrate():
    assert checks.faults() == []


WEAKENED = {
    "trigger back to origin mode": (
        "ALTER TABLE trials_site ENABLE TRIGGER concord_no_truncate",
        "trigger concord_no_truncate on trials_site can be silenced by a session setting",
    ),
    "history trigger dropped": (
        """DO $$ DECLARE name text; BEGIN
             SELECT tgname INTO name FROM pg_trigger WHERE tgrelid = 'trials_site'::regclass
               AND tgname LIKE 'pgtrigger_delete%';
             EXECUTE format('DROP TRIGGER %I ON trials_site', name); END $$""",
        "table trials_site keeps no history of delete",
    ),
    "history trigger made conditional": (
        """DO $$ DECLARE def text; BEGIN
             SELECT pg_get_triggerdef(oid) INTO def FROM pg_trigger
               WHERE tgrelid = 'trials_site'::regclass AND tgname LIKE 'pgtrigger_update%';
             EXECUTE replace(replace(def, 'CREATE TRIGGER', 'CREATE OR REPLACE TRIGGER'),
                             'EXECUTE', 'WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE'); END $$""",
        "table trials_site keeps no history of update",
    ),
    "history may be rewritten": (
        "DROP TRIGGER concord_no_rewrite ON trials_siteevent",
        "table trials_siteevent can be rewritten by its owner",
    ),
    "signatures may be rewritten": (
        "DROP TRIGGER concord_no_rewrite ON audit_signature",
        "table audit_signature can be rewritten by its owner",
    ),
    "history may be emptied": (
        "DROP TRIGGER concord_no_truncate ON trials_siteevent",
        "table trials_siteevent can be emptied by its owner without a trace",
    ),
    "data may be emptied": (
        "DROP TRIGGER concord_no_truncate ON trials_site",
        "table trials_site can be emptied by its owner without a trace",
    ),
    "refusal runs as whoever writes": (
        "ALTER FUNCTION concord_refuse() SECURITY INVOKER",
        "trigger function concord_refuse does not run as its owner on a fixed search path",
    ),
    "refusal looks functions up anywhere": (
        "ALTER FUNCTION concord_refuse() RESET search_path",
        "trigger function concord_refuse does not run as its owner on a fixed search path",
    ),
    "refusal may be called": (
        "GRANT EXECUTE ON FUNCTION concord_refuse() TO PUBLIC",
        "trigger function concord_refuse can be called by concord_app",
    ),
    "ignoring is possible again": (
        "CREATE OR REPLACE FUNCTION _pgtrigger_should_ignore(trigger_name name)"
        " RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT true'",
        "pgtrigger.ignore can switch the history off",
    ),
    "history may be written": (
        "GRANT INSERT ON trials_siteevent TO concord_app",
        "concord_app may INSERT, SELECT trials_siteevent, and should SELECT",
    ),
    "history may be written by everybody": (
        "GRANT DELETE ON trials_siteevent TO PUBLIC",
        "concord_app may DELETE, SELECT trials_siteevent, and should SELECT",
    ),
    "one column of the history may be changed": (
        "GRANT UPDATE (pgh_context) ON trials_siteevent TO concord_app",
        "concord_app may SELECT, UPDATE trials_siteevent, and should SELECT",
    ),
    "data cannot be read": (
        "REVOKE SELECT ON trials_site FROM concord_app",
        "concord_app may DELETE, INSERT, UPDATE trials_site, and should"
        " DELETE, INSERT, SELECT, UPDATE",
    ),
    "a table nobody declared": (
        "CREATE TABLE stray (id int); GRANT SELECT ON stray TO concord_app",
        "concord_app may SELECT stray, which belongs to no model",
    ),
    "a view over all sites": (
        "CREATE VIEW everybody AS TABLE casebook_participant;"
        " GRANT SELECT ON everybody TO concord_app",
        "concord_app may SELECT everybody, which belongs to no model",
    ),
    "history numbers may be drawn": (
        "GRANT USAGE ON SEQUENCE trials_siteevent_pgh_id_seq TO concord_app",
        "concord_app may move the sequence trials_siteevent_pgh_id_seq",
    ),
    "tables may be made": (
        "GRANT CREATE ON SCHEMA public TO concord_app",
        "concord_app may create tables and functions",
    ),
    "temporary tables may be made": (
        "DO $$ BEGIN EXECUTE format('GRANT TEMPORARY ON DATABASE %I TO PUBLIC',"
        " current_database()); END $$",
        "concord_app may create a temporary table that hides a history table",
    ),
    "row security off": (
        "ALTER TABLE casebook_participant DISABLE ROW LEVEL SECURITY",
        "rows of casebook_participant are not secured by site",
    ),
    "row security off for the owner": (
        "ALTER TABLE casebook_participantevent NO FORCE ROW LEVEL SECURITY",
        "rows of casebook_participantevent are not secured by site",
    ),
    "policy dropped": (
        "DROP POLICY site ON casebook_participant",
        "row policy site on casebook_participant is missing, changed or not ours",
    ),
    "policy opened": (
        "ALTER POLICY site ON casebook_participant USING (true)",
        "row policy site on casebook_participant is missing, changed or not ours",
    ),
    "a second, open policy": (
        "CREATE POLICY all_of_it ON casebook_participant USING (true)",
        "row policy all_of_it on casebook_participant is missing, changed or not ours",
    ),
    "anonymous history": (
        "ALTER TABLE trials_siteevent DROP CONSTRAINT trials_siteevent_named_actor",
        "table trials_siteevent takes entries without an actor",
    ),
    "a lock may be dated by whoever makes it": (
        "DROP TRIGGER concord_stamp ON casebook_lock",
        "locked_at of casebook_lock is not set by the database",
    ),
    "a lock is dated by another column": (
        "CREATE OR REPLACE TRIGGER concord_stamp BEFORE INSERT ON casebook_lock FOR EACH ROW"
        " EXECUTE FUNCTION concord_stamp('kind')",
        "locked_at of casebook_lock is not set by the database",
    ),
    "the time is somebody else's": (
        "CREATE OR REPLACE FUNCTION concord_stamp() RETURNS trigger LANGUAGE plpgsql"
        " AS 'BEGIN RETURN NEW; END'",
        "function concord_stamp does not set the database's own time",
    ),
    "a locked decision may be changed": (
        "DROP TRIGGER concord_locked ON enrollment_treatmentdecision",
        "rows of enrollment_treatmentdecision can be changed when status is locked",
    ),
    "another state counts as locked": (
        "CREATE OR REPLACE TRIGGER concord_locked BEFORE UPDATE OR DELETE ON"
        " enrollment_treatmentdecision FOR EACH ROW WHEN (OLD.status = 'signed')"
        " EXECUTE FUNCTION concord_refuse()",
        "rows of enrollment_treatmentdecision can be changed when status is locked",
    ),
    "sealed rows are shown": (
        "DROP POLICY revealed ON inference_sealedprediction;"
        " CREATE POLICY revealed ON inference_sealedprediction FOR SELECT USING (true)",
        "row policy revealed on inference_sealedprediction is missing, changed or not ours",
    ),
    "sealed rows are shown by a second policy": (
        "CREATE POLICY open ON inference_sealedprediction FOR SELECT USING (true)",
        "row policy open on inference_sealedprediction is missing, changed or not ours",
    ),
    "revealed rows are shown to all sites": (
        "DROP POLICY site ON inference_sealedprediction",
        "row policy site on inference_sealedprediction is missing, changed or not ours",
    ),
    "the site of sealed rows opens them": (
        "DROP POLICY site ON inference_sealedprediction; CREATE POLICY site ON"
        " inference_sealedprediction USING (activation_id = ANY((SELECT NULLIF("
        "current_setting('app.activations', true), '')::bigint[])::bigint[]))",
        "row policy site on inference_sealedprediction is missing, changed or not ours",
    ),
    "sealed rows may be changed": (
        "GRANT UPDATE ON inference_sealedprediction TO concord_app",
        "concord_app may INSERT, SELECT, UPDATE inference_sealedprediction, and should"
        " INSERT, SELECT",
    ),
    "a reveal needs no lock": (
        "ALTER TABLE inference_reveal DROP CONSTRAINT"
        " inference_reveal_carries_lock_id_participant_id_locked_at",
        "rows of inference_reveal need not agree with casebook_lock",
    ),
    "a reveal forgets the time of the lock": (
        "ALTER TABLE inference_reveal DROP CONSTRAINT"
        " inference_reveal_carries_lock_id_participant_id_locked_at;"
        " ALTER TABLE inference_reveal ADD CONSTRAINT"
        " inference_reveal_carries_lock_id_participant_id_locked_at"
        " FOREIGN KEY (lock_id) REFERENCES casebook_lock (id)",
        "rows of inference_reveal need not agree with casebook_lock",
    ),
    "a reveal may be of anybody's prediction": (
        "ALTER TABLE inference_reveal DROP CONSTRAINT"
        " inference_reveal_carries_sealed_id_participant_id",
        "rows of inference_reveal need not agree with inference_sealedprediction",
    ),
    "a reveal may be dated by whoever makes it": (
        "DROP TRIGGER concord_stamp ON inference_reveal",
        "revealed_at of inference_reveal is not set by the database",
    ),
    "rows may cross sites": (
        "ALTER TABLE casebook_consent DROP CONSTRAINT casebook_consent_participant_id_same_site",
        "rows of casebook_consent may point to another site's casebook_participant",
    ),
}
BY_SUPERUSER = {
    "the application is given the owner": (
        "GRANT concord_owner TO concord_app",
        "role concord_app is a member of concord_owner and may act as it",
    ),
    "the application may skip row security": (
        "ALTER ROLE concord_app BYPASSRLS",
        "role concord_app, as which the application works, can bypass the database's rules",
    ),
    "a table given away": (
        "ALTER TABLE trials_site OWNER TO concord_app",
        "table trials_site belongs to concord_app, which could switch its triggers off",
    ),
    "a trigger function given away": (
        "ALTER FUNCTION concord_refuse() OWNER TO concord",
        "trigger function concord_refuse does not run as its owner on a fixed search path",
    ),
}


@pytest.mark.parametrize("name", WEAKENED)
def test_a_weakening_by_the_owner_is_named(name):
    statement, fault = WEAKENED[name]
    assert fault in faults_after(DEPLOY, statement)


@pytest.mark.parametrize("name", BY_SUPERUSER)
def test_a_weakening_by_the_superuser_is_named(name):
    statement, fault = BY_SUPERUSER[name]
    assert fault in faults_after(SUPERUSER, statement)


def test_a_superuser_session_is_named():
    assert any("role concord," in fault for fault in faults_after(SUPERUSER, "SELECT 1"))
