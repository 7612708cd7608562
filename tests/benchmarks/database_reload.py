"""Reading a board of 50,000 tickets anew, as a console does after a restore."""

import random
import tempfile
from pathlib import Path

from dispatch_console.services.board import load
from dispatch_console.services.context import Context
from dispatch_console.storage.database import Database
from dispatch_console.storage.embedded import EmbeddedServer
from dispatch_console.support.clock import utc_now
from tests.benchmarks.rows import Row, row, timed
from tests.services.company import found, scattered

TICKETS = 50_000


def run() -> list[Row]:
    """Seconds from asking to a whole board in memory."""
    rng = random.Random(7)
    tickets = [scattered(number, rng) for number in range(1, TICKETS + 1)]
    with tempfile.TemporaryDirectory() as folder, EmbeddedServer.start(Path(folder)) as server:
        database = Database.open(server.url)
        context = Context(database=database, user="benchmark", clock=utc_now)
        found(context, *tickets, engineers=500)
        taken = timed(lambda: load(context), repeats=3)
        database.close()
    return [row("database.reload_50000", taken, "s")]
