"""What passes between the solver process and its host: a closed union of commands and events."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from dispatch_console.planning.problem import Problem
from dispatch_console.planning.solution import Solution


@dataclass(frozen=True, slots=True, kw_only=True)
class Solve:
    """Start: plan `problem` within `seconds` on `cores`.

    With `iterations` the search ends after that many steps and, unless the time runs out before,
    gives the same plan for the same `seed` and `cores`. `start` is a plan to begin from: shift →
    tickets. `cooling` is the stretch of the annealing schedule to run, 0 hot to 1 cold.
    """

    problem: Problem
    seconds: float = 10.0
    seed: int = 1
    cores: int = 2
    iterations: int | None = None
    start: Mapping[int, tuple[int, ...]] = field(default_factory=dict)
    cooling: tuple[float, float] = (0.0, 1.0)


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
    """The end: the best plan, already passed by the checker; `cancelled` if asked to stop."""

    solution: Solution
    elapsed_s: float
    cancelled: bool


@dataclass(frozen=True, slots=True)
class Failed:
    """No plan: a `DomainError` code with parameters; `detail` is for the log."""

    code: str
    params: dict[str, object]
    detail: str = ""


Command = Solve | Cancel
Event = Started | Improved | Finished | Failed
