"""When things happen on one route: travel, waiting, service and breaks in a given order.

Everything happens as early as it can. A break may fall anywhere between two services, on the road
too; which leg takes it is decided so that the route ends as early as possible.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from dispatch_console.planning.lookup import Lookup
from dispatch_console.planning.problem import DepotSpec, ShiftSpec, TicketSpec, Window
from dispatch_console.planning.solution import Route, Stop

NEVER = 1 << 60
NO_TICKET = -(1 << 62)
"""The id of a stage that is no ticket; no problem file can hold it."""

Floors = Mapping[int, int]
"""Ticket → the time it is held back to."""

NO_FLOOR: Floors = {}


class Stage:
    """What takes time at one place of a route: a ticket, or picking up parts at a depot."""

    __slots__ = ("depot", "id", "place", "service", "setup", "windows")

    def __init__(
        self,
        identity: int,
        place: int,
        service: int,
        setup: int = 0,
        windows: tuple[Window, ...] = (),
        depot: int | None = None,
    ) -> None:
        self.id = identity
        self.place = place
        self.service = service
        self.setup = setup
        self.windows = windows
        self.depot = depot


class Job(Stage):
    """A ticket as a timetable needs it."""

    __slots__ = ("spec",)

    def __init__(self, spec: TicketSpec) -> None:
        locked = spec.lock_start
        windows = tuple(sorted(spec.windows)) if locked is None else ((locked, locked),)
        super().__init__(spec.id, spec.place, spec.service_s, spec.setup_s, windows)
        self.spec = spec


def pick_up(depot: DepotSpec) -> Stage:
    """A stop at the depot: no window, no set-up."""
    return Stage(NO_TICKET, depot.place, depot.service_s, depot=depot.id)


class Tour:
    """A shift as a timetable needs it. `legs[from][to]` time units, `metres[from][to]`."""

    __slots__ = ("end_place", "id", "legs", "limit", "metres", "rests", "spec", "start_place")

    def __init__(self, lookup: Lookup, spec: ShiftSpec) -> None:
        self.id = spec.id
        self.spec = spec
        self.start_place = spec.start_place
        self.end_place = spec.end_place
        self.limit = spec.end + spec.overtime_s
        self.legs = lookup.travel.duration_rows(spec)
        self.metres = lookup.travel.distance_rows(spec)
        self.rests = tuple((tuple(sorted(rest.windows)), rest.duration_s) for rest in spec.breaks)

    def leg(self, origin: int | None, place: int | None) -> int:
        """Time units from one place to the next; nothing where either is open."""
        return 0 if origin is None or place is None else self.legs[origin][place]

    def leg_metres(self, origin: int | None, place: int | None) -> int:
        """Metres likewise."""
        return 0 if origin is None or place is None else self.metres[origin][place]


def first_in(windows: Sequence[Window], time: int) -> int:
    """The first moment of the sorted windows that is not before `time`, or `NEVER`."""
    if not windows:
        return time
    for first, last in windows:
        if time <= last:
            return time if time >= first else first
    return NEVER


def starts(
    tour: Tour, jobs: Sequence[Stage], not_before: Floors = NO_FLOOR
) -> tuple[list[int], int, list[int]] | None:
    """Start of each job, the finish, and breaks taken in each leg; None where times do not fit."""
    if len(tour.rests) == 1:
        return _starts_with_rest(tour, jobs, not_before)
    if tour.rests:
        return _starts_with_rests(tour, jobs, not_before)
    clock, place, legs, found = tour.spec.start, tour.start_place, tour.legs, []
    for job in jobs:
        if place is not None:
            clock += legs[place][job.place]
        if job.id in not_before:
            clock = max(clock, not_before[job.id])
        if job.windows:
            clock = first_in(job.windows, clock)
        found.append(clock)
        clock += job.service if place == job.place else job.service + job.setup
        if clock > tour.limit:
            return None
        place = job.place
    if jobs:
        clock += tour.leg(place, tour.end_place)
    return None if clock > tour.limit else (found, clock, [0] * (len(jobs) + 1))


def _starts_with_rest(
    tour: Tour, jobs: Sequence[Stage], not_before: Floors
) -> tuple[list[int], int, list[int]] | None:
    """As `_starts_with_rests` for the common single break, unrolled because searching lives on it.

    `free` is the earliest time without the break taken, `done` with it.
    """
    windows, pause = tour.rests[0]
    last_rest, limit, legs = windows[-1][1], tour.limit, tour.legs
    free, done, place = tour.spec.start, NEVER, tour.start_place
    history: list[tuple[int, int, bool]] = []
    for job in jobs:
        leg = 0 if place is None else legs[place][job.place]
        rested, here = done + leg, False
        if free <= last_rest:
            begin = first_in(windows, free)
            taken = begin + pause + leg - min(leg, begin - free)
            if taken <= rested:
                rested, here = taken, True
        free += leg
        if job.id in not_before:
            free, rested = max(free, not_before[job.id]), max(rested, not_before[job.id])
        if job.windows:
            free, rested = first_in(job.windows, free), first_in(job.windows, rested)
        history.append((free, rested, here))
        work = job.service if place == job.place else job.service + job.setup
        free, done = free + work, rested + work
        if free > limit:
            return None
        place = job.place
    leg = tour.leg(place, tour.end_place) if jobs else 0
    finish, rest_now = done + leg, False
    if free <= last_rest:
        begin = first_in(windows, free)
        taken = begin + pause + leg - min(leg, begin - free)
        if taken <= finish:
            finish, rest_now = taken, True
    return None if finish > limit else _trace_one(history, finish, rest_now)


def _trace_one(
    history: list[tuple[int, int, bool]], finish: int, rest_now: bool
) -> tuple[list[int], int, list[int]]:
    before, found = rest_now, []
    rests = [int(rest_now)]
    for free, rested, here in reversed(history):
        found.append(free if before else rested)
        rests.append(int(here and not before))
        before = before or here
    found.reverse()
    rests.reverse()
    return found, finish, rests


def _starts_with_rests(
    tour: Tour, jobs: Sequence[Stage], not_before: Floors
) -> tuple[list[int], int, list[int]] | None:
    """As `starts`, with the earliest time kept for every number of breaks already taken."""
    count = len(tour.rests)
    ready = [tour.spec.start] + [NEVER] * count
    place = tour.start_place
    history: list[tuple[list[int], list[int]]] = []
    for job in jobs:
        arrivals, taken = _through(tour, ready, tour.leg(place, job.place))
        floor = not_before.get(job.id, 0)
        begins = [
            NEVER if at >= NEVER else first_in(job.windows, max(at, floor)) for at in arrivals
        ]
        work = job.service if place == job.place else job.service + job.setup
        ready = [NEVER if at + work > tour.limit else at + work for at in begins]
        if min(ready) >= NEVER:
            return None
        history.append((begins, taken))
        place = job.place
    arrivals, taken = _through(tour, ready, tour.leg(place, tour.end_place) if jobs else 0)
    if arrivals[count] > tour.limit:
        return None
    return _trace(history, arrivals[count], taken, count)


def _through(tour: Tour, ready: list[int], leg: int) -> tuple[list[int], list[int]]:
    """Earliest arrival by breaks taken so far, and how many were before this leg.

    Of equal arrivals the one with more breaks still to come before the leg wins: later tickets
    gain nothing from an early break, earlier ones lose.
    """
    arrivals, before = [], []
    for after in range(len(ready)):
        best, best_before = NEVER, after
        for taken in range(after + 1):
            if ready[taken] >= NEVER:
                continue
            at = _with_rests(tour, ready[taken], leg, taken, after)
            if at < best:
                best, best_before = at, taken
        arrivals.append(best)
        before.append(best_before)
    return arrivals, before


def _with_rests(tour: Tour, clock: int, leg: int, taken: int, after: int) -> int:
    """Arrival after the leg with breaks `taken`..`after` on it, driving until each may begin."""
    for windows, duration in tour.rests[taken:after]:
        begin = first_in(windows, clock)
        if begin >= NEVER:
            return NEVER
        leg -= min(leg, begin - clock)
        clock = begin + duration
    return clock + leg


def _trace(
    history: list[tuple[list[int], list[int]]], finish: int, taken: list[int], count: int
) -> tuple[list[int], int, list[int]]:
    rests = [count - taken[count]]
    state = taken[count]
    found: list[int] = []
    for begins, before in reversed(history):
        found.append(begins[state])
        rests.append(state - before[state])
        state = before[state]
    return found[::-1], finish, rests[::-1]


def forced_rests(tour: Tour, jobs: Sequence[Stage], not_before: Floors) -> list[int]:
    """Breaks for each leg of an order that does not fit: each as late as it can be, or overdue."""
    clock, place, taken, rests = tour.spec.start, tour.start_place, 0, []
    for job in jobs:
        leg = tour.leg(place, job.place)
        work = job.service if place == job.place else job.service + job.setup
        here = 0
        while taken < len(tour.rests):
            windows, duration = tour.rests[taken]
            begin = max(first_or(job.windows, clock + leg), not_before.get(job.id, 0))
            opens = first_or(windows, clock)
            absorbed = max(opens + duration, clock + leg + duration) <= begin
            if not absorbed and begin + work <= windows[-1][1]:
                break
            leg -= min(leg, opens - clock)
            clock, taken, here = opens + duration, taken + 1, here + 1
        rests.append(here)
        clock = max(first_or(job.windows, clock + leg), not_before.get(job.id, 0)) + work
        place = job.place
    return [*rests, len(tour.rests) - taken]


def first_or(windows: Sequence[Window], time: int) -> int:
    """As `first_in`, but `time` itself when all windows are over."""
    found = first_in(windows, time)
    return time if found >= NEVER else found


def build_route(
    tour: Tour, jobs: Sequence[Stage], rests: Sequence[int], not_before: Floors = NO_FLOOR
) -> Route:
    """The route with `rests[i]` breaks on the leg to job i (the last entry: on the leg home)."""
    if not jobs:
        return Route(tour.id, tour.spec.start, (), tour.spec.start)
    stops: list[Stop] = []
    clock, place, taken = tour.spec.start, tour.start_place, 0
    for job, count in zip(jobs, rests, strict=False):
        leg, metres = tour.leg(place, job.place), tour.leg_metres(place, job.place)
        pauses, clock, leg, metres = _pauses(tour, clock, leg, metres, taken, count)
        arrival = clock + leg
        start = first_or(job.windows, max(arrival, not_before.get(job.id, 0)))
        end = start + job.service + (0 if place == job.place else job.setup)
        ticket = job.id if job.depot is None else None
        stops += [*pauses, Stop(ticket, arrival, start, end, leg, metres, depot=job.depot)]
        clock, place, taken = end, job.place, taken + count
    leg, metres = tour.leg(place, tour.end_place), tour.leg_metres(place, tour.end_place)
    pauses, clock, leg, metres = _pauses(tour, clock, leg, metres, taken, rests[-1])
    depart, first = _departure(tour, stops[: rests[0] + 1])
    stops = [*first, *stops[len(first) :], *pauses]
    return Route(tour.id, depart, tuple(stops), clock + leg, leg, metres)


def _pauses(
    tour: Tour, clock: int, leg: int, metres: int, taken: int, count: int
) -> tuple[list[Stop], int, int, int]:
    """Breaks on a leg; then the time, and what is left of the leg in time and metres."""
    stops: list[Stop] = []
    for index in range(taken, taken + count):
        windows, duration = tour.rests[index]
        begin = first_or(windows, clock)
        driven = min(leg, begin - clock)
        done = metres * driven // leg if leg else 0
        stops.append(
            Stop(None, clock + driven, begin, begin + duration, driven, done, break_index=index)
        )
        clock, leg, metres = begin + duration, leg - driven, metres - done
    return stops, clock, leg, metres


def _departure(tour: Tour, stops: list[Stop]) -> tuple[int, list[Stop]]:
    """Leave in time for the first job, not sooner; breaks before it are then taken at home."""
    *pauses, job = stops
    leg = sum(stop.travel_s for stop in stops)
    metres = sum(stop.travel_m for stop in stops)
    if tour.start_place is None:
        leg = metres = 0
    if pauses and job.start - leg < pauses[-1].end:
        return tour.spec.start, stops
    arrival = max(job.arrival, job.start)
    at_home = [Stop(None, p.start, p.start, p.end, 0, 0, p.break_index) for p in pauses]
    whole = replace(job, arrival=arrival, travel_s=leg, travel_m=metres)
    return (pauses[0].start if pauses else arrival - leg), [*at_home, whole]
