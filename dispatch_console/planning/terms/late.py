"""Late: the time by which a start misses the response due and an end the resolution due.

Protects: the service levels agreed with customers.
Why soft: a visit an hour late still is better than none, and two hours late is worse than one; so
it grows with time and never forbids.
"""

from dispatch_console.planning.problem import Problem, TicketSpec


def rate(problem: Problem) -> float:
    """Objective units per time unit."""
    return problem.weights.late_s / problem.time_scale


def lateness(ticket: TicketSpec, start: int, end: int) -> int:
    """Time units by which the start misses the response due and the end the resolution due."""
    late = 0
    if ticket.response_due is not None:
        late += max(0, start - ticket.response_due)
    if ticket.resolution_due is not None:
        late += max(0, end - ticket.resolution_due)
    return late
