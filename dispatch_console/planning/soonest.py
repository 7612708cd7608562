"""How soon each stop of a route could begin and be left, whatever one ticket more does to the rest.

One ticket more may bring the break to behind it that the route took before, and send the route to
another depot for parts, on another leg, or behind the stop. So both are reckoned at their best: the
break not taken yet wherever that can still be, and a depot only where it shortens the way, or
saves the set-up because it lies at the same place.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from dispatch_console.planning.problem import DepotSpec, Problem
from dispatch_console.planning.timetable import NEVER, Job, Tour, first_in

Places = np.ndarray | int | slice

ALL = slice(None)


@dataclass(frozen=True, slots=True)
class Soonest:
    """Parallel lists for the start and each stop: left `fresh` with no break taken, `rested` with
    the first one, which on the leg that follows `rests_at` begins; `NEVER` where it cannot be.
    `begins` is for each stop; `home` the end of the route.
    """

    fresh: list[int]
    rested: list[int]
    rests_at: list[int]
    begins: list[int]
    home: int


class Ways:
    """Ways at their shortest: straight, or by a depot where that is shorter, as it may be in a
    matrix. Where no ticket needs parts or tools nobody goes by a depot."""

    def __init__(self, problem: Problem) -> None:
        needy = any(ticket.parts or ticket.tools for ticket in problem.tickets)
        self.depots: tuple[DepotSpec, ...] = problem.depots if needy else ()

    def leg(self, tour: Tour, origin: int | None, place: int | None) -> int:
        """Time units from one place to the next, with the stop at the depot."""
        straight = tour.leg(origin, place)
        if not self.depots or origin is None or place is None:
            return straight
        ahead, legs = tour.legs[origin], tour.legs
        return min(
            straight, *(ahead[d.place] + d.service_s + legs[d.place][place] for d in self.depots)
        )

    def times(self, durations: np.ndarray, origins: Places, places: Places) -> np.ndarray:
        """As `leg` for many places at once, by an (n, n) array of straight time units."""
        found = durations[origins, places]
        for depot in self.depots:
            ahead = durations[origins, depot.place].astype(np.int64)
            by_depot = ahead + depot.service_s + durations[depot.place, places]
            found = np.minimum(found, by_depot)
        return found


def soonest(tour: Tour, jobs: Sequence[Job], ways: Ways) -> Soonest:
    """The times of a route over the jobs in this order."""
    windows, pause = tour.rests[0] if tour.rests else ((), 0)
    last_rest = windows[-1][1] if windows else NEVER
    at_depots = {depot.place for depot in ways.depots}
    fresh, place = tour.spec.start, tour.start_place
    rested = NEVER if windows else fresh
    rests_at = first_in(windows, fresh) if windows else NEVER
    found = Soonest([fresh], [rested], [rests_at], [], 0)
    for job in jobs:
        leg = ways.leg(tour, place, job.place)
        rested = _with_rest(fresh, rested, rests_at, leg, pause)
        fresh, rested = first_in(job.windows, fresh + leg), first_in(job.windows, rested)
        found.begins.append(fresh if fresh + job.service <= last_rest else rested)
        set_up = place == job.place or job.place in at_depots
        work = job.service if set_up else job.service + job.setup
        fresh, rested, place = fresh + work, rested + work, job.place
        rests_at = first_in(windows, fresh) if windows else NEVER
        found.fresh.append(fresh)
        found.rested.append(rested)
        found.rests_at.append(rests_at)
    back = ways.leg(tour, place, tour.end_place)
    return replace(found, home=_with_rest(fresh, rested, rests_at, back, pause))


def _with_rest(fresh: int, rested: int, rests_at: int, leg: int, pause: int) -> int:
    """Arrival with the first break taken, before the leg or on it: it drives until that begins."""
    return min(rested + leg, rests_at + pause + leg - min(leg, rests_at - fresh))
