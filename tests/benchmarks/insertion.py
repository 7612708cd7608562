"""One new ticket into a running fortnight: who could come, when, why not, what it would take."""

import random
import time
from collections.abc import Callable, Iterable

from dispatch_console.planning.evaluator import Evaluator
from dispatch_console.planning.explain import unserved
from dispatch_console.planning.insertion import Insertion
from dispatch_console.planning.relax import relaxations
from dispatch_console.planning.slots import offers
from tests.benchmarks.rows import Row, p95, row
from tests.planning.instances import HOUR, field_service

SEED = 11
TICKETS, ENGINEERS, DAYS = 5000, 500, 14
ASKED = 60
BOUND_MS = 100.0

FULL = (500, 15, 3)
"""Tickets, engineers and days of a plan with no room left."""

EXPLAINED = 50
RELAXED = 3


def run() -> list[Row]:
    """Milliseconds at the 95th percentile against what is asked for, seconds for the rest."""
    standing, left = running(TICKETS, ENGINEERS, DAYS)
    asked = left[:ASKED]
    standing.candidates(asked[0])
    offers(standing, asked[0], first=8 * HOUR)
    ranked = p95(each(asked, standing.candidates))
    windows = p95(each(asked, lambda ticket: offers(standing, ticket, first=8 * HOUR)))
    half = p95(each(asked, lambda ticket: offers(standing, ticket, first=8 * HOUR, step_s=HOUR)))
    shifts = list(standing.plan)[:ASKED]
    changed = p95(each(shifts, lambda shift: standing.update(standing.plan, (shift,))))
    full, crowded = running(*FULL)
    explained = sum(each(crowded[:EXPLAINED], lambda ticket: unserved(full, ticket)))
    steps = [
        taken
        for ticket in crowded[:RELAXED]
        for taken in gaps(relaxations(full.evaluator, full.plan, ticket, seconds=10))
    ]
    return [
        row("insertion.candidates_p95", ranked * 1000, "ms", "bound", ranked * 1000 / BOUND_MS),
        row("insertion.offers_p95", windows * 1000, "ms", "bound", windows * 1000 / BOUND_MS),
        row("insertion.offers_hourly_p95", half * 1000, "ms", "bound", half * 1000 / BOUND_MS),
        row("insertion.update_p95", changed * 1000, "ms"),
        row("insertion.fifty_explained", explained, "s", "bound", explained / 3.0),
        row("insertion.relaxation_mean", sum(steps) / max(1, len(steps)), "s"),
    ]


def running(tickets: int, engineers: int, days: int) -> tuple[Insertion, list[int]]:
    """A plan filled in random order, each ticket where it costs least; and what is left out.

    One ticket in fifty is kept back, to be new.
    """
    problem = field_service(tickets, engineers, days, seed=SEED)
    standing = Insertion(Evaluator(problem), {})
    rng = random.Random(SEED)
    ids = [ticket.id for ticket in problem.tickets]
    rng.shuffle(ids)
    for ticket in ids[tickets // 50 :]:
        for price in standing.candidates(ticket, 1):
            row_ = standing.plan[price.shift]
            after = (*row_[: price.position], ticket, *row_[price.position :])
            standing.update({price.shift: after}, (price.shift,))
    return standing, [ticket for ticket in ids if standing.shift_of(ticket) is None]


def each(ids: Iterable[int], work: Callable[[int], object]) -> list[float]:
    """Seconds for each of the tickets or shifts."""
    taken: list[float] = []
    for key in ids:
        begun = time.perf_counter()
        work(key)
        taken.append(time.perf_counter() - begun)
    return taken


def gaps(found: Iterable[object]) -> list[float]:
    """Seconds before each that is found."""
    taken: list[float] = []
    begun = time.perf_counter()
    for _ in found:
        now = time.perf_counter()
        taken.append(now - begun)
        begun = now
    return taken
