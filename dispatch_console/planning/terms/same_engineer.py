"""Same engineer: a customer served by somebody who does not know them.

Protects: continuity. Who was there before knows the site, the machine and the people.
Why soft: a known face today is worth a detour, not a week of waiting. Where nobody else will do,
the ticket has `allowed_shifts`.
"""

from dispatch_console.planning.problem import Problem, ShiftSpec, TicketSpec


def rate(problem: Problem) -> float:
    """Objective units per ticket."""
    return problem.weights.same_engineer


def amount(ticket: TicketSpec, shift: ShiftSpec) -> int:
    """1 where some engineers are preferred and this shift's is none of them."""
    preferred = ticket.preferred_engineers
    return 0 if not preferred or shift.engineer in preferred else 1
