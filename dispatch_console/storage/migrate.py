"""Bringing a database to the newest schema.

A shared server is migrated by an administrator's command, the embedded one when it starts. An
advisory lock lets one migrate while others wait and then find nothing left to do. Alembic takes
long to import, and most starts find the newest schema: it is imported when something is to be done.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING

from sqlalchemy import URL, Connection, NullPool, create_engine, text

from dispatch_console.domain.errors import DomainError
from dispatch_console.storage.errors import translated
from dispatch_console.storage.url import SCHEMA, connect_arguments, parse_url, server_name

if TYPE_CHECKING:
    from alembic.config import Config

_MIGRATION_LOCK = 0x64697370
_LOCK_TIMEOUT_MS = 3000


def migrate(url: str, *, to: int = SCHEMA) -> None:
    """Upgrade the database at `url` to a schema, the newest; nothing happens if it is there.

    A database that a newer console has upgraded further is left as it is; `Database.open` tells
    whether this one may still use it. Raises `migrate.busy` while somebody
    works with the tables, and the ``database.…`` errors of `Database.open`.
    """
    _run(url, partial(_upgrade, to), partial(_behind, to))


def downgrade(url: str, revision: str) -> None:
    """Take the schema back to `revision` or ``"base"``; what only newer ones hold is lost."""
    from alembic import command

    _run(url, lambda config: command.downgrade(config, revision), lambda _: True)


def _run(url: str, step: "Callable[[Config], None]", needed: Callable[[Connection], bool]) -> None:
    parsed = parse_url(url)
    engine = create_engine(
        parsed, poolclass=NullPool, connect_args=connect_arguments("migration", lock_timeout_ms=0)
    )
    with _told_when_busy(parsed), translated(parsed), engine.connect() as connection:
        if not needed(connection):
            return
        connection.execute(text("SELECT pg_advisory_lock(:key)"), {"key": _MIGRATION_LOCK})
        connection.execute(text(f"SET lock_timeout = {_LOCK_TIMEOUT_MS}"))
        connection.commit()
        config = alembic_config()
        config.attributes["connection"] = connection
        with connection.begin():
            step(config)


@contextmanager
def _told_when_busy(url: URL) -> Iterator[None]:
    """A table that somebody holds for longer than the lock time-out: nothing has been changed."""
    try:
        yield
    except DomainError as error:
        if error.code != "database.busy":
            raise
        raise DomainError(
            "migrate.busy", server=server_name(url), database=url.database or ""
        ) from error.__cause__


def _behind(wanted: int, connection: Connection) -> bool:
    """Whether the database has not this schema, nor a newer one."""
    if connection.execute(text("SELECT to_regclass('alembic_version')")).scalar() is None:
        return True
    version = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return version is None or int(version) < wanted


def _upgrade(wanted: int, config: "Config") -> None:
    from alembic import command
    from alembic.migration import MigrationContext
    from alembic.script import ScriptDirectory

    current = MigrationContext.configure(config.attributes["connection"]).get_current_revision()
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    if current is None or current in known:
        command.upgrade(config, f"{wanted:04}")


def alembic_config() -> "Config":
    """Alembic's settings, with the revisions of this package."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", "dispatch_console.storage:migrations")
    return config
