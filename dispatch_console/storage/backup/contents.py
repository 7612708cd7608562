"""What of a database is kept, and in which form its rows are read and compared.

Not kept is what belongs to the running database alone: the change feed (a restored database begins
a new one), who is present (unlogged tables), the schema's number and epoch, which the migrations
write.
"""

from collections.abc import Generator
from dataclasses import dataclass
from graphlib import TopologicalSorter
from hashlib import sha256
from typing import Any

import psycopg
from psycopg import sql

from dispatch_console.storage.backup.archive import blocks

_NOT_KEPT = ["alembic_version", "meta", "change_log"]

# A key of text is ordered by bytes, which is the same on every server.
_TABLES = """
SELECT c.relname,
    ARRAY(SELECT attname FROM pg_attribute
          WHERE attrelid = c.oid AND attnum > 0 AND NOT attisdropped AND attgenerated = ''
          ORDER BY attnum),
    ARRAY(SELECT format(CASE WHEN a.attcollation = 0 THEN '%%I' ELSE '%%I COLLATE "C"' END, attname)
          FROM pg_index i, unnest(i.indkey) WITH ORDINALITY AS k (number, place)
          JOIN pg_attribute a ON a.attnum = k.number
          WHERE i.indrelid = c.oid AND i.indisprimary AND a.attrelid = c.oid ORDER BY place)
FROM pg_class c
WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND c.relpersistence = 'p'
    AND c.relname <> ALL (%s)
ORDER BY c.relname
"""

_REFERENCES = """
SELECT conrelid::regclass::text, confrelid::regclass::text FROM pg_constraint
WHERE contype = 'f' AND NOT condeferrable AND conrelid <> confrelid
    AND connamespace = 'public'::regnamespace
"""

_SEQUENCES = """
SELECT s.sequencename, s.last_value FROM pg_sequences s
JOIN pg_class c ON c.relname = s.sequencename AND c.relnamespace = 'public'::regnamespace
WHERE s.schemaname = 'public' AND c.relpersistence = 'p' AND s.last_value IS NOT NULL
ORDER BY 1
"""

# Text that means the same whatever the server or the login is set to.
_FORMS = (
    b"SET DateStyle = 'ISO'",
    b"SET IntervalStyle = 'postgres'",
    b"SET TimeZone = 'UTC'",
    b"SET extra_float_digits = 1",
    b"SET bytea_output = 'hex'",
    b"SET client_encoding = 'UTF8'",
    b"SET search_path = public",
    # The owner sees all rows; whoever would not gets an error instead of a backup of some.
    b"SET row_security = off",
)

Connection = psycopg.Connection[Any]


@dataclass(frozen=True, slots=True)
class Kept:
    """A table that is kept: its columns but for reckoned ones, and its key in SQL."""

    name: str
    columns: tuple[str, ...]
    key: tuple[str, ...]


def use_common_forms(connection: Connection) -> None:
    """Have the session write values the way backups do."""
    for setting in _FORMS:
        connection.execute(setting)


def tables(connection: Connection) -> dict[str, Kept]:
    """The tables that are kept, by name."""
    found = connection.execute(_TABLES.encode(), [_NOT_KEPT])
    return {name: Kept(name, tuple(columns), tuple(key)) for name, columns, key in found}


def loading_order(connection: Connection, names: set[str]) -> list[str]:
    """These tables, each after those that its rows refer to."""
    graph: dict[str, set[str]] = {name: set() for name in sorted(names)}
    for referring, referred in connection.execute(_REFERENCES.encode()):
        if referring in graph and referred in graph:
            graph[referring].add(referred)
    return list(TopologicalSorter(graph).static_order())


def sequences(connection: Connection) -> dict[str, int]:
    """The last number that each sequence has given."""
    return dict(connection.execute(_SEQUENCES.encode()).fetchall())


def rows(connection: Connection, table: Kept) -> Generator[bytes, None, None]:
    """The rows in COPY's text form, in the order of their key."""
    columns = sql.SQL(", ").join(map(sql.Identifier, table.columns))
    order = ", ".join(table.key) or "1"
    statement = sql.SQL("COPY (SELECT {} FROM {} ORDER BY {}) TO STDOUT").format(
        columns,
        sql.Identifier(table.name),
        sql.SQL(order),  # pyright: ignore[reportArgumentType]
    )
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for chunk in copy:
            yield bytes(chunk)


def digest(connection: Connection, table: Kept) -> str:
    """The digest of all its rows, as a manifest has it."""
    found = sha256()
    for block in blocks(rows(connection, table)):
        found.update(block)
    return found.hexdigest()
