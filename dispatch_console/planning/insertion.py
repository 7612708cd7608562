"""The best places for one ticket in a plan, with what each would do."""

from dispatch_console.planning.evaluator import Evaluator, Plan, Price


def candidates(evaluator: Evaluator, plan: Plan, ticket: int, limit: int = 10) -> tuple[Price, ...]:
    """Up to `limit` places that break no rule, one a shift, the best first.

    Raises `plan.ticket` for an id that the problem does not have.
    """
    spec = evaluator.lookup.ticket(ticket)
    loads = evaluator.loads(plan)
    load = evaluator.pricing.load
    found: list[tuple[float, int]] = []
    for shift in evaluator.problem.shifts:
        rest = tuple(other for other in plan.get(shift.id, ()) if other != ticket)
        best = evaluator.trials.best_position(shift.id, rest, ticket)
        if best is not None:
            now = loads[shift.engineer]
            if len(rest) != len(plan.get(shift.id, ())):
                now -= spec.load_s
            found.append((best[0] + load(now + spec.load_s) - load(now), shift.id))
    prices = [evaluator.price(plan, ticket, shift) for _, shift in sorted(found)[:limit]]
    return tuple(
        sorted(
            (price for price in prices if not price.violations),
            key=lambda price: (price.delta.total, price.shift),
        )
    )
