"""What one solver made of one instance."""

from dataclasses import dataclass, field

from dispatch_console.planning.solution import Solution
from tests.benchmarks.planning.score import Routes


@dataclass(frozen=True, slots=True)
class Outcome:
    """Routes, and what they took.

    `wall_s` counts from when the instance is in the solver's memory to when the plan is there;
    `first_s` to the first complete plan; `peak_mb` is the solver's processes together. `wrong` says
    why there is no plan. `solution` is our own solver's, with its times.
    """

    solver: str
    routes: Routes = field(default_factory=dict)
    wall_s: float = 0.0
    first_s: float | None = None
    peak_mb: float | None = None
    wrong: str = ""
    solution: Solution | None = None
