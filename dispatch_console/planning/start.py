"""What of a given plan can be begun from."""

from dispatch_console.planning.evaluator import Evaluator, Plan
from dispatch_console.planning.problem import Problem


def sound(evaluator: Evaluator, start: Plan) -> dict[int, tuple[int, ...]]:
    """The part of `start` whose routes can stand: unknown, double and breaking tickets left out."""
    plan: dict[int, tuple[int, ...]] = {shift.id: () for shift in evaluator.problem.shifts}
    seen: set[int] = set()
    for shift, tickets in start.items():
        for ticket in tickets:
            known = shift in plan and ticket in evaluator.lookup.tickets and ticket not in seen
            if known and evaluator.trials.cost(shift, (*plan[shift], ticket)) is not None:
                plan[shift] = (*plan[shift], ticket)
                seen.add(ticket)
    return plan


def without_links(evaluator: Evaluator, plan: Plan) -> dict[int, tuple[int, ...]]:
    """The plan without the tickets that depend on each other: for when their times clash."""
    linked = {t for link in evaluator.problem.links for t in (link.first, link.second)}
    return {shift: tuple(t for t in row if t not in linked) for shift, row in plan.items()}


def as_told(problem: Problem) -> dict[int, tuple[int, ...]]:
    """Shift → tickets in order of the starts that people were told."""
    told: dict[int, list[tuple[int, int]]] = {}
    for ticket in problem.tickets:
        if ticket.current_shift is not None and ticket.current_start is not None:
            told.setdefault(ticket.current_shift, []).append((ticket.current_start, ticket.id))
    return {shift: tuple(key for _, key in sorted(pairs)) for shift, pairs in sorted(told.items())}
