"""Allowed: a ticket that names its shifts goes to no other.

Protects: what somebody decided by hand: who may come, or on which days.
Why hard: a list of those admitted says that all others are not.
"""

from dispatch_console.planning.lookup import Lookup
from dispatch_console.planning.problem import ShiftSpec, TicketSpec
from dispatch_console.planning.solution import Rule, Violation


def check(lookup: Lookup, ticket: TicketSpec, shift: ShiftSpec) -> Violation | None:
    """The ticket's list of shifts, where this one is not on it."""
    allowed = ticket.allowed_shifts
    if allowed is None or shift.id in allowed or ticket.lock_shift == shift.id:
        return None
    params = {
        "ticket": lookup.ticket_name(ticket.id),
        "engineer": lookup.engineer_name(shift),
    }
    return Violation(Rule.ALLOWED, ticket.id, shift.id, params)
