"""Skill: the engineer holds every skill the ticket needs, at its level or above.

Protects: safety, and the customer from work done badly or twice.
Why hard: who is not qualified may not touch it. A level too high is the term `skill_waste`.
"""

from dispatch_console.planning.lookup import Lookup
from dispatch_console.planning.problem import ShiftSpec, TicketSpec
from dispatch_console.planning.solution import Rule, Violation


def check(lookup: Lookup, ticket: TicketSpec, shift: ShiftSpec) -> Violation | None:
    """The first skill that is missing."""
    if ticket.lock_shift == shift.id:
        return None
    held = lookup.engineer_of(shift).skills
    for skill, needed in ticket.skills.items():
        if held.get(skill, 0) < needed:
            return Violation(
                Rule.SKILL,
                ticket.id,
                shift.id,
                {
                    "ticket": lookup.ticket_name(ticket.id),
                    "engineer": lookup.engineer_name(shift),
                    "skill": skill,
                    "needed": needed,
                    "held": held.get(skill, 0),
                },
            )
    return None
