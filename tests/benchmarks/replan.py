"""Least-change re-planning and rebalancing of a running plan of 5,000 tickets."""

import statistics
import time
from collections.abc import Callable

from dispatch_console.planning.rebalance import rebalance
from dispatch_console.planning.replan import Replanned, late, sick_call, urgent
from dispatch_console.planning.told import broken
from tests.benchmarks.rows import Row, p95, row
from tests.benchmarks.simulate import standing

TICKETS, ENGINEERS, CALLS = 5000, 600, 12
HOUR = 3600


def run() -> list[Row]:
    """Time of each call, 95th percentile, and what a sick call changes for the others."""
    problem, plan = standing(TICKETS, ENGINEERS)
    working = [route.shift for route in plan.routes][:: max(1, len(plan.routes) // CALLS)][:CALLS]
    owner = {shift.id: shift.engineer for shift in problem.shifts}
    served = {route.shift: len(route.tickets) for route in plan.routes}
    sick = [_timed(lambda s=s: sick_call(problem, plan, owner[s], 8 * HOUR)) for s in working]
    delayed = [_timed(lambda s=s: late(problem, plan, s, HOUR)) for s in working]
    hurried = [_timed(lambda t=t: urgent(problem, plan, t)) for t in plan.unserved[:CALLS]]
    others = [
        broken(found.changes) - served[shift]
        for (_, found), shift in zip(sick, working, strict=True)
    ]
    begun = time.perf_counter()
    even = rebalance(problem, plan, cost_limit=50_000)
    evened = time.perf_counter() - begun
    lost = statistics.mean(len(found.unserved) for _, found in sick)
    rows = [
        row("replan.sick_call", p95([taken for taken, _ in sick]), "s", "3 s allowed"),
        row("replan.sick_call_others_moved", statistics.mean(others), "changes"),
        row("replan.sick_call_left_out", lost, "tickets"),
        row("replan.late", p95([taken for taken, _ in delayed]), "s"),
        row("replan.rebalance", evened, "s"),
        row("replan.rebalance_moves", len(even.moves), "moves"),
    ]
    if hurried:
        rows.append(row("replan.urgent", p95([taken for taken, _ in hurried]), "s"))
    return rows


def _timed(call: Callable[[], Replanned]) -> tuple[float, Replanned]:
    begun = time.perf_counter()
    found = call()
    return time.perf_counter() - begun, found
