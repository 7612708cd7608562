"""What the search does by itself: richness, scaling, memory, first plan."""

import statistics
from collections.abc import Callable

from dispatch_console.planning.problem import Problem
from tests.benchmarks.planning import own
from tests.benchmarks.planning.contest import judged
from tests.benchmarks.planning.field import FieldSet, rich
from tests.benchmarks.planning.settings import Cell, Findings, Settings
from tests.benchmarks.rows import row

FAINT = 1e-3
"""Share of their weights at which the rich terms burden the model but rule nothing."""

WORKERS = (1, 2, 4)
FIRST_PLAN = 1000

Tell = Callable[[Cell], None]


def richness(settings: Settings, tell: Tell) -> Findings:
    """The plain objective with all terms on, over that of the plain model, at equal time."""
    found, size = Findings(), 300
    for label, share in (("burden", FAINT), ("traded", 1.0)):
        ratios: list[float] = []
        for seed in settings.seeds:
            plain = FieldSet(size, 8).problem(seed)
            cells = [
                _solved(f"rich_{label}_{word}", plain, model, seed, settings.middle, settings.cores)
                for word, model in (("off", plain), ("on", rich(plain, seed, share)))
            ]
            for cell in cells:
                tell(cell)
            found.cells += cells
            if not any(cell.wrong for cell in cells):
                ratios.append(cells[1].objective / cells[0].objective)
        if ratios:
            mean = statistics.mean(ratios)
            name = f"planning.rich_{label}_{size}_p8"
            found.rows.append(row(name, 100 * (mean - 1), "%", "plain model", mean))
    return found


def scaling(settings: Settings, tell: Tell) -> Findings:
    """The same day on one, two and four workers, and a huge one."""
    found = Findings()
    for size, each, seconds in (
        (settings.large, 8, settings.middle),
        (settings.huge, 10, settings.longest),
    ):
        problem = FieldSet(size, each).problem(settings.seeds[0])
        alone: Cell | None = None
        for workers in WORKERS:
            name = f"scaling_{size}_p{each}"
            cell = _solved(name, problem, problem, settings.seeds[0], seconds, workers)
            tell(cell)
            found.cells.append(cell)
            if cell.wrong:
                continue
            alone = alone or cell
            begin, peer = f"planning.{name}_{workers}w", f"{alone.cores} worker"
            ratio = cell.objective / alone.objective
            found.rows.append(row(f"{begin}_objective", cell.objective, "units", peer, ratio))
            found.rows.append(
                row(f"{begin}_wall", cell.wall_s, "s", "the limit", cell.wall_s / seconds)
            )
    return found


def footprint(settings: Settings, tell: Tell) -> Findings:
    """Memory of the solver's processes on a large day, on one core and on all."""
    found = Findings()
    problem = FieldSet(settings.large, 8).problem(settings.seeds[0])
    for cores in sorted({1, settings.cores}):
        name = f"memory_{settings.large}"
        cell = _solved(name, problem, problem, settings.seeds[0], settings.seconds[0], cores)
        tell(cell)
        found.cells.append(cell)
        peak = cell.peak_mb or 0.0
        found.rows.append(row(f"planning.{name}_{cores}c", peak, "MB", "500 MB", peak / 500))
    return found


def first_plan(settings: Settings, tell: Tell) -> Findings:
    """Seconds to the first complete plan."""
    found = Findings()
    size = min(FIRST_PLAN, settings.large)
    firsts: list[float] = []
    for seed in settings.seeds:
        problem = FieldSet(size, 8).problem(seed)
        seconds = settings.seconds[0]
        cell = _solved(f"first_{size}_p8", problem, problem, seed, seconds, settings.cores)
        tell(cell)
        found.cells.append(cell)
        if cell.first_s is not None and not cell.wrong:
            firsts.append(cell.first_s)
    if firsts:
        mean = statistics.mean(firsts)
        found.rows.append(row(f"planning.first_plan_{size}", mean, "s", "1 s", mean))
    return found


def _solved(
    name: str, plain: Problem, model: Problem, seed: int, seconds: float, cores: int
) -> Cell:
    """Our plan for the model, judged by the plain objective."""
    return judged(name, plain, seed, seconds, cores, own.solve(model, seconds, cores, seed))
