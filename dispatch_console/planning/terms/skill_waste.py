"""Skill waste: levels of skill held above those needed.

Protects: the expert's hours for the work that only the expert can do.
Why soft: an idle expert should rather do a simple job than none.
"""

from dispatch_console.planning.problem import EngineerSpec, Problem, TicketSpec


def rate(problem: Problem) -> float:
    """Objective units per level."""
    return problem.weights.skill_waste


def amount(ticket: TicketSpec, engineer: EngineerSpec) -> int:
    """Levels above need, over the skills that the ticket needs."""
    held = engineer.skills
    return sum(max(0, held.get(skill, 0) - need) for skill, need in ticket.skills.items())
