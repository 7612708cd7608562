"""Reading a board of 5,000 open tickets, against selecting the bare rows in the same run."""

import random
import tempfile
from pathlib import Path

import psycopg

from dispatch_console.services.board import load, read_changes
from dispatch_console.services.context import Context
from dispatch_console.storage.database import Database
from dispatch_console.storage.embedded import EmbeddedServer
from dispatch_console.support.clock import utc_now
from tests.benchmarks.rows import Row, row, timed
from tests.services.company import found, scattered

TICKETS = 5000


def run() -> list[Row]:
    """Seconds to a whole board, and to learn that nothing has changed."""
    rng = random.Random(7)
    tickets = [scattered(number, rng) for number in range(1, TICKETS + 1)]
    with tempfile.TemporaryDirectory() as folder, EmbeddedServer.start(Path(folder)) as server:
        database = Database.open(server.url)
        context = Context(database=database, user="benchmark", clock=utc_now)
        found(context, *tickets, engineers=100)
        cursor = load(context).cursor
        whole = timed(lambda: load(context))
        bare = timed(lambda: _select(database.url))
        nothing = timed(lambda: read_changes(context, cursor))
        database.close()
    return [
        row("load.board_5000", whole, "s", "selecting the bare rows", whole / bare),
        row("load.no_change", nothing, "s"),
    ]


def _select(url: str) -> None:
    with psycopg.connect(url) as connection:
        connection.execute("SELECT * FROM ticket").fetchall()
