"""A drag over the timeline: from asking to a price on every row, 500 engineers × 5,000 tickets."""

import random
import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from dispatch_console.domain.board import Board
from dispatch_console.domain.ids import EngineerId, TicketId
from dispatch_console.domain.place import Location, TimeWindow
from dispatch_console.domain.ticket import Ticket
from dispatch_console.services.row_prices import RowDesk
from tests.benchmarks.console_intake import ENGINEERS, TICKETS, fortnight
from tests.benchmarks.console_timeline import board as three_days
from tests.benchmarks.rows import Row, p95, row
from tests.factories import DAY

VISIBLE, DAYS, DRAGS = 40, 3, 60
LASTS = timedelta(minutes=40)
SEED = 23
AIM_MS = 50.0
NOW = DAY + timedelta(hours=2)
"""An hour into the first day's shifts: visits are under way."""


def run() -> list[Row]:
    """Milliseconds at the 95th percentile; a drag's first update makes the rows ready besides.

    `VISIBLE` rows are as many as a 1080p screen shows in compact rows. On `dense`, ten visits an
    engineer lie in the days shown; on `fortnight` the same tickets are spread over two weeks.
    """
    rows: list[Row] = []
    for name, board in (("", mixed(three_days())), ("_fortnight", fortnight(random.Random(SEED)))):
        assert (len(board.tickets), len(board.engineers)) == (TICKETS, ENGINEERS)
        staff = sorted(board.engineers)
        rows += [
            _figure(f"console.drag_price_p95{name}", board, staff[:VISIBLE]),
            _figure(f"console.drag_price_all_p95{name}", board, staff),
            _first(f"console.drag_price_first_p95{name}", board, staff),
        ]
    return rows


def mixed(board: Board) -> Board:
    """The board with staff of many kinds and places, each with visits nearby that they can do.

    What can be done by some is refused on the rows of others, by a rule or for want of time.
    """
    rng = random.Random(SEED)
    staff = {
        key: replace(who, skills=tuple(rng.sample(who.skills, rng.randint(1, 2))), home=_home(rng))
        for key, who in board.engineers.items()
    }
    tickets: dict[TicketId, Ticket] = {}
    for key, ticket in board.tickets.items():
        visit = ticket.visit
        assert visit is not None
        who = staff[visit.engineer_id]
        window = TimeWindow(visit.start - timedelta(hours=1), visit.start + timedelta(hours=1))
        tickets[key] = replace(
            ticket,
            visit=replace(visit, end=visit.start + LASTS),
            duration_s=int(LASTS.total_seconds()),
            skills=(rng.choice(who.skills),) if rng.random() < 0.5 else (),
            windows=(window,) if rng.random() < 0.3 else (),
            location=_near(rng, who.home),
        )
    return replace(board, engineers=staff, tickets=tickets)


def _home(rng: random.Random) -> Location:
    return Location(31.1 + rng.random() * 0.1, 121.3 + rng.random() * 0.1)


def _near(rng: random.Random, home: Location) -> Location:
    lat, lon = (axis + rng.uniform(-0.02, 0.02) for axis in (home.lat, home.lon))
    return Location(lat, lon)


def _figure(name: str, board: Board, rows: Sequence[EngineerId]) -> Row:
    """Updates of drags one after the other, the rows made ready by the first of them."""
    rng, desk = random.Random(SEED), RowDesk()
    _ask(desk, board, _any(rng, board), rows)
    taken = p95([_ask(desk, board, _any(rng, board), rows) for _ in range(DRAGS)])
    return row(name, taken, "ms", f"the {AIM_MS:.0f} ms aimed at", taken / AIM_MS)


def _first(name: str, board: Board, staff: Sequence[EngineerId]) -> Row:
    """Rows nobody asked about before, each time a screen of others."""
    rng, desk = random.Random(SEED), RowDesk()
    # The board by shifts and engineers is at hand, as after any question before.
    _ask(desk, board, _any(rng, board), staff[:1])
    starts = range(1, len(staff) - VISIBLE, VISIBLE)
    screens = [staff[start : start + VISIBLE] for start in starts]
    taken = p95([_ask(desk, board, _any(rng, board), screen) for screen in screens])
    return row(name, taken, "ms", f"the {AIM_MS:.0f} ms aimed at", taken / AIM_MS)


def _any(rng: random.Random, board: Board) -> TicketId:
    return rng.choice(list(board.tickets))


def _ask(desk: RowDesk, board: Board, ticket: TicketId, rows: Sequence[EngineerId]) -> float:
    """Milliseconds from the question to a price for each row."""
    days = (DAY, DAY + timedelta(days=DAYS))
    begun = time.perf_counter()
    found = desk.prices(board, (ticket,), rows, days, now=NOW)
    taken = (time.perf_counter() - begun) * 1000
    assert len(found) == len(rows)
    return taken
