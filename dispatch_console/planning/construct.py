"""The first complete plan: the hardest tickets first, each where it costs least."""

from dispatch_console.planning.drive import Drive
from dispatch_console.planning.evaluator import Evaluator, Plan


def construct(evaluator: Evaluator, start: Plan | None = None) -> dict[int, tuple[int, ...]]:
    """A plan that breaks no rule: what of `start` can stand, and what else pays its way.

    Every shift of the problem has its row.
    """
    problem = evaluator.problem
    plan: dict[int, tuple[int, ...]] = {shift.id: () for shift in problem.shifts}
    if not problem.tickets or not problem.shifts:
        return plan
    drive = Drive(evaluator, 1, lambda: False)
    try:
        drive.begin(start or {})
        return plan | drive.best
    finally:
        drive.close()
