"""Labour: the hours of service at what an hour of this shift costs.

Protects: money where hours cost differently: a contractor's, a weekend's, an expert's.
Why soft: the dear hour is still there to be used where the cheap ones run out.
"""

from dispatch_console.planning.problem import Problem, ShiftSpec, TicketSpec


def rate(problem: Problem) -> float:
    """Objective units per unit of money."""
    return problem.weights.labour / (3600 * problem.time_scale)


def amount(ticket: TicketSpec, shift: ShiftSpec) -> int:
    """Money times time units per hour: `rate` divides by the hour."""
    return shift.labour_per_hour * ticket.service_s
