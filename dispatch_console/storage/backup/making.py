"""Making a backup while consoles work on: all of it is one moment of the database."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from pathlib import Path

import psycopg

from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.roles import Role
from dispatch_console.storage.backup import contents
from dispatch_console.storage.backup.archive import Manifest, Table, Writer, written
from dispatch_console.storage.errors import translated
from dispatch_console.storage.rights import group_name
from dispatch_console.storage.url import connect_arguments, parse_url, plain_url, server_name

_ABOUT = """
SELECT now(), current_setting('server_version'), current_database(), session_user,
    to_regclass('public.alembic_version') IS NOT NULL AND to_regclass('public.meta') IS NOT NULL,
    coalesce((SELECT pg_has_role(session_user, relowner, 'MEMBER') FROM pg_class
              WHERE oid = to_regclass('public.meta')), false)
"""


def back_up(
    url: str, path: Path, *, by: str, cancelled: Callable[[], bool] = lambda: False
) -> Manifest:
    """Write all rows of the database into the file `path`, which appears once it is whole.

    `by` is who wanted it; `cancelled` is asked between rows. For the owner of the tables, because
    others do not see all rows. Raises `rights.owner` for others, `database.schema_missing`,
    `backup.disk_full`, `backup.stopped`, `file.unwritable`, ``database.…``.
    """
    parsed = parse_url(url)
    with (
        translated(parsed),
        psycopg.connect(plain_url(parsed), **connect_arguments("backup")) as connection,
    ):
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        connection.read_only = True
        contents.use_common_forms(connection)
        about = connection.execute(_ABOUT.encode()).fetchone()
        assert about is not None
        now, server, database, login, ours, owner = about
        if not ours:
            raise DomainError(
                "database.schema_missing", server=server_name(parsed), database=database
            )
        if not owner:
            raise DomainError("rights.owner", user=login)
        with written(path) as archive:
            tables = tuple(
                _keep(archive, connection, table, cancelled)
                for table in contents.tables(connection).values()
            )
            manifest = Manifest(
                made_at=now,
                by=by,
                server=server,
                database=database,
                schema=_schema(connection),
                roles=_has_groups(connection, database),
                tables=tables,
                sequences=contents.sequences(connection),
            )
            archive.finish(manifest)
    return manifest


def _keep(
    archive: Writer,
    connection: contents.Connection,
    table: contents.Kept,
    cancelled: Callable[[], bool],
) -> Table:
    # Closed whatever happens: the connection cannot end while rows are under way.
    with closing(contents.rows(connection, table)) as rows:
        return archive.add(table.name, table.columns, _until(rows, cancelled))


def _until(rows: Iterable[bytes], cancelled: Callable[[], bool]) -> Iterator[bytes]:
    for row in rows:
        if cancelled():
            raise DomainError("backup.stopped")
        yield row


def _schema(connection: contents.Connection) -> int:
    row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    return 0 if row is None else int(row[0])


def _has_groups(connection: contents.Connection, database: str) -> bool:
    names = [group_name(database, role) for role in Role]
    row = connection.execute(
        "SELECT EXISTS (SELECT FROM pg_roles WHERE rolname = ANY (%s))", [names]
    ).fetchone()
    return row is not None and row[0]
