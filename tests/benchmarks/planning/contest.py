"""Our solver and its peers on the same field-service days: equal wall time, equal cores."""

import statistics
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from dispatch_console.planning.column_generation import MOST_TICKETS, columns_bound
from dispatch_console.planning.construct import construct
from dispatch_console.planning.evaluator import Evaluator
from dispatch_console.planning.problem import Problem
from tests.benchmarks.planning import own
from tests.benchmarks.planning.field import FieldSet, for_vroom
from tests.benchmarks.planning.outcome import Outcome
from tests.benchmarks.planning.peers import PEERS, Bench, Peer
from tests.benchmarks.planning.score import score
from tests.benchmarks.planning.settings import Cell, Findings, Settings
from tests.benchmarks.rows import Row, row

SIZES = (100, 300, 1000, 5000)
TIGHTNESS = (8, 5)
FIELD_SETS = tuple(FieldSet(size, each).name for each in TIGHTNESS for size in SIZES)
BOUND_S = 30.0
ONE_CORE = ("field_300_p8", "field_1000_p8")
"""Sets on which all solvers are also held to one core, as PyVRP knows no more."""

Figure = Callable[[Cell], float]


@dataclass(frozen=True, slots=True)
class Contest:
    """Solves instances with everybody who is here; `tell` hears of each cell."""

    settings: Settings
    tell: Callable[[Cell], None]

    def field(self, name: str) -> Findings:
        """One set over all seeds and limits."""
        kind = _set(name)
        cells = [
            cell
            for seed in self.settings.seeds
            for seconds in self.settings.seconds
            for cell in self.everybody(name, kind.problem(seed), seed, seconds)
        ]
        rows = versus(f"planning.{name}", cells, self.settings.peers)
        if kind.tickets <= MOST_TICKETS:
            rows += self._proven(name, kind, cells)
        return Findings(rows, cells)

    def _proven(self, name: str, kind: FieldSet, cells: Sequence[Cell]) -> list[Row]:
        """How near everybody comes to a proven bound: nobody can have less than 1."""
        proven: dict[int, float] = {}
        for seed in self.settings.seeds:
            evaluator = Evaluator(kind.problem(seed))
            bound = columns_bound(evaluator, construct(evaluator), BOUND_S)
            if bound > 0:
                proven[seed] = bound
        rows: list[Row] = []
        for solver in sorted({cell.solver for cell in cells}):
            ratios = [
                cell.objective / proven[cell.seed]
                for cell in cells
                if cell.solver == solver and not cell.wrong and cell.seed in proven
            ]
            if ratios:
                mean = statistics.mean(ratios)
                label = f"planning.{name}_{solver}_vs_bound"
                rows.append(row(label, 100 * (mean - 1), "%", "proven bound", mean))
        return rows

    def one_core(self) -> Findings:
        """Everybody on one core, at one limit."""
        found = Findings()
        for name in ONE_CORE[: self.settings.at_most and 1]:
            cells = [
                cell
                for seed in self.settings.seeds
                for cell in self.everybody(
                    name, _set(name).problem(seed), seed, self.settings.middle, cores=1
                )
            ]
            rows = versus(f"planning.{name}_1core", cells, self.settings.peers)
            found.add(Findings(rows, cells))
        return found

    def vroom_aim(self) -> Findings:
        """VROOM's own objective: priority served, then travel."""
        found = Findings()
        for name in ONE_CORE[: self.settings.at_most and 1]:
            cells: list[Cell] = []
            for seed in self.settings.seeds:
                problem = for_vroom(_set(name).problem(seed))
                label = f"{name}_vroom_aim"
                cells += self.everybody(label, problem, seed, self.settings.middle, ("vroom",))
            begin = f"planning.vroom_aim_{name.removeprefix('field_')}"
            figures: tuple[tuple[str, Figure], ...] = (
                ("priority", lambda cell: cell.priority),
                ("travel", lambda cell: cell.travel),
            )
            for word, figure in figures:
                compared = compare(cells, "vroom", figure)
                if compared is not None:
                    mean, ratio = compared
                    found.rows.append(row(f"{begin}_{word}", mean, "", "vroom", ratio))
            found.cells += cells
        return found

    def everybody(
        self,
        name: str,
        problem: Problem,
        seed: int,
        seconds: float,
        peers: Sequence[str] | None = None,
        cores: int | None = None,
    ) -> list[Cell]:
        """Our cell and one for each peer that is wanted."""
        cores = cores or self.settings.cores
        bench = Bench(self.settings.peer_python)
        chosen = [PEERS[peer] for peer in self.settings.peers if peers is None or peer in peers]

        def peer(each: Peer) -> Outcome:
            return bench.solve(each, problem, seconds, cores, seed)

        outcomes = [own.solve(problem, seconds, cores, seed), *map(peer, chosen)]
        cells = [judged(name, problem, seed, seconds, cores, outcome) for outcome in outcomes]
        for cell in cells:
            self.tell(cell)
        return cells


def judged(
    name: str, problem: Problem, seed: int, seconds: float, cores: int, outcome: Outcome
) -> Cell:
    """The outcome as our score sees it, with the first thing that is wrong."""
    found = score(problem, outcome.routes)
    return Cell(
        set=name,
        seed=seed,
        seconds=seconds,
        cores=cores,
        solver=outcome.solver,
        tickets=len(problem.tickets),
        served=found.served,
        objective=found.plain,
        travel=found.travel,
        priority=found.priority,
        wall_s=outcome.wall_s,
        first_s=outcome.first_s,
        peak_mb=outcome.peak_mb,
        wrong=outcome.wrong or "; ".join(found.wrong[:3]),
    )


def versus(begin: str, cells: Sequence[Cell], peers: Iterable[str]) -> list[Row]:
    """Our objective against each peer's: at each limit, and over all."""
    rows: list[Row] = []
    limits = sorted({cell.seconds for cell in cells})
    for peer in peers:
        parts = [
            (f"{begin}_{limit:g}s", [c for c in cells if c.seconds == limit]) for limit in limits
        ]
        for label, part in [*parts, (begin, list(cells))]:
            compared = compare(part, peer, lambda cell: cell.objective)
            if compared is not None:
                mean, ratio = compared
                rows.append(row(f"{label}_vs_{peer}", mean, "units", peer, ratio))
    return rows


def compare(cells: Iterable[Cell], peer: str, figure: Figure) -> tuple[float, float] | None:
    """Our mean figure, and the mean of ours over the peer's on the same instance.

    Only plans that break nothing count; None if there is no pair of them.
    """
    sound = [cell for cell in cells if not cell.wrong]
    theirs = {cell.instance: figure(cell) for cell in sound if cell.solver == peer}
    ours = {cell.instance: figure(cell) for cell in sound if cell.solver == own.NAME}
    shared = [instance for instance in ours if theirs.get(instance)]
    if not shared:
        return None
    ratios = [ours[instance] / theirs[instance] for instance in shared]
    return statistics.mean(ours[i] for i in shared), statistics.mean(ratios)


def _set(name: str) -> FieldSet:
    found = FieldSet.named(name)
    if found is None:
        raise ValueError(name)
    return found
