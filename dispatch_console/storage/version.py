"""Which schema this console knows, and whether a database fits it.

A schema is extended so that older consoles go on working (expand), and only later, once none is
left, loses what they need (contract). The revision that contracts raises `min_reader` and
`min_writer` in the table `meta`: the oldest schemas whose consoles may still read and write. Every
connection states its schema (`url.connect_arguments`), and triggers refuse the writes of one that
is too old (revision 0008); who may not even read is told so here, and by the change feed.
"""

from sqlalchemy import URL, Connection, text

from dispatch_console.domain.errors import DomainError
from dispatch_console.storage.url import SCHEMA, server_name

OLDEST_SERVER = 15


def require_fit(connection: Connection) -> bool:
    """Whether the console may write, too.

    Raises ``database.server_old``, ``.schema_missing``, ``.schema_old``, ``.schema_newer``.
    """
    url = connection.engine.url
    number = connection.execute(text("SHOW server_version_num")).scalar_one()
    if int(number) < OLDEST_SERVER * 10_000:
        raise DomainError(
            "database.server_old", version=int(number) // 10_000, needed=OLDEST_SERVER
        )
    here = connection.execute(
        text("SELECT to_regclass('alembic_version'), to_regclass('meta')")
    ).one()
    if None in here:
        raise _misfit("database.schema_missing", url)
    schema = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    if schema is None:
        raise _misfit("database.schema_missing", url)
    reader, writer = connection.execute(text("SELECT min_reader, min_writer FROM meta")).one()
    if int(schema) < SCHEMA:
        raise _misfit("database.schema_old", url)
    require_reader(connection, reader)
    return writer <= SCHEMA


def require_reader(connection: Connection, oldest: int) -> None:
    """Raises ``database.schema_newer`` for a console older than may read."""
    if oldest > SCHEMA:
        raise _misfit("database.schema_newer", connection.engine.url)


def _misfit(code: str, url: URL) -> DomainError:
    return DomainError(code, server=server_name(url), database=url.database or "")
