"""Taking a backup back: into a new database, compared, and only then in the old one's place.

Until the last step, which is one transaction of two renames, the old database is not touched; a
restore that fails or is killed leaves it as it was, and at most an unfinished database beside it,
which the next restore throws away.
"""

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, LiteralString

import psycopg
from psycopg import sql

from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.roles import Role
from dispatch_console.storage import rights
from dispatch_console.storage.backup.archive import Manifest, Reader, opened
from dispatch_console.storage.backup.aside import beside, drop, set_aside, unfinished_name
from dispatch_console.storage.backup.contents import Connection
from dispatch_console.storage.backup.loading import load
from dispatch_console.storage.backup.logins import Realigned, realign
from dispatch_console.storage.errors import translated
from dispatch_console.storage.migrate import migrate
from dispatch_console.storage.url import SCHEMA, connect_arguments, parse_url, plain_url

_LOCK = 0x64697371
_TRIES = 5
_LEAVING_S = 3.0

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Restored:
    """What was restored, the name the former database has now ("" if there was none), tables of
    others that the backup holds and the schema does not know, and what became of the logins.
    """

    manifest: Manifest
    aside: str
    left_out: tuple[str, ...]
    logins: Realigned


def restore(url: str, path: Path, *, disconnect: bool = False) -> Restored:
    """Put the backup in the place of the database of `url`.

    `disconnect` ends the sessions of consoles; otherwise there must be none. Raises
    `backup.not_one`, `.damaged`, `.newer`, `.unfit`, `.unequal`, `restore.in_use`, `.running`,
    `rights.owner`, `rights.occupied`, ``database.…``. After any of them all is as it was.
    """
    name = parse_url(url).database or ""
    with opened(path) as archive:
        if archive.manifest.schema > SCHEMA:
            raise DomainError(
                "backup.newer", path=str(path), schema=archive.manifest.schema, known=SCHEMA
            )
        archive.check()
        with beside(url) as connection, _alone(connection, name):
            owner = _owner(url, connection, name)
            if owner and not disconnect:
                _require_nobody(connection, name)
            return _replace(url, connection, name, owner, archive, disconnect=disconnect)


def _replace(
    url: str,
    connection: Connection,
    name: str,
    owner: str,
    archive: Reader,
    *,
    disconnect: bool,
) -> Restored:
    unfinished = unfinished_name(name)
    drop(connection, unfinished)
    with_roles = _has_groups(connection, name) if owner else archive.manifest.roles
    try:
        _create(connection, unfinished, owner)
        its_url = plain_url(parse_url(url).set(database=unfinished))
        migrate(its_url, to=archive.manifest.schema)
        left_out = load(its_url, archive)
        migrate(its_url)
        _hold_messages(its_url)
        if with_roles:
            rights.apply(its_url, database=name)
        seats = _seats(its_url) if with_roles else {}
        aside, logins = _swap(connection, name, owner, with_roles, seats, disconnect=disconnect)
    except BaseException:
        # Where the server is gone, the next restore throws it away.
        with suppress(psycopg.Error):
            drop(connection, unfinished)
        raise
    return Restored(archive.manifest, aside, left_out, logins)


def _swap(
    connection: Connection,
    name: str,
    owner: str,
    with_roles: bool,
    seats: dict[str, str],
    *,
    disconnect: bool,
) -> tuple[str, Realigned]:
    """The last step. Consoles come back within a moment, hence several tries."""
    for attempt in range(1, _TRIES + 1):
        if owner and disconnect:
            _end_sessions(connection, name)
        try:
            with connection.transaction():
                aside = set_aside(connection, name, _now(connection)) if owner else ""
                _take_place(connection, name)
                logins = realign(connection, name, seats) if with_roles else Realigned()
        except psycopg.errors.ObjectInUse:
            if attempt == _TRIES or not disconnect:
                _require_nobody(connection, name)
                raise
            _log.info("somebody connected while the databases changed places (%d)", attempt)
        else:
            return aside, logins
    raise AssertionError("unreachable")


def _take_place(connection: Connection, name: str) -> None:
    new, old = sql.Identifier(name), sql.Identifier(unfinished_name(name))
    connection.execute(sql.SQL("ALTER DATABASE {} RENAME TO {}").format(old, new))
    connection.execute(sql.SQL("ALTER DATABASE {} RESET role").format(new))


def _create(connection: Connection, unfinished: str, owner: str) -> None:
    make = sql.SQL("CREATE DATABASE {} ENCODING 'UTF8' TEMPLATE template0")
    connection.execute(make.format(sql.Identifier(unfinished)))
    if owner and owner != _value(connection, "SELECT session_user"):
        given = {"name": sql.Identifier(unfinished), "owner": sql.Identifier(owner)}
        connection.execute(sql.SQL("ALTER DATABASE {name} OWNER TO {owner}").format(**given))
        # Whoever restores, what is made there is to belong to the owner of the former tables.
        connection.execute(sql.SQL("ALTER DATABASE {name} SET role = {owner}").format(**given))


def _hold_messages(url: str) -> None:
    """What was not sent when the backup was made may have been sent since: a person decides."""
    with _connected(url) as connection:
        connection.execute(
            "UPDATE outbox SET held = true, failure = 'restored' WHERE sent_at IS NULL"
        )


def _seats(url: str) -> dict[str, str]:
    """Whose seats came back, with their roles."""
    with _connected(url) as connection:
        return dict(connection.execute("SELECT login, role FROM seat").fetchall())


def _owner(url: str, connection: Connection, name: str) -> str:
    """Whose tables are to be replaced; "" where there is no such database yet."""
    if not _value(connection, "SELECT count(*) FROM pg_database WHERE datname = %s", name):
        return ""
    with _connected(url) as inside:
        if _value(inside, "SELECT to_regclass('public.meta') IS NULL"):
            if _value(inside, "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"):
                raise DomainError("rights.occupied", database=name)
            return _value(
                inside, "SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = %s", name
            )
        owner = _value(
            inside,
            "SELECT pg_get_userbyid(relowner) FROM pg_class"
            " WHERE oid = to_regclass('public.meta')"
            " AND pg_has_role(session_user, relowner, 'MEMBER')",
        )
        if owner is None:
            raise DomainError("rights.owner", user=inside.info.user)
        return owner


def _require_nobody(connection: Connection, name: str) -> None:
    """Raises `restore.in_use`; whoever has just left is given the moment that takes."""
    deadline = time.monotonic() + _LEAVING_S
    while found := _sessions(connection, name):
        if time.monotonic() > deadline:
            logins = ", ".join(sorted(set(found)))
            raise DomainError("restore.in_use", database=name, count=len(found), logins=logins)
        time.sleep(0.1)


def _sessions(connection: Connection, name: str) -> list[str]:
    """The logins of all sessions in the database."""
    found = connection.execute(
        "SELECT usename FROM pg_stat_activity"
        " WHERE datname = %s AND backend_type = 'client backend'",
        [name],
    )
    return [row[0] for row in found]


def _end_sessions(connection: Connection, name: str) -> None:
    try:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = %s AND backend_type = 'client backend'",
            [name],
        )
    except psycopg.errors.InsufficientPrivilege:
        # The sessions of others may only be ended by a superuser.
        _require_nobody(connection, name)
        raise


@contextmanager
def _alone(connection: Connection, name: str) -> Iterator[None]:
    """Only one restore of a database at a time. Raises `restore.running`."""
    if not _value(connection, "SELECT pg_try_advisory_lock(%s, hashtext(%s))", _LOCK, name):
        raise DomainError("restore.running", database=name)
    yield


def _has_groups(connection: Connection, name: str) -> bool:
    groups = [rights.group_name(name, role) for role in Role]
    return _value(
        connection, "SELECT EXISTS (SELECT FROM pg_roles WHERE rolname = ANY (%s))", groups
    )


def _now(connection: Connection) -> datetime:
    return _value(connection, "SELECT now()")


def _value(connection: Connection, query: LiteralString, *given: object) -> Any:
    row = connection.execute(query, given).fetchone()
    return None if row is None else row[0]


@contextmanager
def _connected(url: str) -> Iterator[Connection]:
    parsed = parse_url(url)
    with (
        translated(parsed),
        psycopg.connect(plain_url(parsed), **connect_arguments("restore")) as connection,
    ):
        yield connection
