"""The assignment relaxation: what each ticket must cost in each shift at the very least.

Every plan that keeps the rules is one for these figures too, at no higher cost: a ticket pays for
the cheapest way to it there is, comes as early as conceivable, and takes its share of the shift's
time. What a ticket costs besides, and rules that tie engineers together, are left out.
"""

from dataclasses import dataclass

import numpy as np

from dispatch_console.planning.evaluator import Evaluator
from dispatch_console.planning.pairs import Pairs
from dispatch_console.planning.problem import ShiftSpec, TicketSpec

ROUNDED = 1e-6
"""Share by which costs kept in single precision may be too high."""

CLOSURE = 400_000_000
"""Sums of legs worth making to find the shortest ways."""

CHUNK = 512
FAR = np.int64(1) << 40


@dataclass(frozen=True, slots=True)
class Limit:
    """What adds up in a shift: `use` (n, m) or (n, 1) for each ticket, `room` (m,) at most."""

    use: np.ndarray
    room: np.ndarray


@dataclass(frozen=True, slots=True)
class Relaxation:
    """n tickets, m shifts, e engineers, in the problem's order.

    `cost` (n, m) is infinite where a ticket cannot be served; `unserved` (n,). The first of
    `limits` is time, `overtime` (m,) what it may be exceeded by at `overtime_rate` each unit.
    `load` (n,) time units of weighted work for `engineer` (m,), whose square costs `load_rate`
    each on top of `past` (e,).
    """

    cost: np.ndarray
    unserved: np.ndarray
    limits: tuple[Limit, ...]
    overtime: np.ndarray
    overtime_rate: float
    load: np.ndarray
    past: np.ndarray
    engineer: np.ndarray
    load_rate: float


def relax(evaluator: Evaluator) -> Relaxation:
    """The figures of this problem. Needs memory for some (tickets, shifts) arrays."""
    return _Figures(evaluator).relaxation()


class _Figures:
    def __init__(self, evaluator: Evaluator) -> None:
        self._evaluator = evaluator
        self._pricing = evaluator.pricing
        self._problem = evaluator.problem
        self._tickets = evaluator.problem.tickets
        self._shifts = evaluator.problem.shifts
        self._places = np.array([t.place for t in self._tickets], dtype=np.int64)
        self._service = np.array([t.service_s for t in self._tickets], dtype=np.int64)
        self._setup = np.array([t.setup_s for t in self._tickets], dtype=np.int64)
        shape = (len(self._tickets), len(self._shifts))
        self._leg_cost = np.zeros(shape)
        self._leg_time = np.zeros(shape, dtype=np.int64)
        self._reach = np.zeros(shape, dtype=np.int64)
        self._back = np.zeros(shape, dtype=np.int64)

    def relaxation(self) -> Relaxation:
        for shift, columns in self._kinds():
            self._travel(shift, columns)
        cost = Pairs(self._evaluator.lookup, self._pricing).table().astype(np.float64)
        cost *= 1.0 - ROUNDED
        cost += self._leg_cost
        for number, ticket in enumerate(self._tickets):
            self._time(ticket, number, cost[number])
        engineers = {engineer.id: n for n, engineer in enumerate(self._problem.engineers)}
        return Relaxation(
            cost=cost,
            unserved=np.array([self._pricing.unserved(t) for t in self._tickets]),
            limits=tuple(self._limits(np.isfinite(cost))),
            overtime=np.array([shift.overtime_s for shift in self._shifts], dtype=np.float64),
            overtime_rate=self._pricing.overtime_rate,
            load=np.array([t.load_s for t in self._tickets], dtype=np.float64),
            past=np.array([e.past_load_s for e in self._problem.engineers], dtype=np.float64),
            engineer=np.array([engineers[s.engineer] for s in self._shifts], dtype=np.int64),
            load_rate=self._pricing.load(1.0),
        )

    def _kinds(self) -> list[tuple[ShiftSpec, np.ndarray]]:
        """One shift of each way to travel, with the numbers of all that travel so."""
        groups: dict[object, list[int]] = {}
        for number, shift in enumerate(self._shifts):
            key = (shift.profile, shift.speed_factor, self._pricing.travel_rates(shift))
            groups.setdefault(key, []).append(number)
        return [(self._shifts[found[0]], np.array(found)) for found in groups.values()]

    def _travel(self, shift: ShiftSpec, columns: np.ndarray) -> None:
        """The cheapest and the shortest leg to each ticket, ways there and back for the shifts."""
        travel = self._evaluator.lookup.travel
        per_s, per_m = self._pricing.travel_rates(shift)
        times = travel.shift_durations(shift)
        metres = travel.distances[shift.profile] if per_m else times
        before = [depot.place for depot in self._problem.depots]
        others_time, others_cost = self._from_others(times, metres, per_s, per_m, before)
        starts = [self._shifts[c].start_place for c in columns]
        ends = [self._shifts[c].end_place for c in columns]
        reach = _from_each(times, starts, self._places, self._middle(times, before, len(columns)))
        for column, start, end, soonest in zip(columns, starts, ends, reach, strict=True):
            direct = _legs(times, start, self._places)
            at_home = self._places == (-1 if start is None else start)
            own_time = direct + np.where(at_home, 0, self._setup)
            own_cost = per_s * direct + per_m * _legs(metres, start, self._places)
            self._leg_time[:, column] = np.minimum(others_time, own_time)
            self._leg_cost[:, column] = np.minimum(others_cost, own_cost)
            self._reach[:, column] = soonest
            self._back[:, column] = 0 if end is None else times[self._places, end]

    def _from_others(
        self, times: np.ndarray, metres: np.ndarray, per_s: float, per_m: float, depots: list[int]
    ) -> tuple[np.ndarray, np.ndarray]:
        """(n,) each: least time, set-up included, and cost of a leg from another ticket or depot
        that may come before."""
        count = len(self._tickets)
        opens = np.array([_opens(t) for t in self._tickets], dtype=np.int64)
        closes = np.array([_closes(t) for t in self._tickets], dtype=np.int64)
        origins = np.concatenate([self._places, np.array(depots, dtype=np.int64)])
        ready = np.concatenate([opens + self._service, np.full(len(depots), -FAR)])
        least_time, least_cost = np.empty(count, dtype=np.int64), np.empty(count)
        for low in range(0, count, CHUNK):
            rows = slice(low, min(count, low + CHUNK))
            here = self._places[rows]
            legs = times[origins[:, None], here[None, :]]
            cost = per_s * legs + per_m * metres[origins[:, None], here[None, :]]
            never = ready[:, None] + legs > closes[None, rows]
            never[np.arange(rows.start, rows.stop), np.arange(rows.stop - rows.start)] = True
            setup = np.where(origins[:, None] == here[None, :], 0, self._setup[None, rows])
            least_time[rows] = np.where(never, FAR, legs + setup).min(axis=0, initial=FAR)
            least_cost[rows] = np.where(never, np.inf, cost).min(axis=0, initial=np.inf)
        return least_time, least_cost

    def _middle(self, times: np.ndarray, depots: list[int], starts: int) -> np.ndarray | None:
        """Places on the way, where there are few enough to look for shortest ways."""
        places = np.unique(np.concatenate([self._places, np.array(depots, dtype=np.int64)]))
        return places if len(places) ** 2 * starts <= CLOSURE else None

    def _time(self, ticket: TicketSpec, number: int, cost: np.ndarray) -> None:
        """Add to the ticket's row what its earliest start costs; shut what is too late."""
        begin = np.array([shift.start for shift in self._shifts], dtype=np.int64)
        limit = np.array([s.end + s.overtime_s for s in self._shifts], dtype=np.int64)
        start = _first_in(
            self._evaluator.trials.jobs[ticket.id].windows, begin + self._reach[number]
        )
        end = start + ticket.service_s
        cost[end + self._back[number] > limit] = np.inf
        if self._pricing.late_rate:
            late = np.zeros(len(start))
            for due, moment in ((ticket.response_due, start), (ticket.resolution_due, end)):
                if due is not None:
                    late += np.maximum(0, moment - due)
            cost += self._pricing.late_rate * late
        if ticket.promise is not None:
            cost += np.where(start > ticket.promise[1], self._pricing.promise_rate, 0.0)

    def _limits(self, able: np.ndarray) -> list[Limit]:
        use = (self._service[:, None] + self._leg_time).astype(np.float64)
        # An engineer with nothing to do stays at home, so no room is less than none.
        found = [Limit(use, np.maximum(0.0, self._room(able)))]
        count = np.array([_or_endless(s.max_tickets) for s in self._shifts])
        work = np.array([_or_endless(s.max_work_s) for s in self._shifts])
        found += [
            Limit(np.ones((len(self._tickets), 1)), count),
            Limit(self._service[:, None].astype(np.float64), work),
        ]
        for dimension in range(max((len(t.demand) for t in self._tickets), default=0)):
            demand = [(*t.demand, *[0] * (dimension + 1))[dimension] for t in self._tickets]
            room = [
                float((*s.capacity, *[0] * (dimension + 1))[dimension]) if s.capacity else np.inf
                for s in self._shifts
            ]
            found.append(Limit(np.array(demand, dtype=np.float64)[:, None], np.array(room)))
        return [limit for limit in found if np.isfinite(limit.room).any()]

    def _room(self, able: np.ndarray) -> np.ndarray:
        """Time left to each shift besides its breaks and the shortest way home."""
        back = np.where(able, self._back, FAR).min(axis=0, initial=FAR)
        rests = [sum(rest.duration_s for rest in shift.breaks) for shift in self._shifts]
        span = [shift.end - shift.start for shift in self._shifts]
        return (np.array(span) - np.array(rests) - back).astype(np.float64)


def _opens(ticket: TicketSpec) -> int:
    if ticket.lock_start is not None:
        return ticket.lock_start
    return min((first for first, _ in ticket.windows), default=-int(FAR))


def _closes(ticket: TicketSpec) -> int:
    if ticket.lock_start is not None:
        return ticket.lock_start
    return max((last for _, last in ticket.windows), default=int(FAR))


def _or_endless(limit: int | None) -> float:
    return np.inf if limit is None else float(limit)


def _legs(figures: np.ndarray, origin: int | None, places: np.ndarray) -> np.ndarray:
    return (
        np.zeros(len(places), np.int64)
        if origin is None
        else figures[origin, places].astype(np.int64)
    )


def _from_each(
    times: np.ndarray, starts: list[int | None], places: np.ndarray, middle: np.ndarray | None
) -> list[np.ndarray]:
    """Shortest way from each start to the places, by whatever places lie between; without `middle`
    none at all."""
    if middle is None:
        return [np.zeros(len(places), np.int64) for _ in starts]
    inner = times[np.ix_(middle, middle)]
    at = np.searchsorted(middle, places)
    known: dict[int | None, np.ndarray] = {}
    for start in starts:
        if start not in known:
            ways = _legs(times, start, middle)
            while True:
                better = np.minimum(ways, (ways[:, None] + inner).min(axis=0, initial=FAR))
                if np.array_equal(better, ways):
                    break
                ways = better
            known[start] = ways[at]
    return [known[start] for start in starts]


def _first_in(windows: tuple[tuple[int, int], ...], times: np.ndarray) -> np.ndarray:
    if not windows:
        return times
    found = np.full(times.shape, FAR)
    for first, last in reversed(windows):
        found = np.where(times <= last, np.maximum(times, first), found)
    return found
