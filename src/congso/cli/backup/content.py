"""What is in a database, told so that two databases can be compared: counts and hashes of rows, and the structure.

A table's hash is the SHA-256 of its rows in PostgreSQL's text form, ordered by primary key; of a table without one,
ordered by the rows themselves. Settings that change a letter of that form are fixed, so the same rows give the same
hash on another server. Partitions are told one by one.
"""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from psycopg import sql

from .manifest import TableMark

_FIXED = {
    "TimeZone": "UTC",
    "DateStyle": "ISO, YMD",
    "IntervalStyle": "postgres",
    "bytea_output": "hex",
    "extra_float_digits": "1",
    "jit": "off",
    "statement_timeout": "0",
    "idle_in_transaction_session_timeout": "0",
}

_TABLES = """
SELECT c.oid::regclass::text, n.nspname, c.relname, coalesce((
    SELECT array_agg(a.attname::text ORDER BY k.place) FROM pg_index i
    CROSS JOIN unnest(i.indkey::int2[]) WITH ORDINALITY k(number, place)
    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.number
    WHERE i.indrelid = c.oid AND i.indisprimary
), '{}'), ARRAY(
    SELECT a.attname::text FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attcollation <> 0
)
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind = 'r' AND c.relpersistence = 'p' AND n.nspname <> 'information_schema' AND n.nspname !~ '^pg_'
    AND NOT EXISTS (
        SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e'
    )
ORDER BY n.nspname COLLATE "C", c.relname COLLATE "C"
"""

_OURS = "n.nspname <> 'information_schema' AND n.nspname !~ '^pg_'"
_NOT_OF_AN_EXTENSION = "NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = {oid} AND d.deptype = 'e')"

_STRUCTURE = (
    f"""
SELECT concat('table ', c.relname, ' ', c.relkind, ' ', pg_get_expr(c.relpartbound, c.oid))
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind IN ('r', 'p', 'v', 'm', 'S') AND {_OURS}
    AND {_NOT_OF_AN_EXTENSION.format(oid="c.oid")}""",
    f"""
SELECT concat('column ', c.relname, '.', a.attname, ' ', format_type(a.atttypid, a.atttypmod), ' ', a.attnotnull, ' ',
    a.attidentity, a.attgenerated, ' ', pg_get_expr(x.adbin, x.adrelid))
FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN pg_attrdef x ON x.adrelid = a.attrelid AND x.adnum = a.attnum
WHERE c.relkind IN ('r', 'p') AND a.attnum > 0 AND NOT a.attisdropped AND {_OURS}""",
    # Not the words of a check: PostgreSQL writes some anew when they are read in again.
    f"""
SELECT concat('constraint ', c.relname, ' ', k.conname, ' ', k.contype, ' ', k.convalidated)
FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE k.contype <> 'n' AND {_OURS}""",
    f"""
SELECT concat('index ', t.relname, ' ', c.relname, ' ', i.indisunique, ' ', i.indisvalid)
FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_class t ON t.oid = i.indrelid
JOIN pg_namespace n ON n.oid = c.relnamespace WHERE {_OURS}""",
    f"""
SELECT concat('trigger ', c.relname, ' ', t.tgname, ' ', t.tgenabled, ' ', t.tgfoid::regproc)
FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE NOT t.tgisinternal AND {_OURS}""",
    f"""
SELECT concat('function ', p.oid::regprocedure, ' ', p.prosecdef, ' ', md5(p.prosrc))
FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
WHERE {_OURS} AND {_NOT_OF_AN_EXTENSION.format(oid="p.oid")}""",
    "SELECT concat('extension ', extname) FROM pg_extension",
    f"""
SELECT concat('right on ', c.relname, ' to ', coalesce(r.rolname, 'public'), ': ', g.privilege_type)
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace CROSS JOIN aclexplode(c.relacl) g
LEFT JOIN pg_roles r ON r.oid = g.grantee WHERE g.grantee <> c.relowner AND {_OURS}
    AND {_NOT_OF_AN_EXTENSION.format(oid="c.oid")}""",
    f"""
SELECT concat('right on ', c.relname, '.', a.attname, ' to ', coalesce(r.rolname, 'public'), ': ', g.privilege_type)
FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
CROSS JOIN aclexplode(a.attacl) g LEFT JOIN pg_roles r ON r.oid = g.grantee
WHERE g.grantee <> c.relowner AND {_OURS}""",
    f"""
SELECT concat('right on ', p.oid::regprocedure, ' to ', coalesce(r.rolname, 'public'), ': ', g.privilege_type)
FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
CROSS JOIN aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) g LEFT JOIN pg_roles r ON r.oid = g.grantee
WHERE g.grantee <> p.proowner AND {_OURS} AND {_NOT_OF_AN_EXTENSION.format(oid="p.oid")}""",
    """
SELECT concat('right on schema ', n.nspname, ' to ', coalesce(r.rolname, 'public'), ': ', g.privilege_type)
FROM pg_namespace n CROSS JOIN aclexplode(n.nspacl) g LEFT JOIN pg_roles r ON r.oid = g.grantee
WHERE n.nspname = 'public' AND g.grantee <> n.nspowner""",
)

_GRANTEES = f"""
SELECT DISTINCT r.rolname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
CROSS JOIN aclexplode(c.relacl) g JOIN pg_roles r ON r.oid = g.grantee WHERE g.grantee <> c.relowner AND {_OURS}
ORDER BY 1
"""


@contextmanager
def snapshot(url: str) -> Iterator[psycopg.Connection[Any]]:
    """Open one unchanging view of a database: read only, every letter of the text form fixed."""
    with psycopg.connect(url, connect_timeout=10, autocommit=True) as connection:
        connection.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        fix(connection)
        yield connection
        connection.execute("ROLLBACK")


def fix(connection: psycopg.Connection[Any]) -> None:
    """Fix the settings on which the text form of a value depends, for the present transaction."""
    for name, value in _FIXED.items():
        connection.execute("SELECT set_config(%s, %s, true)", [name, value])


def tables(connection: psycopg.Connection[Any]) -> dict[str, TableMark]:
    """Return count and hash of every table, as this connection sees it."""
    return {
        name: _mark(connection, schema, table, keys, set(collated))
        for name, schema, table, keys, collated in connection.execute(_TABLES).fetchall()
    }


def _mark(
    connection: psycopg.Connection[Any], schema: str, table: str, keys: list[str], collated: set[str]
) -> TableMark:
    # Letters are ordered by their bytes: another server may have other rules of language.
    order: list[sql.Composable] = [
        sql.SQL('{} COLLATE "C"' if key in collated else "{}").format(sql.Identifier(key)) for key in keys
    ] or [sql.SQL('whole::text COLLATE "C"')]
    statement = sql.SQL("COPY (SELECT * FROM {} whole ORDER BY {}) TO STDOUT").format(
        sql.Identifier(schema, table), sql.SQL(", ").join(order)
    )
    found, rows = hashlib.sha256(), 0
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for block in copy:
            found.update(block)
            rows += bytes(block).count(b"\n")
    return TableMark(rows=rows, sha256=found.hexdigest())


def structure(connection: psycopg.Connection[Any]) -> list[str]:
    """Return a line for each table, column, constraint, index, trigger, function, extension and right, sorted."""
    return sorted({row[0] for statement in _STRUCTURE for row in connection.execute(statement).fetchall()})


def grantees(connection: psycopg.Connection[Any]) -> list[str]:
    """Return the roles that have rights on our tables without owning them."""
    return [row[0] for row in connection.execute(_GRANTEES).fetchall()]


def is_empty(connection: psycopg.Connection[Any]) -> bool:
    """Whether nothing of ours is in the database."""
    return not connection.execute(_TABLES).fetchall()
