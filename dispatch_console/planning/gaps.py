"""Every place of a plan where one more ticket might go, as arrays: thousands judged at a glance.

A gap lies between two stops of a route that follow one another. What is told about it here are
bounds: no gap left out could take the ticket, and none costs less than it says.
"""

import heapq
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from dispatch_console.planning.evaluator import Evaluator, Plan
from dispatch_console.planning.objective import Pricing
from dispatch_console.planning.problem import ShiftSpec, TicketSpec, Window
from dispatch_console.planning.solution import Route, Stop
from dispatch_console.planning.soonest import ALL, Places, Soonest, Ways, soonest

OPEN = -1
"""The place before or after a route that starts or ends open."""

ROOM = 4
"""Gaps added at a time when a route outgrows the arrays."""

Found = TypeVar("Found")

END_OF_TIME = int(np.iinfo(np.int64).max)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """What each of the gaps that may take a ticket would mean for it; all arrays are parallel.

    `rows` number the shifts, `positions` the gaps in them. The ticket starts at `fresh` at best
    where the shift's first break can still follow, which is until `rest_by`, else at `rested`; at
    `latest` at worst. `costs` are lower bounds of the extra cost whatever the time, `lead` is what
    follows the start until the route ends, which costs from `home_by` on. Starting after `calm`
    makes late tickets later, at `press` objective units per time unit.
    """

    ticket: TicketSpec
    pricing: Pricing
    rows: np.ndarray
    positions: np.ndarray
    fresh: np.ndarray
    rested: np.ndarray
    latest: np.ndarray
    costs: np.ndarray
    lead: np.ndarray
    home_by: np.ndarray
    calm: np.ndarray
    press: np.ndarray
    rest_by: np.ndarray

    @property
    def earliest(self) -> np.ndarray:
        """When the ticket starts in each gap at best."""
        return np.where(self.fresh <= self.rest_by, self.fresh, self.rested)

    def begins(self, floor: int) -> np.ndarray:
        """Likewise, held back to `floor`."""
        fresh, rested = np.maximum(self.fresh, floor), np.maximum(self.rested, floor)
        return np.where(fresh <= self.rest_by, fresh, rested)

    def bounds(self, begins: np.ndarray, chosen: np.ndarray | slice = slice(None)) -> np.ndarray:
        """Lower bounds of the extra cost, load included, of starting then in the chosen gaps."""
        late = np.zeros_like(begins)
        if self.ticket.response_due is not None:
            late += np.maximum(0, begins - self.ticket.response_due)
        if self.ticket.resolution_due is not None:
            late += np.maximum(0, begins + self.ticket.service_s - self.ticket.resolution_due)
        over = np.maximum(0, begins + self.lead[chosen] - self.home_by[chosen])
        later = self.press[chosen] * np.maximum(0, begins - self.calm[chosen])
        timed = self.pricing.late_rate * late + self.pricing.overtime_rate * over
        return self.costs[chosen] + timed + later


class Gaps:
    """The gaps of a plan, kept while the plan changes; (shifts, gaps) arrays, the unused masked.

    `before` / `after` are the places around a gap; `fresh` / `rested` / `rests_at` when the stop
    before is left at the soonest, see `soonest`; `until` when the stop after must be reached at the
    latest, `spared` the cost of the leg that would no longer be driven.
    """

    def __init__(self, evaluator: Evaluator, plan: Plan) -> None:
        self._evaluator = evaluator
        self.shifts: tuple[ShiftSpec, ...] = evaluator.problem.shifts
        self.row_of = {shift.id: row for row, shift in enumerate(self.shifts)}
        count = len(self.shifts)
        width = 1 + max((len(tickets) for tickets in plan.values()), default=0)
        self._before = np.full((count, width), OPEN, np.int64)
        self._after = np.full((count, width), OPEN, np.int64)
        self._ways = Ways(evaluator.problem)
        self._fresh = np.zeros((count, width), np.int64)
        self._rested = np.zeros((count, width), np.int64)
        self._rests_at = np.zeros((count, width), np.int64)
        self._until = np.zeros((count, width), np.int64)
        self._spared = np.zeros((count, width))
        self._used = np.zeros((count, width), np.bool_)
        self._tail = np.zeros((count, width), np.int64)
        self._next = np.zeros((count, width), np.int64)
        self._press = np.zeros((count, width))
        self._saving = np.zeros(count)
        self._home_by = np.zeros(count, np.int64)
        self._full = np.zeros(count, np.bool_)
        self._work_left = np.zeros(count, np.int64)
        self._starts = np.array([shift.start for shift in self.shifts], np.int64)
        self._ends = np.array([shift.end for shift in self.shifts], np.int64)
        self._rest_by, self._pause = self._breaks()
        self._kinds = self._alike()
        self._kind_of = {row: spec for spec, rows in self._kinds for row in rows.tolist()}
        for shift in self.shifts:
            self.put(shift.id, plan.get(shift.id, ()))

    def put(self, shift: int, tickets: tuple[int, ...]) -> Route:
        """From now on the shift serves these tickets; its route as timed for that."""
        route = self._evaluator.schedule(shift, tickets).route
        row, count = self.row_of[shift], len(tickets) + 1
        self._widen(count)
        spec = self.shifts[row]
        places = [self._evaluator.lookup.tickets[ticket].place for ticket in tickets]
        stops = [stop for stop in route.stops if stop.ticket is not None]
        self._used[row] = False
        self._used[row, :count] = True
        self._before[row, :count] = [_or_open(spec.start_place), *places]
        self._after[row, :count] = [*places, _or_open(spec.end_place)]
        jobs = [self._evaluator.trials.jobs[ticket] for ticket in tickets]
        sooner = soonest(self._evaluator.trials.tours[shift], jobs, self._ways)
        self._fresh[row, :count] = sooner.fresh
        self._rested[row, :count] = sooner.rested
        self._rests_at[row, :count] = sooner.rests_at
        self._until[row, :count], self._tail[row, :count] = self._rest(spec, tickets)
        self._next[row, :count], self._press[row, :count] = self._pressure(tickets, stops)
        self._spared[row, :count] = self._leg_costs(row, count) if tickets else 0.0
        self._saving[row] = self._healed(spec, stops, sooner) + self._fetching(row, route, sooner)
        self._home_by[row] = max(spec.end, route.finish)
        self._limit(row, spec, tickets)
        return route

    def reach(self, ticket: TicketSpec, loads: Mapping[int, int]) -> Reach:
        """The gaps that may take the ticket; `loads` are the engineers' so far, in seconds."""
        windows = self._evaluator.trials.jobs[ticket.id].windows
        into, out, cost = self._detours(ticket.place)
        fresh = _first_in(windows, self._fresh + into)
        rested = _first_in(windows, self._rested_arrival(into))
        rest_by = (self._rest_by - ticket.service_s)[:, None]
        earliest = np.where(fresh <= rest_by, fresh, rested)
        last = windows[-1][1] if windows else END_OF_TIME
        latest = np.minimum(self._until - out - ticket.service_s, last)
        own = (
            self._evaluator.trials.pairs.row(ticket)
            + self._load_steps(ticket, loads)
            - self._saving
        )
        able = np.isfinite(own) & ~self._full & (self._work_left >= ticket.service_s)
        chosen = self._used & able[:, None] & (earliest <= latest)
        rows, positions = np.nonzero(chosen)
        costs = cost[chosen] - self._spared[chosen] + own[rows]
        return Reach(
            ticket=ticket,
            pricing=self._evaluator.pricing,
            rows=rows,
            positions=positions,
            fresh=fresh[chosen],
            rested=rested[chosen],
            latest=latest[chosen],
            costs=costs,
            lead=ticket.service_s + (out + self._tail)[chosen],
            home_by=self._home_by[rows],
            calm=(self._next - out)[chosen] - ticket.service_s,
            press=self._press[chosen],
            rest_by=self._rest_by[rows] - ticket.service_s,
        )

    def spans(self, ticket: TicketSpec) -> tuple[np.ndarray, np.ndarray]:
        """Starts and ends of the shifts that no rule of the pair keeps from the ticket."""
        able = np.isfinite(self._evaluator.trials.pairs.row(ticket))
        return self._starts[able], self._ends[able]

    def _load_steps(self, ticket: TicketSpec, loads: Mapping[int, int]) -> np.ndarray:
        load = self._evaluator.pricing.load
        step = {key: load(now + ticket.load_s) - load(now) for key, now in loads.items()}
        return np.array([step[shift.engineer] for shift in self.shifts])

    def _rested_arrival(self, into: np.ndarray) -> np.ndarray:
        """Arrival in each gap with the first break taken, as `soonest` has it for the stops."""
        driven = np.minimum(into, self._rests_at - self._fresh)
        on_the_way = self._rests_at + self._pause[:, None] + into - driven
        return np.minimum(self._rested + into, on_the_way)

    def _healed(self, spec: ShiftSpec, stops: Sequence[Stop], sooner: Soonest) -> float:
        """What the route pays for its times and might save by others."""
        pricing, tickets, saved = self._evaluator.pricing, self._evaluator.lookup.tickets, 0.0
        for stop, begin in zip(stops, sooner.begins, strict=True):
            ticket = tickets[stop.ticket or 0]
            saved += pricing.promise(ticket, stop.start) + pricing.retime(ticket, spec, stop.start)
            if begin < stop.start:
                late = pricing.late(ticket, begin, begin + ticket.service_s)
                saved += pricing.late(ticket, stop.start, stop.end) - late
        return saved

    def _limit(self, row: int, spec: ShiftSpec, tickets: tuple[int, ...]) -> None:
        full = spec.max_tickets is not None and len(tickets) >= spec.max_tickets
        self._full[row] = full
        work = sum(self._evaluator.lookup.tickets[ticket].service_s for ticket in tickets)
        free = END_OF_TIME if spec.max_work_s is None else spec.max_work_s - work
        self._work_left[row] = free

    def _rest(self, spec: ShiftSpec, tickets: tuple[int, ...]) -> tuple[list[int], list[int]]:
        """When each stop after must be reached for the rest to hold, and how long the rest takes
        at least; breaks and pick-ups aside."""
        tour, jobs = self._evaluator.trials.tours[spec.id], self._evaluator.trials.jobs
        until, tail, after = spec.end + spec.overtime_s, 0, spec.end_place
        found = [(until, tail)]
        for ticket in reversed(tickets):
            job = jobs[ticket]
            work = job.service + self._ways.leg(tour, job.place, after)
            until, tail, after = until - work, tail + work, job.place
            if job.windows:
                until = min(until, job.windows[-1][1])
            found.append((until, tail))
        return [until for until, _ in reversed(found)], [tail for _, tail in reversed(found)]

    def _pressure(self, row: Sequence[int], stops: Sequence[Stop]) -> tuple[list[int], list[float]]:
        """When each stop after begins, and what a delay of it costs by what is late already: of
        that stop, and of those that follow it without any time to spare."""
        tickets, found, ahead = self._evaluator.lookup.tickets, [(END_OF_TIME, 0.0)], None
        for ticket, stop in zip(reversed(row), reversed(stops), strict=True):
            spec = tickets[ticket]
            late = (spec.response_due is not None and stop.start >= spec.response_due) + (
                spec.resolution_due is not None and stop.end >= spec.resolution_due
            )
            tight = ahead is not None and stop.end + ahead.travel_s == ahead.start
            pressed = self._evaluator.pricing.late_rate * late + (found[-1][1] if tight else 0.0)
            found.append((stop.start, pressed))
            ahead = stop
        return [begin for begin, _ in reversed(found)], [press for _, press in reversed(found)]

    def _fetching(self, row: int, route: Route, sooner: Soonest) -> float:
        """What the way round by a depot costs, which one ticket more might shorten."""
        if not self._ways.depots or not route.tickets:
            return 0.0
        pricing, spec = self._evaluator.pricing, self.shifts[row]
        per_s, per_m = pricing.travel_rates(spec)
        way = route.back_s + sum(stop.travel_s for stop in route.stops)
        metres = route.back_m + sum(stop.travel_m for stop in route.stops)
        shortest = self._spared[row, : len(route.tickets) + 1].sum()
        over = max(0, route.finish - spec.end) - max(0, sooner.home - spec.end)
        saved = max(0.0, per_s * way + per_m * metres - shortest)
        return saved + pricing.overtime_rate * max(0, over)

    def _leg_costs(self, row: int, count: int) -> np.ndarray:
        before, after = self._before[row, :count], self._after[row, :count]
        cost = self._way_costs(self._kind_of[row], before, after)
        return np.where((before == OPEN) | (after == OPEN), 0.0, cost)

    def _way_costs(self, shift: ShiftSpec, origins: Places, places: Places) -> np.ndarray:
        """What the ways cost at least: straight, or by a depot."""
        travel = self._evaluator.lookup.travel
        per_s, per_m = self._evaluator.pricing.travel_rates(shift)
        durations = travel.shift_durations(shift)

        def straight(here: Places, there: Places) -> np.ndarray:
            cost = per_s * durations[here, there]
            return cost + per_m * travel.distances[shift.profile][here, there] if per_m else cost

        cost = straight(origins, places)
        for depot in self._ways.depots:
            by_depot = straight(origins, depot.place) + straight(depot.place, places)
            cost = np.minimum(cost, by_depot)
        return cost

    def _detours(self, place: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Time to the place from each stop before and to each stop after, and the cost of both."""
        into, out = np.zeros_like(self._fresh), np.zeros_like(self._fresh)
        cost = np.zeros_like(self._spared)
        for shift, rows in self._kinds:
            before, after = self._before[rows], self._after[rows]
            durations = self._evaluator.lookup.travel.shift_durations(shift)
            into[rows] = _leg(self._ways.times(durations, ALL, place), before)
            out[rows] = _leg(self._ways.times(durations, place, ALL), after)
            cost[rows] = _leg(self._way_costs(shift, ALL, place), before)
            cost[rows] += _leg(self._way_costs(shift, place, ALL), after)
        return into, out, cost

    def _breaks(self) -> tuple[np.ndarray, np.ndarray]:
        """When the first break of each shift begins at the latest, and how long it lasts."""
        latest = np.full(len(self.shifts), END_OF_TIME, np.int64)
        lasts = np.zeros(len(self.shifts), np.int64)
        for row, shift in enumerate(self.shifts):
            for rest in shift.breaks[:1]:
                latest[row] = max(last for _, last in rest.windows)
                lasts[row] = rest.duration_s
        return latest, lasts

    def _alike(self) -> list[tuple[ShiftSpec, np.ndarray]]:
        """Rows of shifts that travel alike, with one of them."""
        rates, groups = self._evaluator.pricing.travel_rates, {}
        for row, shift in enumerate(self.shifts):
            key = (shift.profile, shift.speed_factor, rates(shift))
            groups.setdefault(key, (shift, []))[1].append(row)
        return [(shift, np.array(rows, np.int64)) for shift, rows in groups.values()]

    def _widen(self, count: int) -> None:
        lacking = count - self._used.shape[1]
        if lacking <= 0:
            return
        for name in (
            "_before",
            "_after",
            "_fresh",
            "_rested",
            "_rests_at",
            "_until",
            "_spared",
            "_tail",
            "_next",
            "_press",
            "_used",
        ):
            grown = np.pad(getattr(self, name), ((0, 0), (0, lacking + ROOM)))
            setattr(self, name, grown)


def confirmed(
    bounds: Iterable[tuple[float, int]], trial: Callable[[int], tuple[float, Found] | None]
) -> Iterator[tuple[float, Found]]:
    """What the trials find, the cheapest first, with as few trials as lower bounds allow.

    `bounds` come in ascending order, each with the number of what is to be tried; a trial answers
    with the true cost, or None where there is nothing to be had.
    """
    tried: list[tuple[float, int, Found]] = []
    for bound, index in bounds:
        while tried and tried[0][0] <= bound:
            cost, _, found = heapq.heappop(tried)
            yield cost, found
        outcome = trial(index)
        if outcome is not None:
            heapq.heappush(tried, (outcome[0], index, outcome[1]))
    while tried:
        cost, _, found = heapq.heappop(tried)
        yield cost, found


def _or_open(place: int | None) -> int:
    return OPEN if place is None else place


def _leg(times: np.ndarray, ends: np.ndarray) -> np.ndarray:
    """The leg to each of the ends; nothing where that is open."""
    return np.where(ends == OPEN, 0, times[ends])


def _first_in(windows: tuple[Window, ...], times: np.ndarray) -> np.ndarray:
    """The first moment of the sorted windows not before each time, or the end of time."""
    if not windows:
        return times
    found = np.full_like(times, END_OF_TIME)
    for first, last in reversed(windows):
        found = np.where(times <= last, np.maximum(times, first), found)
    return found
