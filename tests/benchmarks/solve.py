"""Planning the demo company's three days: against the greedy first plan of the same run."""

import time
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from dispatch_console.app.demo.company import build, company_board
from dispatch_console.planning.construct import construct
from dispatch_console.planning.evaluator import Evaluator
from dispatch_console.planning.host import SolverHost
from dispatch_console.planning.messages import Event, Finished, Improved, Solve
from dispatch_console.services.planning import build_problem
from tests.benchmarks.rows import Row, row

SECONDS = 10.0
ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 3, 1, 23, 30, tzinfo=UTC)


def run() -> list[Row]:
    """Objective and share served after `SECONDS`, and seconds to the first complete plan."""
    board = company_board(build(date(2026, 3, 2), NOW, ZONE))
    start = min(shift.start for shift in board.shifts.values())
    end = max(shift.end for shift in board.shifts.values())
    problem = build_problem(board, now=NOW, start=start, end=end)
    evaluator = Evaluator(problem)
    greedy = construct(evaluator)
    routes = [evaluator.schedule(shift, tickets).route for shift, tickets in greedy.items()]
    baseline = evaluator.objective(routes).total
    begun = time.perf_counter()
    first: list[float] = []
    ended: list[Finished] = []

    def hear(event: Event) -> None:
        if isinstance(event, Improved) and not first:
            first.append(time.perf_counter() - begun)
        if isinstance(event, Finished):
            ended.append(event)

    SolverHost().solve(Solve(problem=problem, seconds=SECONDS), hear).wait()
    solution = ended[0].solution
    total = len(problem.tickets)
    served = (total - len(solution.unserved)) / total
    objective = solution.objective.total
    return [
        row("solve.demo_objective", objective, "units", "greedy plan", objective / baseline),
        row("solve.demo_served", 100 * served, "%"),
        row("solve.demo_first_plan", first[0] if first else SECONDS, "s"),
    ]
