"""One connection that waits for the database to say that something changed."""

from typing import Self

import psycopg

from dispatch_console.storage.errors import translated
from dispatch_console.storage.repositories.feed import CHANNEL
from dispatch_console.storage.url import connect_arguments, parse_url, plain_url


class Listener:
    """Listens until closed. Every error of the database leaves as `DomainError`."""

    def __init__(self, connection: "psycopg.Connection[tuple[object, ...]]", url: str) -> None:
        self._connection = connection
        self._url = parse_url(url)

    @classmethod
    def open(cls, url: str) -> Self:
        """Connect and listen from now on."""
        parsed = parse_url(url)
        with translated(parsed):
            connection = psycopg.connect(
                plain_url(parsed), autocommit=True, **connect_arguments("watcher")
            )
            connection.execute(f"LISTEN {CHANNEL}".encode())
        return cls(connection, url)

    def wait(self, seconds: float) -> bool:
        """Whether a notice came within that time; several at once count as one."""
        with translated(self._url):
            return bool(list(self._connection.notifies(timeout=seconds, stop_after=1)))

    def check(self) -> None:
        """Ask the server for a sign of life."""
        with translated(self._url):
            self._connection.execute(b"SELECT 1")

    def close(self) -> None:
        """Hang up."""
        self._connection.close()
