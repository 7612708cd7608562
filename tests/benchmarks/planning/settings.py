"""What a run of the planning benchmarks is told, and what it finds."""

from dataclasses import dataclass, field
from pathlib import Path

from tests.benchmarks.rows import Row

DATA = Path(__file__).parents[3].parent / "shared" / "data"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """`seconds` are the time limits of the contest, shortest first.

    `large` and `huge` are the ticket counts of the sets on speed, memory and scaling; `at_most`
    bounds how many public instances of a kind are solved, None is all of them.
    """

    seconds: tuple[float, ...] = (5.0, 20.0, 60.0)
    seeds: tuple[int, ...] = (1, 2, 3)
    cores: int = 2
    peers: tuple[str, ...] = ("vroom", "pyvrp")
    peer_python: str = "python"
    data: Path = DATA
    sets: tuple[str, ...] = ()
    large: int = 5000
    huge: int = 20_000
    at_most: int | None = None

    @property
    def middle(self) -> float:
        """The limit for what is measured at one limit only."""
        return self.seconds[len(self.seconds) // 2]

    @property
    def longest(self) -> float:
        """The limit for the largest public instances."""
        return self.seconds[-1]


QUICK = Settings(seconds=(2.0,), seeds=(1,), large=300, huge=600, at_most=2)
"""To see that everything runs; the figures say nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One solver on one instance within one limit; figures are our score's, not the solver's."""

    set: str
    seed: int
    seconds: float
    cores: int
    solver: str
    tickets: int
    served: int
    objective: float
    travel: float
    priority: int
    wall_s: float
    first_s: float | None
    peak_mb: float | None
    wrong: str = ""

    @property
    def instance(self) -> tuple[str, int, float, int]:
        """What cells must share to be compared."""
        return self.set, self.seed, self.seconds, self.cores


@dataclass(slots=True)
class Findings:
    """Rows of ratios, and the cells that they are made of."""

    rows: list[Row] = field(default_factory=list)
    cells: list[Cell] = field(default_factory=list)

    def add(self, other: "Findings") -> None:
        """Put the findings of another section behind these, in place of what they measure anew."""
        names = {row["name"] for row in other.rows}
        self.rows = [row for row in self.rows if row["name"] not in names] + other.rows
        known = {(*cell.instance, cell.solver) for cell in other.cells}
        kept = [cell for cell in self.cells if (*cell.instance, cell.solver) not in known]
        self.cells = kept + other.cells
