"""A plan under uncertainty: 10,000 runs, risks and causes of every ticket."""

from dispatch_console.planning.evaluator import Evaluator
from dispatch_console.planning.messages import Solve
from dispatch_console.planning.problem import Problem
from dispatch_console.planning.search import Search
from dispatch_console.planning.simulate import simulate
from dispatch_console.planning.solution import Solution
from tests.benchmarks.rows import Row, row, timed
from tests.planning.instances import field_service

RUNS = 10_000
SIZES = ((500, 70), (5000, 600))
SECONDS = 30.0


def run() -> list[Row]:
    """Seconds for a plan of each size, causes included."""
    found: list[Row] = []
    for tickets, engineers in SIZES:
        problem, plan = standing(tickets, engineers)
        taken = timed(lambda p=problem, s=plan: simulate(p, s, runs=RUNS), 3)
        found.append(row(f"simulate.tickets_{tickets}", taken, "s"))
    return found


def standing(tickets: int, engineers: int, seed: int = 20) -> tuple[Problem, Solution]:
    """A field-service day and what the solver makes of it on one core."""
    problem = field_service(tickets, engineers, 1, max(6, tickets // 250), seed)
    evaluator = Evaluator(problem)
    command = Solve(problem=problem, seconds=SECONDS, seed=1, cores=1)
    with Search(command, evaluator, lambda _, __: None, lambda: False) as search:
        return problem, evaluator.solution(search.run())
