"""Stability: what differs from what engineers and customers have been told.

Protects: trust in the plan; a day that changes every hour is nobody's day.
Why soft: a change that saves more than it upsets is right. How many changes there may be at most
is the hard rule `changes`.
"""

from dispatch_console.planning.problem import Problem, ShiftSpec, TicketSpec


def reassign_rate(problem: Problem) -> float:
    """Objective units per ticket that goes to another engineer."""
    return problem.weights.reassign


def retime_rate(problem: Problem) -> float:
    """Objective units per ticket that stays with its engineer but moves in time."""
    return problem.weights.retime


def reassigned(ticket: TicketSpec, told: ShiftSpec | None, shift: ShiftSpec) -> bool:
    """Whether the shift is another engineer's than that of `told`, the ticket's current shift."""
    if ticket.current_shift is None:
        return False
    return told is None or told.engineer != shift.engineer


def retimed(ticket: TicketSpec, shift: ShiftSpec, start: int) -> bool:
    """Whether shift or start are others than told, whoever the engineer is."""
    if ticket.current_shift is None:
        return False
    moved = ticket.current_start is not None and ticket.current_start != start
    return moved or ticket.current_shift != shift.id
