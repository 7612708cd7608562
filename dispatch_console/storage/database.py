"""The door to a database: open it, read a snapshot, run a unit of work."""

import logging
import random
import time
from collections.abc import Callable
from datetime import datetime
from typing import Self, TypeVar
from uuid import UUID

from sqlalchemy import URL, Engine, create_engine, text

from dispatch_console.domain.changes import ChangeSet
from dispatch_console.domain.errors import DomainError
from dispatch_console.storage.errors import is_retryable, translated
from dispatch_console.storage.unit_of_work import Snapshot, Unit
from dispatch_console.storage.url import connect_arguments, parse_url, plain_url, server_name

SCHEMA = 7
"""The number of the newest revision: the schema this console reads and writes."""

OLDEST_SERVER = 15

_TRIES = 5
_FIRST_PAUSE_S = 0.05

_log = logging.getLogger(__name__)

Result = TypeVar("Result")


class Database:
    """A PostgreSQL database with the project's schema. Threads may share it."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self.applied: Callable[[UUID, str], None] = lambda command, what: None
        """Told of each command that `run` has committed, on the thread that ran it."""

    @classmethod
    def open(cls, url: str) -> Self:
        """Connect and look whether server and schema fit.

        Raises `DomainError`: ``database.url``, ``.dialect``, ``.unreachable``, ``.password``,
        ``.refused``, ``.missing``, ``.server_old``, ``.schema_missing``, ``.schema_old``,
        ``.schema_newer`` and whatever else `storage.errors` names.
        """
        parsed = parse_url(url)
        engine = create_engine(
            parsed,
            pool_pre_ping=True,
            pool_size=4,
            max_overflow=4,
            pool_timeout=10,
            connect_args=connect_arguments("unit"),
        )
        try:
            with translated(parsed):
                _require_fit(engine)
        except BaseException:
            engine.dispose()
            raise
        return cls(engine)

    @property
    def url(self) -> str:
        """The address as libpq understands it. It may hold a password: neither show nor log it."""
        return plain_url(self._engine.url)

    @property
    def server(self) -> str:
        """The server's name for people."""
        return server_name(self._engine.url)

    def close(self) -> None:
        """Close the connections that are not in use."""
        self._engine.dispose()

    def snapshot(self, as_of: datetime | None = None) -> Snapshot:
        """``with database.snapshot() as snap:`` reads one moment: now, or that one of the past."""
        return Snapshot(self._engine, as_of)

    def unit(
        self, *, user: str, command: UUID | None = None, what: str = "", why: str = ""
    ) -> Unit:
        """``with database.unit(…) as unit:`` one transaction; see the package.

        `command` makes it apply at most once, `what` names it, `why` goes into the audit trail.
        """
        return Unit(self._engine, user=user, command=command, what=what, why=why)

    def run(
        self,
        work: Callable[[Unit], Result],
        *,
        user: str,
        command: UUID | None = None,
        what: str = "",
        why: str = "",
    ) -> tuple[Result, ChangeSet]:
        """Do `work` in a unit and commit it, again after a clash that leaves nothing behind.

        `work` must have no effect but on the unit; it may run up to five times.
        """
        for attempt in range(1, _TRIES + 1):
            try:
                with self.unit(user=user, command=command, what=what, why=why) as unit:
                    result = work(unit)
                    changes = unit.commit()
                    if command is not None and not unit.already_done:
                        self.applied(command, what)
                    return result, changes
            except DomainError as error:
                if attempt == _TRIES or not is_retryable(error):
                    raise
                _log.info("trying again after %s (%d)", error.code, attempt)
                time.sleep(_FIRST_PAUSE_S * 2**attempt * random.uniform(0.5, 1.5))
        raise AssertionError("unreachable")


def _require_fit(engine: Engine) -> None:
    with engine.connect() as connection:
        number = connection.execute(text("SHOW server_version_num")).scalar_one()
        if int(number) < OLDEST_SERVER * 10_000:
            raise DomainError(
                "database.server_old", version=int(number) // 10_000, needed=OLDEST_SERVER
            )
        here = connection.execute(
            text("SELECT to_regclass('alembic_version'), to_regclass('meta')")
        ).one()
        if None in here:
            raise _schema_error("database.schema_missing", engine.url)
        schema = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
        if schema is None:
            raise _schema_error("database.schema_missing", engine.url)
        needed = connection.execute(text("SELECT min_writer FROM meta")).scalar_one()
    if int(schema) < SCHEMA:
        raise _schema_error("database.schema_old", engine.url)
    if needed > SCHEMA:
        raise _schema_error("database.schema_newer", engine.url)


def _schema_error(code: str, url: URL) -> DomainError:
    return DomainError(code, server=server_name(url), database=url.database or "")
