"""Is the history really protected? Asked of the live catalog, not of our code."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from django.db import connection
from django.db.models import Model

from audit import catalog, concealment
from audit.catalog import APP_ROLE, OWNER_ROLE, RIGHTS

INSERT, DELETE, UPDATE = 4, 8, 16
EVENTS = {"insert": INSERT, "update": UPDATE, "delete": DELETE}
TABLE_RIGHTS = ["SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER"]
COLUMN_RIGHTS = ["SELECT", "INSERT", "UPDATE", "REFERENCES"]
# As PostgreSQL prints them, without spaces and brackets.
SITE_POLICY = (
    "activation_id=anyselectnullifcurrent_setting'app.activations'::text,true,''::text"
    '::bigint[]as"nullif"::bigint[]'
)
SITE = ("site", True, "*", "public", SITE_POLICY, "")
WRITTEN_BY_TRIGGER = ("written_by_trigger", True, "a", OWNER_ROLE, "", "true")


def faults(cursor: Any = None) -> list[str]:
    """Each sentence names one table, function or role that is not as harden() leaves it."""
    if cursor is None:
        with connection.cursor() as own:
            return faults(own)
    return [
        *role_faults(cursor),
        *silenced_triggers(cursor),
        *history_faults(cursor),
        *rewriting_faults(cursor),
        *function_faults(cursor),
        *grant_faults(cursor),
        *sequence_faults(cursor),
        *place_faults(cursor),
        *row_policy_faults(cursor),
        *constraint_faults(cursor),
        *concealment.faults(cursor),
    ]


def role_faults(cursor: Any) -> Iterator[str]:
    cursor.execute(
        "SELECT DISTINCT rolname, rolsuper OR rolbypassrls OR rolcreaterole OR rolreplication"
        " OR rolcreatedb FROM pg_roles WHERE rolname IN (current_user, %s) AND rolname <> %s",
        [APP_ROLE, OWNER_ROLE],
    )
    for role, mighty in cursor.fetchall():
        if mighty:
            yield f"role {role}, as which the application works, can bypass the database's rules"
    cursor.execute(
        "SELECT g.rolname FROM pg_auth_members m JOIN pg_roles g ON g.oid = m.roleid"
        " JOIN pg_roles a ON a.oid = m.member WHERE a.rolname = %s",
        [APP_ROLE],
    )
    for (group,) in cursor.fetchall():
        yield f"role {APP_ROLE} is a member of {group} and may act as it"
    cursor.execute(
        "SELECT relname FROM pg_class c JOIN pg_roles r ON r.oid = c.relowner"
        " WHERE r.rolname = %s AND c.relkind IN ('r', 'p', 'v', 'm')",
        [APP_ROLE],
    )
    for (table,) in cursor.fetchall():
        yield f"table {table} belongs to {APP_ROLE}, which could switch its triggers off"


def silenced_triggers(cursor: Any) -> Iterator[str]:
    cursor.execute(
        "SELECT t.tgrelid::regclass::text, t.tgname FROM pg_trigger t"
        " JOIN pg_class c ON c.oid = t.tgrelid"
        " WHERE NOT t.tgisinternal AND c.relnamespace = 'public'::regnamespace"
        " AND t.tgenabled <> 'A'"
    )
    for table, trigger in cursor.fetchall():
        yield f"trigger {trigger} on {table} can be silenced by a session setting"


def history_faults(cursor: Any) -> Iterator[str]:
    """Each tracked table has a trigger, without condition, that writes every row into its own
    history: row by row, or all rows of the statement at once."""
    cursor.execute(
        "SELECT c.relname, t.tgtype, p.prosrc FROM pg_trigger t"
        " JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_proc p ON p.oid = t.tgfoid"
        " WHERE NOT t.tgisinternal AND t.tgqual IS NULL AND t.tgtype & 66 = 0"
        " AND (t.tgtype & 1 = 1 OR t.tgnewtable IS NOT NULL)"
    )
    writers = defaultdict(list)
    for table, kind, source in cursor.fetchall():
        writers[table].append((kind, source))
    for history in catalog.histories():
        table = history.pgh_tracked_model._meta.db_table
        target = f'INSERT INTO "{history._meta.db_table}"'
        for event, bit in EVENTS.items():
            if not any(kind & bit and target in source for kind, source in writers[table]):
                yield f"table {table} keeps no history of {event}"


def rewriting_faults(cursor: Any) -> Iterator[str]:
    cursor.execute(
        "SELECT c.relname, t.tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid"
        " JOIN pg_proc p ON p.oid = t.tgfoid WHERE p.proname = 'concord_refuse'"
    )
    refusals = set(cursor.fetchall())
    written_once = [*catalog.histories(), *catalog.append_only()]
    for model in written_once:
        if (model._meta.db_table, "concord_no_rewrite") not in refusals:
            yield f"table {model._meta.db_table} can be rewritten by its owner"
    for model in [*written_once, *catalog.tracked_models()]:
        if (model._meta.db_table, "concord_no_truncate") not in refusals:
            yield f"table {model._meta.db_table} can be emptied by its owner without a trace"


def function_faults(cursor: Any) -> Iterator[str]:
    cursor.execute(
        "SELECT DISTINCT p.proname, p.prosecdef AND r.rolname = %s,"
        " coalesce(p.proconfig::text, ''), has_function_privilege(%s, p.oid, 'EXECUTE')"
        " FROM pg_proc p JOIN pg_roles r ON r.oid = p.proowner"
        " JOIN pg_trigger t ON t.tgfoid = p.oid"
        " WHERE NOT t.tgisinternal AND p.pronamespace = 'public'::regnamespace",
        [OWNER_ROLE, APP_ROLE],
    )
    for name, runs_as_owner, config, callable_by_app in cursor.fetchall():
        if not runs_as_owner or "search_path=pg_catalog" not in config:
            yield f"trigger function {name} does not run as its owner on a fixed search path"
        if callable_by_app:
            yield f"trigger function {name} can be called by {APP_ROLE}"
    cursor.execute("SELECT prosrc FROM pg_proc WHERE proname = '_pgtrigger_should_ignore'")
    for (source,) in cursor.fetchall():
        if source.strip() != "SELECT false":
            yield "pgtrigger.ignore can switch the history off"


def grant_faults(cursor: Any) -> Iterator[str]:
    """What the application may do in effect: its own grants, PUBLIC's, and those on columns."""
    cursor.execute(
        "SELECT c.relname, array_agg(p) FROM pg_class c CROSS JOIN unnest(%s::text[]) p"
        " WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm', 'f')"
        " AND (has_table_privilege(%s, c.oid, p)"
        "      OR CASE WHEN p = ANY(%s) THEN has_any_column_privilege(%s, c.oid, p) END)"
        " GROUP BY 1",
        [TABLE_RIGHTS, APP_ROLE, COLUMN_RIGHTS, APP_ROLE],
    )
    held = {table: set(rights) for table, rights in cursor.fetchall()}
    for table, wanted in wanted_rights().items():
        found = held.pop(table, set())
        if found != wanted:
            yield f"{APP_ROLE} may {words(found)} {table}, and should {words(wanted)}"
    for table, found in held.items():
        yield f"{APP_ROLE} may {words(found)} {table}, which belongs to no model"


def wanted_rights() -> dict[str, set[str]]:
    rights = {
        model._meta.db_table: set(RIGHTS[catalog.kind_of(model)].split(", "))
        for model in catalog.managed_models()
    }
    return {**rights, "django_migrations": {"SELECT"}}


def words(rights: set[str]) -> str:
    return ", ".join(sorted(rights)) or "nothing on"


def sequence_faults(cursor: Any) -> Iterator[str]:
    """A sequence set back would give a history entry a number that was given before."""
    cursor.execute(
        "SELECT c.relname, d.refobjid::regclass::text,"
        " has_sequence_privilege(%s, c.oid, 'UPDATE'), has_sequence_privilege(%s, c.oid, 'USAGE')"
        " FROM pg_class c JOIN pg_depend d ON d.objid = c.oid AND d.refobjsubid > 0"
        " WHERE c.relkind = 'S' AND c.relnamespace = 'public'::regnamespace",
        [APP_ROLE, APP_ROLE],
    )
    histories = {model._meta.db_table for model in catalog.histories()}
    for sequence, table, resets, draws in cursor.fetchall():
        if resets or (draws and table in histories):
            yield f"{APP_ROLE} may move the sequence {sequence}"


def place_faults(cursor: Any) -> Iterator[str]:
    cursor.execute(
        "SELECT has_schema_privilege(%s, 'public', 'CREATE'),"
        " has_database_privilege(%s, current_database(), 'TEMPORARY'),"
        " has_database_privilege(%s, current_database(), 'CREATE')",
        [APP_ROLE] * 3,
    )
    tables, temporary, schemas = cursor.fetchone()
    if tables or schemas:
        yield f"{APP_ROLE} may create tables and functions"
    if temporary:
        yield f"{APP_ROLE} may create a temporary table that hides a history table"


def row_policy_faults(cursor: Any) -> Iterator[str]:
    cursor.execute(
        "SELECT relname FROM pg_class WHERE relrowsecurity AND relforcerowsecurity"
        " AND relnamespace = 'public'::regnamespace"
    )
    secured = {table for (table,) in cursor.fetchall()}
    policies = live_policies(cursor)
    for model in catalog.row_secured():
        table = model._meta.db_table
        wanted = wanted_policies(model)
        if table not in secured:
            yield f"rows of {table} are not secured by site"
        for policy in sorted(wanted ^ policies[table]):
            yield f"row policy {policy[0]} on {table} is missing, changed or not ours"


def wanted_policies(model: type[Model]) -> set[tuple[Any, ...]]:
    if catalog.written_by_trigger(model):
        return {SITE, WRITTEN_BY_TRIGGER}
    return concealment.policies(model, SITE_POLICY) if concealment.is_sealed(model) else {SITE}


def live_policies(cursor: Any) -> dict[str, set[tuple[Any, ...]]]:
    cursor.execute(
        "SELECT c.relname, p.polname, p.polpermissive, p.polcmd::text,"
        " CASE WHEN p.polroles = '{0}' THEN 'public'"
        "      ELSE array_to_string(p.polroles::regrole[], ',') END,"
        " coalesce(pg_get_expr(p.polqual, p.polrelid), ''),"
        " coalesce(pg_get_expr(p.polwithcheck, p.polrelid), '')"
        " FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid"
    )
    policies = defaultdict(set)
    for table, name, permissive, command, roles, qual, check in cursor.fetchall():
        policies[table].add((name, permissive, command, roles, bare(qual), bare(check)))
    return policies


def bare(expression: str) -> str:
    return expression.translate(str.maketrans("", "", " ()\n")).lower()


def constraint_faults(cursor: Any) -> Iterator[str]:
    cursor.execute("SELECT conrelid::regclass::text, conname FROM pg_constraint WHERE convalidated")
    constraints = set(cursor.fetchall())
    for model in catalog.histories():
        table = model._meta.db_table
        if (table, catalog.named_actor(table)) not in constraints:
            yield f"table {table} takes entries without an actor"
    for key in catalog.same_site_keys():
        if (key.table, key.name) not in constraints:
            yield f"rows of {key.table} may point to another site's {key.target}"
