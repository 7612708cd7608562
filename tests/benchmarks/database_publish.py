"""Publishing a plan of 2,000 assignments, against a bare COPY of the same rows in the same run.

The same rows are those that publishing leaves behind: a visit, a ticket with its step, and for
visit and ticket the audit's row and the change feed's. They are copied into tables with the same
columns, keys, indexes and checks, but without triggers and references; `copy_bare_2000` is into
tables without any of these.

Publishing first judges the plan by the rows of now, which keeps nobody waiting, and then locks,
compares, writes and commits in one transaction: both are shown, and what is held for is the whole.
"""

import random
import statistics
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import psycopg
from psycopg import sql

from dispatch_console.domain.plan import Proposal
from dispatch_console.services.board import load
from dispatch_console.services.context import Context
from dispatch_console.services.publishing import judge, write_judged
from dispatch_console.storage.database import Database
from dispatch_console.storage.embedded import EmbeddedServer
from tests.benchmarks.rows import Row, row
from tests.factories import NOW
from tests.services.company import found, proposal, scattered

ASSIGNMENTS, ENGINEERS = 2000, 400
REPEATS = 7
BOUND = 3.0
PEER = "the COPY"

TABLES = ("visit", "ticket", "step", "audit", "change_log")

_UNDO = """
UPDATE ticket SET visit_id = NULL, status = 'new' WHERE visit_id IS NOT NULL;
UPDATE visit SET active = false WHERE active;
"""


def run() -> list[Row]:
    """Median seconds of judging, writing and copying, taken in turn."""
    rng = random.Random(11)
    tickets = [replace(scattered(n, rng), windows=()) for n in range(1, ASSIGNMENTS + 1)]
    with tempfile.TemporaryDirectory() as folder, EmbeddedServer.start(Path(folder)) as server:
        database = Database.open(server.url)
        context = Context(database=database, user="benchmark", clock=lambda: NOW)
        found(context, *tickets, engineers=ENGINEERS)
        plan = proposal(context)
        assert len(plan.moves) == ASSIGNMENTS
        judged, written, copied, bare = [], [], [], []
        with psycopg.connect(database.url, autocommit=True) as connection:
            for _ in range(REPEATS + 1):
                for taken, times in zip(_publish(context, plan), (judged, written), strict=True):
                    times.append(taken)
                copied.append(_copy(connection, whole=True))
                bare.append(_copy(connection, whole=False))
                _make_new(connection)
        database.close()
    judging, writing, copying, least = (
        statistics.median(t[1:]) for t in (judged, written, copied, bare)
    )
    whole = judging + writing
    return [
        row("database.copy_2000", copying, "s"),
        row("database.copy_bare_2000", least, "s"),
        row("database.publish_judged", judging, "s", PEER, judging / copying),
        row("database.publish_written", writing, "s", PEER, writing / copying),
        row("database.publish_ratio", whole / copying, "times", "bound", whole / copying / BOUND),
    ]


def _publish(context: Context, plan: Proposal) -> tuple[float, float]:
    """Seconds to judge the plan, and to write what was judged."""
    board = load(context)
    plan = replace(plan, base={key: board.tickets[key].plan_version for key in plan.base})
    begun = time.perf_counter()
    judged = judge(context, plan)
    between = time.perf_counter()
    done = write_judged(context, uuid4(), plan, judged)
    ended = time.perf_counter()
    assert done.done == ASSIGNMENTS
    return between - begun, ended - between


def _copy(connection: psycopg.Connection, *, whole: bool) -> float:
    """Seconds to copy the newest rows of the tables into empty ones, in one transaction."""
    rows = {name: _newest(connection, name) for name in TABLES}
    for name in rows:
        connection.execute(
            sql.SQL("DROP TABLE IF EXISTS {bare}; CREATE TABLE {bare} (LIKE {name} {kept})").format(
                bare=sql.Identifier(f"bare_{name}"),
                name=sql.Identifier(name),
                kept=sql.SQL("INCLUDING INDEXES INCLUDING CONSTRAINTS" if whole else ""),
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
    count = 2 * ASSIGNMENTS if name in ("audit", "change_log") else ASSIGNMENTS
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
