"""Overtime: the time by which a route ends after its shift.

Protects: the evening of engineers, and the surcharge paid for it.
Why soft up to the shift's `overtime_s`: finishing a job is better than coming back tomorrow. What
goes beyond is the hard rule `shift`.
"""

from dispatch_console.planning.problem import Problem, ShiftSpec


def rate(problem: Problem) -> float:
    """Objective units per time unit."""
    return problem.weights.overtime_s / problem.time_scale


def amount(shift: ShiftSpec, finish: int) -> int:
    """Time units after the end of the shift."""
    return max(0, finish - shift.end)
