"""Region: a ticket served outside the regions its engineer lists.

Protects: knowledge of a place, and short ways on the days to come.
Why soft: a neighbour's help is welcome when a region has too much. Regions that must be kept are
`exclusive_regions`, the hard rule `region`.
"""

from dispatch_console.planning.problem import EngineerSpec, Problem, TicketSpec


def rate(problem: Problem) -> float:
    """Objective units per ticket."""
    return problem.weights.region


def amount(ticket: TicketSpec, engineer: EngineerSpec) -> int:
    """1 outside the engineer's regions; who lists none works anywhere."""
    wanted = not engineer.regions or ticket.region is None or ticket.region in engineer.regions
    return 0 if wanted else 1
