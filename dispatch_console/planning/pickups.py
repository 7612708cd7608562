"""What a route lacks, and the one stop at a depot where it picks that up.

Vans leave with `stock` and `tools`. A route that needs more makes one pick-up stop, before the
first ticket that lacks something, at a depot that offers all the route lacks, where it adds the
least travel time.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from dispatch_console.planning.problem import DepotSpec, Problem, ShiftSpec, TicketSpec
from dispatch_console.planning.timetable import Job, Stage, Tour, pick_up


@dataclass(frozen=True, slots=True)
class Lack:
    """What a route lacks: from which of its tickets on, parts beyond the van's stock, and tools."""

    first: int
    parts: Mapping[str, int]
    tools: frozenset[str]

    def offered_by(self, depot: DepotSpec) -> bool:
        """Whether the depot has all of it, were this route its only one."""
        enough = all(depot.stock.get(part, 0) >= amount for part, amount in self.parts.items())
        return enough and self.tools <= depot.tools


def lack(shift: ShiftSpec, tickets: Sequence[TicketSpec]) -> Lack | None:
    """What the shift lacks to serve the tickets in this order, None if the van has it all."""
    if not any(ticket.parts or ticket.tools for ticket in tickets):
        return None
    used: dict[str, int] = {}
    tools: frozenset[str] = frozenset()
    first: int | None = None
    for index, ticket in enumerate(tickets):
        for part, amount in ticket.parts.items():
            used[part] = used.get(part, 0) + amount
        tools |= ticket.tools
        short = any(used[part] > shift.stock.get(part, 0) for part in ticket.parts)
        if first is None and (short or not ticket.tools <= shift.tools):
            first = index
    if first is None:
        return None
    over = {part: amount - shift.stock.get(part, 0) for part, amount in used.items()}
    return Lack(first, {part: o for part, o in over.items() if o > 0}, tools - shift.tools)


class PickUps:
    """Where the routes of one problem pick things up."""

    def __init__(self, problem: Problem) -> None:
        self._depots = [(depot, pick_up(depot)) for depot in problem.depots]
        self._needy = frozenset(t.id for t in problem.tickets if t.parts or t.tools)

    def concern(self, tickets: Sequence[int], ticket: int) -> bool:
        """Whether any of the tickets or this one needs parts or tools."""
        return ticket in self._needy or not self._needy.isdisjoint(tickets)

    def stages(self, tour: Tour, jobs: Sequence[Job]) -> Sequence[Stage] | None:
        """The jobs with the pick-up stop put in, if they need one; None if no depot can do."""
        if not self._needy:
            return jobs
        missing = lack(tour.spec, [job.spec for job in jobs])
        if missing is None:
            return jobs
        places = [tour.start_place, *(job.place for job in jobs[: missing.first + 1])]
        choices = [
            (_detour(tour, here, stage.place, there), leg, number)
            for number, (depot, stage) in enumerate(self._depots)
            if missing.offered_by(depot)
            for leg, (here, there) in enumerate(pairwise(places))
        ]
        if not choices:
            return None
        _, leg, number = min(choices)
        return [*jobs[:leg], self._depots[number][1], *jobs[leg:]]


def _detour(tour: Tour, here: int | None, depot: int, there: int | None) -> int:
    """Travel time that the stop adds; an open start is nowhere, so a way from it costs nothing."""
    return tour.leg(here, depot) + tour.leg(depot, there) - tour.leg(here, there)
