"""The first complete plan: the hardest tickets first, each where it costs least."""

from collections.abc import Callable, Iterable, Mapping

from dispatch_console.planning.evaluator import Evaluator, Plan

NEAR_SHIFTS = 40
"""Shifts tried first; the farther ones only if none of these takes the ticket."""

_NEVER_LATE = 1 << 60


def construct(
    evaluator: Evaluator, start: Plan | None = None, stop: Callable[[], bool] = lambda: False
) -> dict[int, tuple[int, ...]]:
    """A feasible plan: what of `start` breaks no rule, and every other ticket that pays its way."""
    plan = _sound(evaluator, start or {})
    served = {ticket for tickets in plan.values() for ticket in tickets}
    missing = [ticket.id for ticket in evaluator.problem.tickets if ticket.id not in served]
    insert(evaluator, plan, missing, stop)
    return plan


def insert(
    evaluator: Evaluator,
    plan: dict[int, tuple[int, ...]],
    tickets: Iterable[int],
    stop: Callable[[], bool] = lambda: False,
) -> None:
    """Put the tickets into `plan`, in place, where serving them costs less than leaving them."""
    loads = evaluator.loads(plan)
    candidates = {ticket: evaluator.trials.able_shifts(ticket) for ticket in tickets}

    def hardness(ticket: int) -> tuple[float, int, int, int]:
        spec = evaluator.lookup.tickets[ticket]
        windows = evaluator.trials.jobs[ticket].windows
        due = windows[-1][1] if windows else _NEVER_LATE
        if spec.response_due is not None:
            due = min(due, spec.response_due)
        return -evaluator.pricing.unserved(spec), len(candidates[ticket]), due, ticket

    for ticket in sorted(candidates, key=hardness):
        if stop():
            return
        shifts = evaluator.trials.distinct(candidates[ticket], plan)
        near, far = shifts[:NEAR_SHIFTS], shifts[NEAR_SHIFTS:]
        best = _cheapest(evaluator, plan, loads, ticket, near)
        if best is None:
            best = _cheapest(evaluator, plan, loads, ticket, far)
        if best is not None:
            shift, position = best
            row = plan.get(shift, ())
            plan[shift] = (*row[:position], ticket, *row[position:])
            engineer = evaluator.lookup.shifts[shift].engineer
            loads[engineer] += evaluator.lookup.tickets[ticket].load_s


def _sound(evaluator: Evaluator, start: Plan) -> dict[int, tuple[int, ...]]:
    """The part of `start` that can stand: unknown, double and breaking tickets left out."""
    plan: dict[int, tuple[int, ...]] = {shift.id: () for shift in evaluator.problem.shifts}
    seen: set[int] = set()
    for shift, tickets in start.items():
        for ticket in tickets:
            known = shift in plan and ticket in evaluator.lookup.tickets and ticket not in seen
            if known and evaluator.trials.cost(shift, (*plan[shift], ticket)) is not None:
                plan[shift] = (*plan[shift], ticket)
                seen.add(ticket)
    return plan


def _cheapest(
    evaluator: Evaluator,
    plan: Plan,
    loads: Mapping[int, int],
    ticket: int,
    shifts: Iterable[int],
) -> tuple[int, int] | None:
    """Shift and position of the least extra cost below that of leaving the ticket out."""
    spec = evaluator.lookup.tickets[ticket]
    load = evaluator.pricing.load
    least = evaluator.pricing.unserved(spec)
    found: tuple[int, int] | None = None
    for shift in shifts:
        now = loads[evaluator.lookup.shifts[shift].engineer]
        extra = load(now + spec.load_s) - load(now)
        best = evaluator.trials.best_position(shift, plan.get(shift, ()), ticket, least - extra)
        if best is not None:
            least, found = best[0] + extra, (shift, best[1])
    return found
