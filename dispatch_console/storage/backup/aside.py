"""Databases that a restore has replaced: kept under another name until they are pruned.

They are known by their comment. The owner lets nobody in but superusers, so that no console goes
on working in one.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

import psycopg
from psycopg import sql

from dispatch_console.storage.backup.contents import Connection
from dispatch_console.storage.errors import translated
from dispatch_console.storage.url import connect_arguments, parse_url, plain_url

_MARK = "Dispatch Console, set aside by a restore: "
_LONGEST_BYTES = 40
"""Of a name, so that what is added to it still fits into PostgreSQL's 63."""

_ASIDE = """
SELECT datname, right(shobj_description(oid, 'pg_database'), -%(mark)s - length(%(of)s) - 1)
FROM pg_database
WHERE shobj_description(oid, 'pg_database') LIKE %(known)s
    AND pg_has_role(session_user, datdba, 'MEMBER')
ORDER BY 1
"""


@dataclass(frozen=True, slots=True)
class Aside:
    """A replaced database: its name now, and when it was replaced."""

    name: str
    since: datetime


@contextmanager
def beside(url: str) -> Iterator[Connection]:
    """A connection to the same server but to none of the databases in question; autocommit."""
    parsed = parse_url(url)
    with (
        translated(parsed),
        psycopg.connect(
            plain_url(parsed.set(database="postgres")),
            autocommit=True,
            **connect_arguments("restore"),
        ) as connection,
    ):
        yield connection


def unfinished_name(database: str) -> str:
    """What a database is called while it is being restored."""
    return f"{_short(database)}_restoring"


def set_aside(connection: Connection, database: str, now: datetime) -> str:
    """Give it another name and keep consoles out; gives the name. In the caller's transaction."""
    name = f"{_short(database)}_before_{now:%Y%m%d_%H%M%S}"
    old, new = sql.Identifier(database), sql.Identifier(name)
    connection.execute(sql.SQL("ALTER DATABASE {} RENAME TO {}").format(old, new))
    # Not ALLOW_CONNECTIONS false: pg_upgrade refuses a server that has such a database.
    connection.execute(sql.SQL("ALTER DATABASE {} CONNECTION LIMIT 0").format(new))
    remark = sql.Literal(f"{_MARK}{database} {now.isoformat()}")
    connection.execute(sql.SQL("COMMENT ON DATABASE {} IS {}").format(new, remark))
    return name


def kept_aside(connection: Connection, database: str) -> tuple[Aside, ...]:
    """What former restores of this database have put aside, oldest first."""
    escaped = database.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    found = connection.execute(
        _ASIDE.encode(),
        {"mark": len(_MARK), "of": database, "known": f"{_MARK}{escaped} %"},
    )
    return tuple(
        Aside(name, datetime.fromisoformat(since)) for name, since in found if " " not in since
    )


def drop(connection: Connection, name: str) -> None:
    """Delete a database if it is there; what is connected to it loses the connection."""
    statement = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
    connection.execute(statement)


def _short(database: str) -> str:
    return database.encode()[:_LONGEST_BYTES].decode(errors="ignore")
