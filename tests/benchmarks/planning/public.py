"""Public instances against the best published: vehicle routing with windows, home care."""

import json
import re
import statistics
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from dispatch_console.planning.formats import hhcrsp_solution
from dispatch_console.planning.formats.files import Family, load_problem
from dispatch_console.planning.problem import Problem
from tests.benchmarks.planning import own
from tests.benchmarks.planning.contest import Contest
from tests.benchmarks.planning.hhcrsp_score import score as home_care_score
from tests.benchmarks.planning.settings import Cell, Findings, Settings
from tests.benchmarks.rows import Row, row

SMALL, SMALL_S = 200, 20.0
"""Customers up to which the small sets' limit applies; above it the longest."""


def routing(settings: Settings, tell: Callable[[Cell], None]) -> Findings:
    """Gap to the best known distance of every instance that has its ``.sol`` beside it."""
    contest, found = Contest(settings, tell), Findings()
    gaps: dict[tuple[str, str, float], list[float]] = {}
    for path in _routing_files(settings):
        problem = load_problem(path, Family.VRPLIB)
        size = len(problem.tickets)
        seconds = min(SMALL_S, settings.longest) if size <= SMALL else settings.longest
        best = float(path.with_suffix(".sol").read_text().split("Cost")[1].split()[0])
        for seed in settings.seeds:
            for cell in contest.everybody(path.stem, problem, seed, seconds):
                complete = replace(cell, wrong=cell.wrong or _left(cell))
                found.cells.append(complete)
                if not complete.wrong:
                    key = (cell.solver, f"{size}", seconds)
                    gaps.setdefault(key, []).append(cell.travel / best)
    found.rows += [
        row(
            f"planning.vrptw_{size}_{seconds:g}s_{solver}",
            100 * (statistics.mean(ratios) - 1),
            "%",
            "best known",
            statistics.mean(ratios),
        )
        for (solver, size, seconds), ratios in sorted(gaps.items())
    ]
    return found


def home_care(settings: Settings, tell: Callable[[Cell], None]) -> Findings:
    """Our cost over the best published of every instance, and how many are not above it."""
    found, ratios = Findings(), list[float]()
    folder = _folder(settings.data, "hhcrsp")
    best = dict(_published(folder / "best.md"))
    for name in sorted(best)[: settings.at_most]:
        path = folder / name
        problem = load_problem(path, Family.HHCRSP)
        costs: list[float] = []
        for seed in settings.seeds:
            cell = _cared(path, problem, seed, settings)
            tell(cell)
            found.cells.append(cell)
            if not cell.wrong:
                costs.append(cell.objective)
        if costs:
            ratio = statistics.mean(costs) / best[name]
            ratios.append(ratio)
            label = path.stem.removeprefix("Instanz").replace("_HCSRP", "").lower()
            found.rows.append(
                row(f"planning.hhcrsp_{label}", statistics.mean(costs), "", "best", ratio)
            )
    return Findings([*found.rows, *_summed(ratios, len(best))], found.cells)


def _summed(ratios: list[float], total: int) -> list[Row]:
    if not ratios:
        return []
    reached = sum(round(ratio, 4) <= 1 for ratio in ratios)
    mean = statistics.mean(ratios)
    return [
        row("planning.hhcrsp_mean", mean, "", "best", mean),
        row("planning.hhcrsp_at_or_below_best", reached, "sets", f"of {total}", reached / total),
    ]


def _cared(path: Path, problem: Problem, seed: int, settings: Settings) -> Cell:
    seconds = settings.longest
    outcome = own.solve(problem, seconds, settings.cores, seed)
    instance = json.loads(path.read_text(encoding="utf-8"))
    plan: object = {"routes": []}
    if outcome.solution is not None:
        plan = hhcrsp_solution.write(problem, outcome.solution)
    judged = home_care_score(instance, json.loads(json.dumps(plan)))
    return Cell(
        set=path.stem,
        seed=seed,
        seconds=seconds,
        cores=settings.cores,
        solver=outcome.solver,
        tickets=len(problem.tickets),
        served=sum(map(len, outcome.routes.values())),
        objective=judged.cost,
        travel=judged.distance,
        priority=0,
        wall_s=outcome.wall_s,
        first_s=outcome.first_s,
        peak_mb=outcome.peak_mb,
        wrong=outcome.wrong or "; ".join(judged.wrong[:3]),
    )


def _routing_files(settings: Settings) -> list[Path]:
    files = sorted(_folder(settings.data, "vrptw").glob("*.sol"))
    found = [text for sol in files if (text := _instance(sol)) is not None]
    return sorted(found, key=lambda path: (path.suffix, path.stem))[: settings.at_most]


def _folder(data: Path, kind: str) -> Path:
    """Where the sets of a kind are: in a folder named so, or all in one."""
    return data / kind if (data / kind).is_dir() else data


def _instance(solution: Path) -> Path | None:
    both = (solution.with_suffix(".vrp"), solution.with_suffix(".txt"))
    return next((path for path in both if path.is_file()), None)


def _left(cell: Cell) -> str:
    left = cell.tickets - cell.served
    return f"{left} customers left out" if left else ""


def _published(table: Path) -> Iterator[tuple[str, float]]:
    """File name and total cost, the last column of the table; nothing without a table."""
    if not table.is_file():
        return
    for line in table.read_text(encoding="utf-8").splitlines():
        cells = [part.strip() for part in line.strip().strip("|").split("|")]
        if cells[0].endswith(".json") and re.fullmatch(r"[\d.]+", cells[-1]):
            yield cells[0], float(cells[-1])
