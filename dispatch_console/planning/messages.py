"""What passes between the solver process and its host: a closed union of commands and events."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from dispatch_console.planning.problem import Problem
from dispatch_console.planning.solution import Objective, Solution


class Proof(StrEnum):
    """How a lower bound of the objective was reached."""

    ASSIGNMENT = "assignment"
    """A relaxation: who could serve each ticket at the least conceivable cost."""
    COLUMNS = "columns"
    """Column generation over all routes."""
    NONE = "none"
    """No useful bound."""


@dataclass(frozen=True, slots=True)
class Bound:
    """No plan costs less than `value` (None: nothing useful is known), and how that is known.

    `gap` is the share of a plan's objective that the bound leaves open.
    """

    proof: Proof = Proof.NONE
    value: float | None = None
    gap: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """What a search did, for one who wants the same plan again.

    `parts` is how many pieces were worked on side by side. `rounds` holds the steps, first and last
    temperature of each round, `masters` the deterministic time that the master got after each
    round, 0 where it was not asked.
    """

    seed: int
    parts: int = 1
    rounds: tuple[tuple[int, float, float], ...] = ()
    masters: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Solve:
    """Start: plan `problem` within `seconds` on `cores`.

    With `iterations` the search ends after that many steps and, unless the time runs out before,
    gives the same plan for the same `seed` and `cores`. `start` is a plan to begin from: shift →
    tickets. `cooling` is the stretch of the annealing schedule to run, 0 hot to 1 cold. With
    `trace` the rounds recorded there are run again, whatever the clock says.
    """

    problem: Problem
    seconds: float = 10.0
    seed: int = 1
    cores: int = 2
    iterations: int | None = None
    start: Mapping[int, tuple[int, ...]] = field(default_factory=dict)
    cooling: tuple[float, float] = (0.0, 1.0)
    trace: Trace | None = None


@dataclass(frozen=True, slots=True)
class Cancel:
    """Stop soon and finish with the best plan so far."""


@dataclass(frozen=True, slots=True)
class Started:
    """The worker has read the problem."""

    tickets: int
    shifts: int


@dataclass(frozen=True, slots=True)
class Improved:
    """A better complete plan. `progress` is the share of the time used, 0 to 1."""

    solution: Solution
    elapsed_s: float
    progress: float


@dataclass(frozen=True, slots=True)
class Finished:
    """The end: the best plan, already passed by the checker; `cancelled` if asked to stop.

    `trace` lets the search be repeated, `baseline` is the objective of the greedy first plan, and
    `bound` what no plan can be better than.
    """

    solution: Solution
    elapsed_s: float
    cancelled: bool
    trace: Trace | None = None
    baseline: Objective | None = None
    bound: Bound | None = None


@dataclass(frozen=True, slots=True)
class Failed:
    """No plan: a `DomainError` code with parameters; `detail` is for the log."""

    code: str
    params: dict[str, object]
    detail: str = ""


Command = Solve | Cancel
Event = Started | Improved | Finished | Failed
