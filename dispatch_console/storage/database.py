"""The door to a database: open it, read a snapshot, run a unit of work."""

import logging
import random
import time
from collections.abc import Callable
from typing import Self, TypeVar
from uuid import UUID

from sqlalchemy import Engine, create_engine

from dispatch_console.domain.changes import ChangeSet
from dispatch_console.domain.errors import DomainError
from dispatch_console.storage.errors import is_retryable, translated
from dispatch_console.storage.unit_of_work import Snapshot, Unit
from dispatch_console.storage.url import connect_arguments, parse_url, plain_url, server_name
from dispatch_console.storage.version import require_fit

_TRIES = 5
_FIRST_PAUSE_S = 0.05

_log = logging.getLogger(__name__)

Result = TypeVar("Result")


class Database:
    """A PostgreSQL database with the project's schema. Threads may share it."""

    def __init__(self, engine: Engine, *, may_write: bool = True) -> None:
        self._engine = engine
        self.may_write = may_write
        """Whether the schema still lets this console write; if not, the server refuses."""
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
            with translated(parsed), engine.connect() as connection:
                may_write = require_fit(connection)
        except BaseException:
            engine.dispose()
            raise
        return cls(engine, may_write=may_write)

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

    def snapshot(self) -> Snapshot:
        """``with database.snapshot() as snap:`` reads one moment."""
        return Snapshot(self._engine)

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
