"""What each part of the search brings: the same day with parts switched off.

`VARIANTS` names the constants of the search that switch them. Each run is a process of its own, on
one core, as workers of a team would not see the change:
`python -m tests.benchmarks.planning.ablation VARIANT DAY SEED SECONDS`.
"""

import importlib
import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Mapping

from dispatch_console.planning.checker import check
from dispatch_console.planning.evaluator import Evaluator
from dispatch_console.planning.messages import Solve
from dispatch_console.planning.problem import Problem
from dispatch_console.planning.search import Search
from dispatch_console.planning.solution import Term
from tests.benchmarks.planning.field import FieldSet, rich, tied
from tests.benchmarks.planning.settings import Cell, Findings, Settings
from tests.benchmarks.rows import row

SEARCH = "dispatch_console.planning.search"
KERNEL_ALONE = {f"{SEARCH}:MASTER_AT": (), f"{SEARCH}:WHOLE_TICKETS": 0}
VARIANTS: Mapping[str, Mapping[str, object]] = {
    "kernel": KERNEL_ALONE,
    "kernel_master": {f"{SEARCH}:SUBMODELS": False, f"{SEARCH}:WHOLE_TICKETS": 0},
    "everything": {},
}
"""Variant → ``module:CONSTANT`` → value. The last is the search as it ships."""

DAYS: Mapping[str, Callable[[int], Problem]] = {
    "plain_50": lambda seed: FieldSet(50, 8).problem(seed),
    "plain_300": lambda seed: FieldSet(300, 8).problem(seed),
    "rich_300": lambda seed: rich(FieldSet(300, 8).problem(seed), seed),
    "tied_100": lambda seed: tied(FieldSet(100, 8).problem(seed)),
}
"""All eight tickets an engineer: plain, with all soft terms, with crews and predecessors."""


def run(settings: Settings, tell: Callable[[Cell], None]) -> Findings:
    """The checker's objective of each variant's plan over that of the whole search."""
    found = Findings()
    for day in list(DAYS)[: settings.at_most]:
        cells = {
            (variant, seed): _apart(variant, day, seed, settings.middle)
            for variant in VARIANTS
            for seed in settings.seeds
        }
        whole = list(VARIANTS)[-1]
        for variant in VARIANTS:
            mine = [cells[variant, seed] for seed in settings.seeds]
            for cell in mine:
                tell(cell)
            found.cells += mine
            ratios = [
                cell.objective / cells[whole, cell.seed].objective
                for cell in mine
                if not cell.wrong and not cells[whole, cell.seed].wrong
            ]
            if ratios:
                mean = statistics.mean(cell.objective for cell in mine)
                name = f"planning.ablation_{day}_{variant}"
                found.rows.append(row(name, mean, "units", whole, statistics.mean(ratios)))
    return found


def _apart(variant: str, day: str, seed: int, seconds: float) -> Cell:
    module = "tests.benchmarks.planning.ablation"
    command = [sys.executable, "-m", module, variant, day, str(seed), str(seconds)]
    ended = subprocess.run(command, capture_output=True, text=True)
    if ended.returncode == 0:
        found = json.loads(ended.stdout.splitlines()[-1])
    else:
        nothing = {"tickets": 0, "served": 0, "objective": 0.0, "travel": 0.0, "wall_s": 0.0}
        found = nothing | {"priority": 0, "wrong": ended.stderr.strip()[-300:]}
    return Cell(
        **found,
        set=f"ablation_{day}",
        seed=seed,
        seconds=seconds,
        cores=1,
        solver=variant,
        first_s=None,
        peak_mb=None,
    )


def main() -> None:
    """Solve one day with one variant here, and print the checker's findings as JSON."""
    variant, day, seed, seconds = sys.argv[1:5]
    for place, value in VARIANTS[variant].items():
        module, constant = place.split(":")
        found = importlib.import_module(module)
        if not hasattr(found, constant):
            raise AttributeError(place)
        setattr(found, constant, value)
    problem = DAYS[day](int(seed))
    begun = time.perf_counter()
    evaluator = Evaluator(problem)
    command = Solve(problem=problem, seconds=float(seconds), seed=int(seed), cores=1)
    with Search(command, evaluator, lambda *_: None, lambda: False) as search:
        solution = evaluator.solution(search.run())
    taken = time.perf_counter() - begun
    verdict = check(problem, solution)
    served = [ticket for route in solution.routes for ticket in route.tickets]
    priority = {ticket.id: ticket.priority for ticket in problem.tickets}
    answer = {
        "tickets": len(problem.tickets),
        "served": len(served),
        "objective": verdict.objective.total,
        "travel": verdict.objective.terms[Term.TRAVEL],
        "priority": sum(priority[ticket] for ticket in served),
        "wall_s": taken,
        "wrong": ", ".join(violation.rule.value for violation in verdict.violations),
    }
    print(json.dumps(answer))


if __name__ == "__main__":
    main()
