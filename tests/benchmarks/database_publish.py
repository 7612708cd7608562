"""Publishing a plan of 2,000 assignments, against a bare COPY of the same rows in the same run.

The same rows are those that publishing leaves behind: a visit, a ticket, and for both the audit's
row and the change feed's. They are copied into tables without keys, indexes or triggers. The COPY
of the visits alone is shown too.
"""

import random
import statistics
import tempfile
import time
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import psycopg
from psycopg import sql

from dispatch_console.domain.plan import Proposal
from dispatch_console.services.board import load
from dispatch_console.services.context import Context
from dispatch_console.services.publishing import publish
from dispatch_console.storage.database import Database
from dispatch_console.storage.embedded import EmbeddedServer
from tests.benchmarks.rows import Row, row
from tests.factories import NOW
from tests.services.company import found, proposal, scattered

ASSIGNMENTS, ENGINEERS = 2000, 400
REPEATS = 7
BOUND = 3.0

TABLES = ("visit", "ticket", "audit", "change_log")

_UNDO = """
UPDATE ticket SET visit_id = NULL, status = 'new' WHERE visit_id IS NOT NULL;
UPDATE visit SET active = false WHERE active;
"""


def run() -> list[Row]:
    """Median seconds of publishing and of copying, taken in turn."""
    rng = random.Random(11)
    tickets = [replace(scattered(n, rng), windows=()) for n in range(1, ASSIGNMENTS + 1)]
    with tempfile.TemporaryDirectory() as folder, EmbeddedServer.start(Path(folder)) as server:
        database = Database.open(server.url)
        context = Context(database=database, user="benchmark", clock=lambda: NOW)
        found(context, *tickets, engineers=ENGINEERS)
        plan = proposal(context)
        assert len(plan.moves) == ASSIGNMENTS
        published, bare, visits = [], [], []
        with psycopg.connect(database.url, autocommit=True) as connection:
            for _ in range(REPEATS + 1):
                published.append(_publish(context, plan))
                bare.append(_copy(connection, TABLES))
                visits.append(_copy(connection, TABLES[:1]))
                _make_new(connection)
        database.close()
    whole, all_rows, visit_rows = (statistics.median(t[1:]) for t in (published, bare, visits))
    return [
        row("database.publish_2000", whole, "s", "COPY of the visits alone", whole / visit_rows),
        row("database.copy_visits_2000", visit_rows, "s"),
        row("database.copy_2000", all_rows, "s"),
        row(
            "database.publish_ratio", whole / all_rows, "times", "bound", whole / all_rows / BOUND
        ),
    ]


def _publish(context: Context, plan: Proposal) -> float:
    board = load(context)
    plan = replace(plan, base={key: board.tickets[key].plan_version for key in plan.base})
    begun = time.perf_counter()
    done = publish(context, uuid4(), plan)
    taken = time.perf_counter() - begun
    assert done.done == ASSIGNMENTS
    return taken


def _copy(connection: psycopg.Connection, tables: Iterable[str]) -> float:
    """Seconds to copy the newest rows of the tables into bare ones, in one transaction."""
    rows = {name: _newest(connection, name) for name in tables}
    for name in rows:
        connection.execute(
            sql.SQL("DROP TABLE IF EXISTS {bare}; CREATE TABLE {bare} (LIKE {name})").format(
                bare=sql.Identifier(f"bare_{name}"), name=sql.Identifier(name)
            )
        )
    begun = time.perf_counter()
    with connection.transaction(), connection.cursor() as cursor:
        for name, data in rows.items():
            with cursor.copy(_copy_in(name)) as copy:
                copy.write(data)
    return time.perf_counter() - begun


def _newest(connection: psycopg.Connection, name: str) -> bytes:
    """What publishing left in the table, in the form COPY reads."""
    count = ASSIGNMENTS if name in ("visit", "ticket") else 2 * ASSIGNMENTS
    newest = "seq" if name == "change_log" else "id"
    with (
        connection.cursor() as cursor,
        cursor.copy(
            sql.SQL("COPY (SELECT * FROM {} ORDER BY {} DESC LIMIT {}) TO STDOUT").format(
                sql.Identifier(name), sql.Identifier(newest), count
            )
        ) as copy,
    ):
        return b"".join(bytes(piece) for piece in copy)


def _copy_in(name: str) -> sql.Composed:
    return sql.SQL("COPY {} FROM STDIN").format(sql.Identifier(f"bare_{name}"))


def _make_new(connection: psycopg.Connection) -> None:
    """All tickets unassigned again, and the tables as small as they can be."""
    connection.execute(_UNDO.encode())
    connection.execute("VACUUM ANALYZE")
