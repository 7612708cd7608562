"""The routes that a search has come by, from which the master picks one for each shift."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from dispatch_console.planning.constraints.changes import changed
from dispatch_console.planning.constraints.disturbed import NOTHING, day, days_told
from dispatch_console.planning.evaluator import Evaluator, Plan
from dispatch_console.planning.objective import lateness
from dispatch_console.planning.pickups import lack
from dispatch_console.planning.problem import TicketSpec
from dispatch_console.planning.solution import Route, Stop
from dispatch_console.planning.timetable import starts

PER_SHIFT = 150
"""How many routes are kept for each shift."""

REMEMBERED = 20
"""How many times as many are known by sight, so as not to be judged again."""


@dataclass(frozen=True, slots=True)
class Visit:
    """A linked ticket in a route: earliest start and end, and the latest start that still works."""

    start: int
    end: int
    latest: int


@dataclass(frozen=True, slots=True)
class Lead:
    """Two linked tickets of a route, one after the other: their starts lie `gap` apart at least."""

    first: int
    second: int
    gap: int


@dataclass(frozen=True, slots=True)
class Column:
    """One shift's route as the master sees it.

    `cost` is in objective units, load, worst lateness and unserved tickets aside; `load_s` what its
    tickets weigh. `visits` and `leads` say when linked tickets may be served, `changes` how many of
    the others move from what people were told, `late` is the largest lateness, `pickups` (depot,
    part) → amount. `disturbs`: the day is another one than told, where that counts.
    """

    shift: int
    tickets: tuple[int, ...]
    cost: float
    load_s: int = 0
    visits: Mapping[int, Visit] = field(default_factory=dict)
    leads: tuple[Lead, ...] = ()
    changes: int = 0
    late: int = 0
    pickups: Mapping[tuple[int, str], int] = field(default_factory=dict)
    disturbs: bool = False

    @property
    def key(self) -> tuple[object, ...]:
        """Of columns alike in this only the cheapest is of use."""
        return (
            self.shift,
            frozenset(self.tickets),
            tuple((t, visit.start, visit.latest) for t, visit in sorted(self.visits.items())),
            self.changes,
            self.late,
            tuple(sorted(self.pickups.items())),
            self.disturbs,
        )


class Pool:
    """Routes seen, each set of tickets once in its cheapest order, the most promising kept.

    A route promises the more the more the tickets it serves would cost unserved, less its own cost.
    """

    def __init__(self, evaluator: Evaluator, per_shift: int = PER_SHIFT) -> None:
        problem = evaluator.problem
        self._evaluator = evaluator
        self._per_shift = per_shift
        self._columns: dict[int, dict[tuple[object, ...], Column]] = {
            shift.id: {} for shift in problem.shifts
        }
        self._seen: dict[int, set[tuple[int, ...]]] = {shift.id: set() for shift in problem.shifts}
        self._kept: dict[int, Column] = {}
        self._linked = {t for link in problem.links for t in (link.first, link.second)}
        self._told: dict[int, TicketSpec] = {}
        if problem.max_changes is not None:
            told = (t for t in problem.tickets if t.current_start is not None)
            self._told = {ticket.id: ticket for ticket in told}
        self._days = None if problem.max_disturbed is None else days_told(problem)
        self._supplied = {t.id for t in problem.tickets if t.parts} if problem.depots else set()
        self._timed = bool(evaluator.pricing.worst_late_rate)
        self._worth = {t.id: evaluator.pricing.unserved(t) for t in problem.tickets}

    def __len__(self) -> int:
        return sum(map(len, self._columns.values()))

    def add(self, shift: int, tickets: Sequence[int]) -> bool:
        """Take the route in, each ticket as early as can be; False if known or not allowed."""
        row = tuple(tickets)
        seen = self._seen[shift]
        if not row or row in seen:
            return False
        if len(seen) >= REMEMBERED * self._per_shift:
            seen.clear()
        seen.add(row)
        column = self.column(shift, row)
        if column is None:
            return False
        self._put(column)
        return True

    def add_plan(self, plan: Plan) -> None:
        """Take in the routes of a whole plan."""
        for shift, tickets in plan.items():
            self.add(shift, tickets)

    def keep(self, plan: Plan) -> list[Column]:
        """The routes of the best plan, which are not given up until the next call."""
        found = [self.column(shift, tuple(row)) for shift, row in plan.items() if row]
        self._kept = {column.shift: column for column in found if column is not None}
        for column in self._kept.values():
            self._put(column)
        return list(self._kept.values())

    def columns(self) -> list[Column]:
        """All routes, shift by shift, the most promising first."""
        for shift in self._columns:
            self._trim(shift)
        return [column for columns in self._columns.values() for column in columns.values()]

    def column(self, shift: int, tickets: tuple[int, ...]) -> Column | None:
        """The route as a column, each ticket as early as can be; None if it breaks a rule."""
        cost = self._evaluator.trials.cost(shift, tickets)
        if cost is None:
            return None
        if not self._is_special(tickets):
            return Column(shift, tickets, cost, self._load(tickets))
        route = self._evaluator.schedule(shift, tickets).route
        stops = {stop.ticket: stop for stop in route.stops if stop.ticket is not None}
        specs = self._evaluator.lookup.tickets
        worst = max(lateness(specs[ticket], s.start, s.end) for ticket, s in stops.items())
        linked = self._linked.intersection(tickets)
        return Column(
            shift,
            tickets,
            cost,
            self._load(tickets),
            {t: self._visit(shift, tickets, stops[t]) for t in tickets if t in linked},
            self._leads(shift, tickets) if len(linked) > 1 else (),
            sum(self._changed(shift, t, stops[t].start) for t in tickets if t not in linked),
            worst if self._timed else 0,
            self._pickups(route),
            self._days is not None and day(route) != self._days.get(shift, NOTHING),
        )

    def worth(self, column: Column) -> float:
        """What leaving out the column's tickets would cost, less what it costs itself."""
        return sum(self._worth[ticket] for ticket in column.tickets) - column.cost

    def _is_special(self, tickets: Iterable[int]) -> bool:
        """Whether the master must know more of the route than what it costs."""
        if self._timed or self._days is not None:
            return True
        return any(t in self._linked or t in self._told or t in self._supplied for t in tickets)

    def _load(self, tickets: Iterable[int]) -> int:
        specs = self._evaluator.lookup.tickets
        return sum(specs[ticket].load_s for ticket in tickets)

    def _visit(self, shift: int, tickets: tuple[int, ...], stop: Stop) -> Visit:
        """When the linked ticket of this stop may be served, by halving the time left."""
        trials, ticket = self._evaluator.trials, stop.ticket or 0
        tour = trials.tours[shift]
        jobs = [trials.jobs[each] for each in tickets]
        stages = trials.pickups.stages(tour, jobs) or jobs
        works, fails = stop.start, tour.limit + 1
        while fails - works > 1:
            tried = (works + fails) // 2
            found = starts(tour, stages, {ticket: tried})
            works, fails = (works, tried) if found is None else (tried, fails)
        return Visit(stop.start, stop.end, works)

    def _leads(self, shift: int, tickets: tuple[int, ...]) -> tuple[Lead, ...]:
        """Between linked tickets that follow one another: work and travel, without any waiting."""
        trials = self._evaluator.trials
        tour = trials.tours[shift]
        found: list[Lead] = []
        last: int | None = None
        clock, place = 0, tour.start_place
        for job in (trials.jobs[ticket] for ticket in tickets):
            clock += tour.leg(place, job.place)
            if job.id in self._linked:
                if last is not None:
                    found.append(Lead(last, job.id, clock))
                last, clock = job.id, 0
            clock += job.service + (0 if place == job.place else job.setup)
            place = job.place
        return tuple(found)

    def _changed(self, shift: int, ticket: int, start: int) -> bool:
        told = self._told.get(ticket)
        return told is not None and changed(told, (shift, start))

    def _pickups(self, route: Route) -> dict[tuple[int, str], int]:
        """What the route takes from its depot."""
        depot = next((stop.depot for stop in route.stops if stop.depot is not None), None)
        lookup = self._evaluator.lookup
        tickets = [lookup.tickets[ticket] for ticket in route.tickets]
        missing = lack(lookup.shifts[route.shift], tickets)
        if depot is None or missing is None:
            return {}
        return {(depot, part): amount for part, amount in missing.parts.items()}

    def _put(self, column: Column) -> None:
        mine = self._columns[column.shift]
        known = mine.get(column.key)
        if known is None or column.cost < known.cost:
            mine[column.key] = column
        if len(mine) > 2 * self._per_shift:
            self._trim(column.shift)

    def _trim(self, shift: int) -> None:
        ranked = sorted(self._columns[shift].values(), key=self.worth, reverse=True)
        best = ranked[: self._per_shift]
        kept = self._kept.get(shift)
        if kept is not None and kept not in best:
            best.append(kept)
        self._columns[shift] = {column.key: column for column in best}
