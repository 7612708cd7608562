"""One connection that waits for the database to say that something changed."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Self

import psycopg

from dispatch_console.domain.presence import Attention, Presence
from dispatch_console.storage.errors import translated
from dispatch_console.storage.repositories.feed import CHANNEL
from dispatch_console.storage.seat import PRESENCE_CHANNEL, Seat
from dispatch_console.storage.text_values import take_any_text
from dispatch_console.storage.url import connect_arguments, parse_url, plain_url

PATIENCE_S = 5.0
"""How long an answer may take. A peer that is gone is noticed by the network; this is for one that
is there and does not answer."""

CLOCK_TRIES = 3


@dataclass(frozen=True, slots=True)
class Notice:
    """What may be new; several notices at once count as one."""

    changes: bool = False
    presence: bool = False

    def __bool__(self) -> bool:
        return self.changes or self.presence


class Listener:
    """Listens until closed. Every error of the database leaves as `DomainError`."""

    def __init__(self, connection: "psycopg.Connection[tuple[object, ...]]", url: str) -> None:
        self._connection = connection
        self._url = parse_url(url)
        self._seat: Seat | None = None

    @classmethod
    def open(cls, url: str) -> Self:
        """Connect and listen from now on."""
        parsed = parse_url(url)
        with translated(parsed):
            connection = psycopg.connect(
                plain_url(parsed), autocommit=True, **connect_arguments("watcher")
            )
            take_any_text(connection)
            listener = cls(connection, url)
            with listener._answered():
                connection.execute(f"LISTEN {CHANNEL}".encode())
                connection.execute(f"LISTEN {PRESENCE_CHANNEL}".encode())
        return listener

    def wait(self, seconds: float) -> Notice:
        """What was noticed within that time; it is false if nothing was."""
        with translated(self._url):
            heard = {n.channel for n in self._connection.notifies(timeout=seconds, stop_after=1)}
        return Notice(changes=CHANNEL in heard, presence=PRESENCE_CHANNEL in heard)

    def sit(self, who: str) -> None:
        """Take a seat among those present; it is empty again when this connection ends."""
        with translated(self._url), self._answered():
            self._seat = Seat(self._connection, who)

    def attend(self, attention: Attention) -> None:
        """Tell the others what the person in the seat looks at."""
        if self._seat is not None:
            with translated(self._url), self._answered():
                self._seat.attend(attention)

    def others(self) -> tuple[Presence, ...]:
        """Who else is there; nobody before `sit`."""
        if self._seat is None:
            return ()
        with translated(self._url), self._answered():
            return self._seat.others()

    def check(self) -> None:
        """Ask the server for a sign of life."""
        with translated(self._url), self._answered():
            self._connection.execute(b"SELECT 1")

    def clock_offset(self, clock: Callable[[], datetime]) -> timedelta:
        """How far the server's clock is ahead of this one, by the quickest of a few answers."""
        found: list[tuple[timedelta, timedelta]] = []
        with translated(self._url), self._answered():
            for _ in range(CLOCK_TRIES):
                asked = clock()
                row = self._connection.execute(b"SELECT clock_timestamp()").fetchone()
                took = clock() - asked
                assert row is not None
                assert isinstance(row[0], datetime)
                found.append((took, row[0] - (asked + took / 2)))
        return min(found)[1]

    def close(self) -> None:
        """Rise and hang up."""
        if self._seat is not None and not self._connection.closed:
            # A session that is lost has left its seat already.
            with suppress(psycopg.Error):
                self._seat.rise()
        self._connection.close()

    @contextmanager
    def _answered(self) -> Iterator[None]:
        """Hang up on a server that does not answer in time: what waits for it fails then."""
        watch = threading.Timer(PATIENCE_S, self._hang_up)
        watch.daemon = True
        watch.start()
        try:
            yield
        finally:
            watch.cancel()

    def _hang_up(self) -> None:
        with suppress(psycopg.Error, OSError):
            line = socket.socket(fileno=self._connection.pgconn.socket)
            try:
                line.shutdown(socket.SHUT_RDWR)
            finally:
                line.detach()
