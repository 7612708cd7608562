"""The door to a database: open it, read a snapshot, run a unit of work."""

import logging
import random
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, Self, TypeVar
from uuid import UUID

from sqlalchemy import Engine, create_engine, event

from dispatch_console.domain.changes import ChangeSet
from dispatch_console.domain.errors import DomainError
from dispatch_console.storage.attention import AttentiveConnection
from dispatch_console.storage.errors import is_retryable, translated
from dispatch_console.storage.list_values import take_lists
from dispatch_console.storage.text_values import as_json, take_any_text
from dispatch_console.storage.unit_of_work import Snapshot, Unit, arrived
from dispatch_console.storage.url import connect_arguments, parse_url, plain_url, server_name
from dispatch_console.storage.version import require_fit

_TRIES = 5
_FIRST_PAUSE_S = 0.05

_log = logging.getLogger(__name__)

Result = TypeVar("Result")


class Database:
    """A PostgreSQL database with the project's schema. Threads may share it."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._fit: bool | None = None
        self.applied: Callable[[UUID, str], None] = lambda command, what: None
        """Told of each command that `run` has committed, on the thread that ran it."""
        self.unknown: Callable[[UUID, str], None] = lambda command, what: None
        """Told of each of which `run` cannot tell whether it is committed; ask `arrived`."""

    @classmethod
    def open(cls, url: str) -> Self:
        """Connect and look whether server and schema fit.

        Raises `DomainError`: ``database.url``, ``.dialect``, ``.unreachable``, ``.password``,
        ``.refused``, ``.missing``, ``.server_old``, ``.schema_missing``, ``.schema_old``,
        ``.schema_newer`` and whatever else `storage.errors` names.
        """
        database = cls.later(url)
        try:
            database._require_fit()
        except BaseException:
            database.close()
            raise
        return database

    @classmethod
    def later(cls, url: str) -> Self:
        """Like `open`, but nothing is asked of the server before the first use, which raises what
        `open` raises.

        Raises `database.url` and `database.dialect`.
        """
        engine = create_engine(
            parse_url(url),
            pool_pre_ping=True,
            pool_size=4,
            max_overflow=4,
            pool_timeout=10,
            connect_args=connect_arguments("unit"),
            json_serializer=as_json,
        )
        event.listen(engine, "do_connect", _attentive)
        for take in (take_any_text, take_lists):
            event.listen(engine, "connect", lambda connection, _record, take=take: take(connection))
        return cls(engine)

    @property
    def url(self) -> str:
        """The address as libpq understands it. It may hold a password: neither show nor log it."""
        return plain_url(self._engine.url)

    @property
    def may_write(self) -> bool:
        """Whether the schema lets this console write, as far as is known; if not, the server
        refuses."""
        return self._fit is not False

    @property
    def server(self) -> str:
        """The server's name for people."""
        return server_name(self._engine.url)

    def unheard(self) -> Self:
        """The same database for work that nobody at this console does: nobody is told of it."""
        return type(self)(self._engine)

    def close(self) -> None:
        """Close the connections that are not in use."""
        self._engine.dispose()

    def snapshot(self, as_of: datetime | None = None) -> Snapshot:
        """``with database.snapshot() as snap:`` reads one moment: now, or that one of the past."""
        self._require_fit()
        return Snapshot(self._engine, as_of)

    def unit(
        self,
        *,
        user: str,
        command: UUID | None = None,
        what: str = "",
        why: str = "",
        at: datetime | None = None,
    ) -> Unit:
        """``with database.unit(…) as unit:`` one transaction; see the package.

        `command` makes it apply at most once, `what` names it, `why` goes into the audit trail;
        `at` is when the tickets took the steps in it, if not now.
        """
        self._require_fit()
        return Unit(self._engine, user=user, command=command, what=what, why=why, at=at)

    def arrived(self, command: UUID, *, user: str, what: str) -> bool:
        """Whether a command that ended with `database.commit_unknown` was written after all.

        The answer is for good. A no leaves nothing behind: the command may be given again. Raises
        `DomainError` where nobody can tell yet.
        """
        self._require_fit()
        with translated(self._engine.url):
            found = arrived(self._engine, command, user)
        if found:
            self.applied(command, what)
        return found

    def _require_fit(self) -> None:
        if self._fit is None:
            with translated(self._engine.url), self._engine.connect() as connection:
                self._fit = require_fit(connection)

    def run(
        self,
        work: Callable[[Unit], Result],
        *,
        user: str,
        command: UUID | None = None,
        what: str = "",
        why: str = "",
        at: datetime | None = None,
    ) -> tuple[Result, ChangeSet]:
        """Do `work` in a unit and commit it, again after a clash that leaves nothing behind.

        `work` must have no effect but on the unit; it may run up to five times.
        """
        for attempt in range(1, _TRIES + 1):
            try:
                with self.unit(user=user, command=command, what=what, why=why, at=at) as unit:
                    result = work(unit)
                    changes = unit.commit()
                    if command is not None and not unit.already_done:
                        self.applied(command, what)
                    return result, changes
            except DomainError as error:
                if command is not None and error.code == "database.commit_unknown":
                    self.unknown(command, what)
                if attempt == _TRIES or not is_retryable(error):
                    raise
                _log.info("trying again after %s (%d)", error.code, attempt)
                time.sleep(_FIRST_PAUSE_S * 2**attempt * random.uniform(0.5, 1.5))
        raise AssertionError("unreachable")


def _attentive(
    _dialect: object, _record: object, given: Sequence[Any], address: Mapping[str, Any]
) -> AttentiveConnection:
    """The pool's connections do not wait for a server that no longer is at it."""
    return AttentiveConnection.attentive(*given, **address)
