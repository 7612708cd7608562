"""Region: only engineers who list an exclusive region work there.

Protects: sites with passes, contracts and franchises.
Why hard: whoever has no pass does not get in. Regions merely preferred are the term `region`.
"""

from dispatch_console.planning.lookup import Lookup
from dispatch_console.planning.problem import ShiftSpec, TicketSpec
from dispatch_console.planning.solution import Rule, Violation


def check(lookup: Lookup, ticket: TicketSpec, shift: ShiftSpec) -> Violation | None:
    """The exclusive region that shuts this engineer out."""
    if ticket.lock_shift == shift.id or ticket.region not in lookup.problem.exclusive_regions:
        return None
    if ticket.region in lookup.engineer_of(shift).regions:
        return None
    params = {
        "ticket": lookup.ticket_name(ticket.id),
        "engineer": lookup.engineer_name(shift),
        "region": ticket.region,
    }
    return Violation(Rule.REGION, ticket.id, shift.id, params)
