"""Database addresses: what may be given, how it is opened, how it is shown."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from dispatch_console.domain.errors import DomainError

SCHEMA = 25
"""The number of the newest revision: the schema this console reads and writes."""

SERVER_KEEPALIVES = {
    "tcp_keepalives_idle": 2,
    "tcp_keepalives_interval": 1,
    "tcp_keepalives_count": 3,
    "tcp_user_timeout": 4000,
}
"""Settings of a session by which the server notices a console that has gone, and lets go of its row
locks: seconds, but the last in milliseconds."""

_DIALECTS = {"postgresql", "postgres", "postgresql+psycopg"}
_CONNECT_TIMEOUT_S = 5


def parse_url(text: str) -> URL:
    """The address of a PostgreSQL database, opened with psycopg.

    Takes ``postgresql://`` and ``postgres://``. Raises `database.url` for what is no address and
    `database.dialect` for another kind of database.
    """
    try:
        url = make_url(text.strip())
    except (ArgumentError, ValueError):
        raise DomainError("database.url") from None
    if url.drivername not in _DIALECTS:
        raise DomainError("database.dialect", dialect=url.drivername)
    return url.set(drivername="postgresql+psycopg")


def compose_url(
    *,
    user: str,
    password: str,
    host: str,
    port: int | None,
    database: str,
    query: Mapping[str, str],
) -> str:
    """An address from its parts, those that are empty left out. It tells the password."""
    return URL.create(
        "postgresql",
        username=user or None,
        password=password or None,
        host=host or None,
        port=port,
        database=database or None,
        query=query,
    ).render_as_string(hide_password=False)


def server_name(url: URL) -> str:
    """The server as people may read it: never with user or password."""
    host = url.host or _text(url.query.get("host")) or "localhost"
    return f"{host}:{url.port}" if url.port else host


def plain_url(url: URL) -> str:
    """The address as libpq understands it, password included."""
    text = url.set(drivername="postgresql").render_as_string(hide_password=False)
    address, mark, query = text.partition("?")
    # A plus is a space in forms, but not to libpq; a true plus is %2B here.
    return address + mark + query.replace("+", "%20")


def connect_arguments(purpose: str, *, lock_timeout_ms: int = 5000) -> dict[str, Any]:
    """Connection settings: UTC, who we are, our schema, and a dead peer noticed within seconds."""
    session = {
        "timezone": "UTC",
        "dispatch.schema": SCHEMA,
        "lock_timeout": lock_timeout_ms,
        **SERVER_KEEPALIVES,
    }
    return {
        "application_name": f"dispatch-console {purpose}",
        "connect_timeout": _CONNECT_TIMEOUT_S,
        "keepalives": 1,
        "keepalives_idle": 2,
        "keepalives_interval": 1,
        "keepalives_count": 3,
        "tcp_user_timeout": 4000,
        "options": " ".join(f"-c {name}={value}" for name, value in session.items()),
    }


def _text(value: str | tuple[str, ...] | None) -> str:
    return value[0] if isinstance(value, tuple) else value or ""
