"""Rows of a backup into the empty tables of its schema, and whether they are the same there."""

from typing import Any

import psycopg
from psycopg import sql

from dispatch_console.domain.errors import DomainError
from dispatch_console.storage.backup import contents
from dispatch_console.storage.backup.archive import Reader, Table
from dispatch_console.storage.errors import translated
from dispatch_console.storage.url import connect_arguments, parse_url, plain_url

_TRIGGERS = """
SELECT tgrelid::regclass::text, tgname, tgenabled FROM pg_trigger
WHERE NOT tgisinternal AND tgenabled <> 'D' AND tgrelid = ANY (%s::text[]::regclass[])
"""

_MODES = {"O": "ENABLE", "A": "ENABLE ALWAYS", "R": "ENABLE REPLICA"}


def load(url: str, archive: Reader) -> tuple[str, ...]:
    """Fill the tables, in one transaction; gives those of the backup that the schema lacks.

    Raises `backup.unfit` for other columns or a table that is missing in the backup,
    `backup.unequal` where rows are not what the manifest says, `backup.damaged`, ``database.…``.
    """
    manifest = archive.manifest
    parsed = parse_url(url)
    with (
        translated(parsed),
        psycopg.connect(plain_url(parsed), **connect_arguments("restore")) as connection,
    ):
        contents.use_common_forms(connection)
        here = contents.tables(connection)
        given = {table.name: table for table in manifest.tables}
        for name, kept in here.items():
            if name not in given or set(given[name].columns) != set(kept.columns):
                raise DomainError("backup.unfit", table=name, database=manifest.database)
        _without_triggers(connection, archive, [given[name] for name in here])
        for name, last in manifest.sequences.items():
            connection.execute(
                "SELECT setval(format('%%I', %s::text)::regclass, %s)"
                " WHERE to_regclass(format('%%I', %s::text)) IS NOT NULL",
                (name, last, name),
            )
        for name in here:
            if (
                contents.digest(connection, _as_given(here[name], given[name]))
                != given[name].digest
            ):
                raise DomainError("backup.unequal", table=name)
        connection.commit()
        connection.execute("ANALYZE")
    return tuple(sorted(set(given) - set(here)))


def _without_triggers(
    connection: contents.Connection, archive: Reader, tables: list[Table]
) -> None:
    """The rows as they were: triggers would count versions up and write a trail of their own."""
    names = [table.name for table in tables]
    triggers = connection.execute(_TRIGGERS.encode(), [names]).fetchall()
    for table, trigger, _ in triggers:
        _alter(connection, table, "DISABLE", trigger)
    # Whatever a revision puts into new tables is in the backup too.
    connection.execute(sql.SQL("TRUNCATE {}").format(_listed(names)))
    by_name = {table.name: table for table in tables}
    for name in contents.loading_order(connection, set(names)):
        _copy_in(connection, archive, by_name[name])
    connection.execute("SET CONSTRAINTS ALL IMMEDIATE")
    for table, trigger, mode in triggers:
        _alter(connection, table, _MODES[mode], trigger)


def _copy_in(connection: contents.Connection, archive: Reader, table: Table) -> None:
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(table.name), _listed(table.columns)
    )
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for block in archive.rows(table):
            copy.write(block)


def _alter(connection: contents.Connection, table: str, how: str, trigger: str) -> None:
    # A name from regclass is quoted already.
    words: Any = sql.SQL(f"ALTER TABLE {table} {how} TRIGGER {{}}")  # pyright: ignore
    connection.execute(words.format(sql.Identifier(trigger)))


def _as_given(kept: contents.Kept, table: Table) -> contents.Kept:
    """The columns in the order in which the backup has them."""
    return contents.Kept(kept.name, table.columns, kept.key)


def _listed(names: "list[str] | tuple[str, ...]") -> sql.Composed:
    return sql.SQL(", ").join(map(sql.Identifier, names))
