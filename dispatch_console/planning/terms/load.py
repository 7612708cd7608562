"""Load: each engineer's weighted hours, past ones included, squared.

Protects: fairness. Squares make the fifth hour of one dearer than the first of another, so that
6-2-2-2 is better than 6-6-0-0, which a maximum would not see.
Why soft: perfect evenness would send people across the city; it has its price in travel.
"""

from dispatch_console.planning.problem import Problem


def rate(problem: Problem) -> float:
    """Objective units per squared hour."""
    return problem.weights.load


def amount(problem: Problem, load_s: float) -> float:
    """One engineer's load in squared hours."""
    hours = load_s / (3600 * problem.time_scale)
    return hours * hours
