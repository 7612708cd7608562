"""Worst late: the lateness of the one ticket that is served latest of all.

Protects: the single customer whom a sum would sacrifice: ten tickets a minute late and one ten
minutes late cost the same in `late`, not here.
Why soft: as lateness itself. It belongs to the whole plan; a weight of 0 leaves it out.
"""

from collections.abc import Iterable

from dispatch_console.planning.problem import Problem


def rate(problem: Problem) -> float:
    """Objective units per time unit."""
    return problem.weights.worst_late_s / problem.time_scale


def amount(latenesses: Iterable[int]) -> int:
    """The largest of the lateness of the tickets served."""
    return max(latenesses, default=0)
