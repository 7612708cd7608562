"""Whether a shared server is set up as the console expects it: looked at, never changed."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, LiteralString

import psycopg

from dispatch_console.domain.connection import CLOCK_REFUSE_S, CLOCK_WARN_S
from dispatch_console.storage import rights_check
from dispatch_console.storage.errors import translated
from dispatch_console.storage.url import (
    SCHEMA,
    SERVER_KEEPALIVES,
    connect_arguments,
    parse_url,
    plain_url,
)
from dispatch_console.support.clock import Clock


class State(StrEnum):
    """How well something is."""

    OK = "ok"
    WARN = "warn"
    FAIL = "fail"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at; `code` names its sentence, which says what to do unless all is well."""

    state: State
    code: str
    params: dict[str, Any] = field(default_factory=dict)


def examine(url: str, clock: Clock) -> tuple[Finding, ...]:
    """What was found, in the order in which one would put it right. Raises ``database.…``."""
    parsed = parse_url(url)
    with (
        translated(parsed),
        psycopg.connect(
            plain_url(parsed), autocommit=True, **connect_arguments("doctor")
        ) as connection,
    ):
        return (
            _schema(connection),
            _encryption(connection, str(parsed.query.get("sslmode", ""))),
            _lost_lines(connection),
            _clock(connection, clock),
            *_rights(connection),
        )


def _schema(connection: "psycopg.Connection[Any]") -> Finding:
    found = int(_one(connection, "SELECT version_num FROM alembic_version")[0])
    if found == SCHEMA:
        return Finding(State.OK, "checkup.schema", {"schema": found})
    code = "checkup.schema_old" if found < SCHEMA else "checkup.schema_newer"
    state = State.FAIL if found < SCHEMA else State.WARN
    return Finding(state, code, {"schema": found, "wanted": SCHEMA})


def _encryption(connection: "psycopg.Connection[Any]", mode: str) -> Finding:
    near, ssl, version = _one(
        connection,
        "SELECT coalesce(inet_client_addr() <<= '127.0.0.0/8' OR inet_client_addr() = '::1', true),"
        " ssl, version FROM pg_stat_ssl WHERE pid = pg_backend_pid()",
    )
    if ssl and mode == "verify-full":
        return Finding(State.OK, "checkup.tls", {"version": version})
    if ssl:
        return Finding(State.WARN, "checkup.tls_unchecked", {"version": version})
    if near:
        return Finding(State.OK, "checkup.tls_near")
    return Finding(State.WARN, "checkup.tls_none")


def _lost_lines(connection: "psycopg.Connection[Any]") -> Finding:
    if _one(connection, "SELECT inet_client_addr()")[0] is None:
        return Finding(State.OK, "checkup.lines_near")
    rows = connection.execute(
        "SELECT name, setting FROM pg_settings WHERE name = ANY(%s)", (list(SERVER_KEEPALIVES),)
    ).fetchall()
    found = {name: int(setting) for name, setting in rows}
    if found == SERVER_KEEPALIVES:
        return Finding(State.OK, "checkup.lines")
    odd = ", ".join(f"{name} {found.get(name)}" for name in SERVER_KEEPALIVES)
    return Finding(State.WARN, "checkup.lines_odd", {"found": odd})


def _clock(connection: "psycopg.Connection[Any]", clock: Clock) -> Finding:
    before = clock()
    there = _one(connection, "SELECT clock_timestamp()")[0]
    after = clock()
    way = (after - before) / 2
    offset = there - (before + way)
    params = {"seconds": f"{offset.total_seconds():+.1f}"}
    # The answer was on its way for a while, which is no fault of the clocks.
    sure = (abs(offset) - way).total_seconds()
    if sure > CLOCK_REFUSE_S:
        return Finding(State.FAIL, "checkup.clock_wrong", params)
    if sure > CLOCK_WARN_S:
        return Finding(State.WARN, "checkup.clock_off", params)
    return Finding(State.OK, "checkup.clock", params)


def _rights(connection: "psycopg.Connection[Any]") -> Iterator[Finding]:
    """Nothing where no roles were set up, which is told elsewhere."""
    if not rights_check.set_up(connection):
        return
    wrong = rights_check.wrong_grants(connection)
    if wrong:
        shown = {"count": len(wrong), "first": "; ".join(wrong[:3])}
        yield Finding(State.FAIL, "checkup.grants_wrong", shown)
    else:
        yield Finding(State.OK, "checkup.grants")
    broken = rights_check.broken_guards(connection)
    if broken:
        yield Finding(State.FAIL, "checkup.guards_broken", {"what": "; ".join(broken)})
    else:
        yield Finding(State.OK, "checkup.guards")


def _one(connection: "psycopg.Connection[Any]", query: LiteralString) -> tuple[Any, ...]:
    found = connection.execute(query).fetchone()
    assert found is not None
    return found
