"""What each part of the search brings: the same day with parts switched off.

`VARIANTS` names the constants of the search that switch them. Each run is a process of its own, on
one core, as workers of a team would not see the change:
`python -m tests.benchmarks.planning.ablation VARIANT SET SEED SECONDS`.
"""

import importlib
import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Mapping

from dispatch_console.planning.evaluator import Evaluator
from dispatch_console.planning.messages import Solve
from dispatch_console.planning.search import Search
from tests.benchmarks.planning.contest import judged
from tests.benchmarks.planning.field import FieldSet, rich
from tests.benchmarks.planning.outcome import Outcome
from tests.benchmarks.planning.settings import Cell, Findings, Settings
from tests.benchmarks.rows import row

SEARCH = "dispatch_console.planning.search"
VARIANTS: Mapping[str, Mapping[str, object]] = {
    "kernel": {f"{SEARCH}:POLISH": 0.0, f"{SEARCH}:POLISH_SMALL": 0.0},
    "everything": {},
}
"""Variant → ``module:CONSTANT`` → value. The last is the search as it ships."""

DAYS = ("field_100_p8", "field_300_p8", "rich_300_p8")


def run(settings: Settings, tell: Callable[[Cell], None]) -> Findings:
    """The objective of each variant over that of the whole search."""
    found = Findings()
    for day in DAYS[: settings.at_most]:
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
    if ended.returncode != 0:
        outcome = Outcome(variant, wrong=ended.stderr.strip()[-300:])
    else:
        answer = json.loads(ended.stdout.splitlines()[-1])
        routes = {int(shift): tickets for shift, tickets in answer["routes"].items()}
        outcome = Outcome(variant, routes=routes, wall_s=answer["wall_s"])
    plain = FieldSet.named(day.replace("rich_", "field_"))
    assert plain is not None
    return judged(f"ablation_{day}", plain.problem(seed), seed, seconds, 1, outcome)


def main() -> None:
    """Solve one day with one variant here, and print the routes as JSON."""
    variant, day, seed, seconds = sys.argv[1:5]
    for place, value in VARIANTS[variant].items():
        module, constant = place.split(":")
        found = importlib.import_module(module)
        if not hasattr(found, constant):
            raise AttributeError(place)
        setattr(found, constant, value)
    plain = FieldSet.named(day.replace("rich_", "field_"))
    assert plain is not None
    problem = plain.problem(int(seed))
    if day.startswith("rich_"):
        problem = rich(problem, int(seed))
    begun = time.perf_counter()
    command = Solve(problem=problem, seconds=float(seconds), seed=int(seed), cores=1)
    with Search(command, Evaluator(problem), lambda *_: None, lambda: False) as search:
        plan = search.run()
    answer = {"routes": {shift: list(tickets) for shift, tickets in plan.items()}}
    print(json.dumps(answer | {"wall_s": time.perf_counter() - begun}))


if __name__ == "__main__":
    main()
