"""The independent verdict on a plan: plain, slow, and sharing no rule or term with the evaluator.

It takes the times written in the plan at their word and asks whether they can be; then it reckons
the objective itself. Every plan that leaves the solver or reaches the database has passed it. It
uses the problem, the travel times and nothing else.
"""

from collections import Counter
from collections.abc import Iterator, Mapping

from dispatch_console.planning.crosscheck import Crosscheck
from dispatch_console.planning.diagnose import require_sound
from dispatch_console.planning.problem import (
    DepotSpec,
    EngineerSpec,
    Problem,
    ShiftSpec,
    TicketSpec,
    Window,
)
from dispatch_console.planning.reckoning import reckon
from dispatch_console.planning.solution import Route, Rule, Solution, Stop, Verdict, Violation
from dispatch_console.planning.travel import UNREACHABLE, TravelTimes, resolve


def check(problem: Problem, solution: Solution) -> Verdict:
    """Every broken rule of the plan, and its objective. Raises the faults of an unsound problem."""
    require_sound(problem)
    return _Check(problem).verdict(solution)


def violations(problem: Problem, solution: Solution) -> tuple[Violation, ...]:
    """Every broken rule of the plan alone: what it is worth takes as long again."""
    require_sound(problem)
    return _Check(problem).violations(solution)


class _Check:
    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.crosscheck = Crosscheck(problem)
        self.travel: TravelTimes = resolve(problem)
        self.tickets: Mapping[int, TicketSpec] = {t.id: t for t in problem.tickets}
        self.shifts: Mapping[int, ShiftSpec] = {s.id: s for s in problem.shifts}
        self.depots: Mapping[int, DepotSpec] = {d.id: d for d in problem.depots}
        self.engineers: Mapping[int, EngineerSpec] = {e.id: e for e in problem.engineers}

    def verdict(self, solution: Solution) -> Verdict:
        return Verdict(
            self.violations(solution), reckon(self.problem, self._known(solution.routes))
        )

    def violations(self, solution: Solution) -> tuple[Violation, ...]:
        known = self._known(solution.routes)
        found = [v for route in solution.routes for v in self._strangers(route)]
        found += self._counted(solution)
        for route in known:
            if route.stops:
                found += self._route(route)
        found += self.crosscheck.together(known)
        return tuple(found)

    def _known(self, routes: tuple[Route, ...]) -> tuple[Route, ...]:
        return tuple(route for route in routes if not list(self._strangers(route)))

    def _strangers(self, route: Route) -> Iterator[Violation]:
        if route.shift not in self.shifts:
            yield Violation(Rule.UNKNOWN, None, route.shift, {"id": route.shift})
            return
        breaks = range(len(self.shifts[route.shift].breaks))
        for stop in route.stops:
            what = (
                (stop.ticket, self.tickets),
                (stop.break_index, breaks),
                (stop.depot, self.depots),
            )
            named = [(key, known) for key, known in what if key is not None]
            if len(named) != 1 or named[0][0] not in named[0][1]:
                yield Violation(
                    Rule.UNKNOWN, stop.ticket, route.shift, {"id": named[0][0] if named else None}
                )

    def _counted(self, solution: Solution) -> Iterator[Violation]:
        """Every ticket once, served or not; every shift at most once."""
        times = Counter(ticket for route in solution.routes for ticket in route.tickets)
        times.update(solution.unserved)
        for ticket in self.problem.tickets:
            if times[ticket.id] != 1:
                params = {"ticket": ticket.name or str(ticket.id), "count": times[ticket.id]}
                yield Violation(Rule.ONCE, ticket.id, None, params)
        for ticket in solution.unserved:
            if ticket not in self.tickets:
                yield Violation(Rule.UNKNOWN, ticket, None, {"id": ticket})
        for shift, count in Counter(route.shift for route in solution.routes).items():
            if count > 1 and shift in self.shifts:
                params = {"ticket": self._who(self.shifts[shift]), "count": count}
                yield Violation(Rule.ONCE, None, shift, params)

    def _route(self, route: Route) -> Iterator[Violation]:
        shift = self.shifts[route.shift]
        yield from self._clock(route, shift)
        yield from self._legs(route, shift)
        yield from self._breaks(route, shift)
        yield from self._limits(route, shift)
        yield from self.crosscheck.supplies(route, self._who(shift))
        for stop in route.stops:
            if stop.ticket is not None:
                yield from self._visit(self.tickets[stop.ticket], stop, shift)

    def _clock(self, route: Route, shift: ShiftSpec) -> Iterator[Violation]:
        """Time runs forwards, work takes as long as it takes, the shift is kept."""
        clock, place = route.depart, shift.start_place
        for stop in route.stops:
            if stop.depot is not None:
                lasts, place = self.depots[stop.depot].service_s, self.depots[stop.depot].place
            elif stop.ticket is None:
                lasts = shift.breaks[stop.break_index or 0].duration_s
            else:
                ticket = self.tickets[stop.ticket]
                lasts = ticket.service_s + (ticket.setup_s if place != ticket.place else 0)
                place = ticket.place
            early = stop.arrival < clock + stop.travel_s or stop.start < stop.arrival
            if early or stop.end != stop.start + lasts:
                yield self._wrong_times(shift, stop.ticket)
            clock = stop.end
        if route.finish < clock + route.back_s:
            yield self._wrong_times(shift, None)
        limit = shift.end + shift.overtime_s
        if route.depart < shift.start or route.finish > limit:
            params = {
                "engineer": self._who(shift),
                "depart_at": route.depart,
                "finish_at": route.finish,
                "start_at": shift.start,
                "limit_at": limit,
            }
            yield Violation(Rule.SHIFT, None, shift.id, params)

    def _legs(self, route: Route, shift: ShiftSpec) -> Iterator[Violation]:
        """Between two places the legs written, those to breaks included, make the whole way."""
        place, time, metres = shift.start_place, 0, 0
        ways: list[tuple[int | None, int | None, int, int, int | None]] = []
        for stop in route.stops:
            if min(stop.travel_s, stop.travel_m) < 0:
                yield self._wrong_leg(shift, stop.ticket, stop.travel_s, 0)
            time, metres = time + stop.travel_s, metres + stop.travel_m
            there = self._place_of(stop)
            if there is not None:
                ways.append((place, there, time, metres, stop.ticket))
                place, time, metres = there, 0, 0
        ways.append((place, shift.end_place, time + route.back_s, metres + route.back_m, None))
        open_ = [origin is None or there is None for origin, there, *_ in ways]
        legs = [(way[0] or 0, way[1] or 0) for way in ways]
        needed = self.travel.along(shift, *zip(*legs, strict=True))
        for way, loose, needed_s, needed_m in zip(ways, open_, *needed, strict=True):
            given_s, given_m, ticket = way[2:]
            if loose:
                needed_s = needed_m = 0
            if needed_s >= UNREACHABLE:
                params = {"why": "unreachable", "engineer": self._who(shift)}
                params["where"] = self._where(shift, ticket)
                yield Violation(Rule.TRAVEL, ticket, shift.id, params)
            elif (given_s, given_m) != (needed_s, needed_m):
                yield self._wrong_leg(shift, ticket, given_s, needed_s)

    def _place_of(self, stop: Stop) -> int | None:
        """Where the stop is; a break is wherever one is."""
        if stop.depot is not None:
            return self.depots[stop.depot].place
        return None if stop.ticket is None else self.tickets[stop.ticket].place

    def _breaks(self, route: Route, shift: ShiftSpec) -> Iterator[Violation]:
        for index, rest in enumerate(shift.breaks):
            taken = [stop.start for stop in route.stops if stop.break_index == index]
            if len(taken) != 1 or not _within(taken[0], rest.windows):
                latest = max(last for _, last in rest.windows)
                params = {"engineer": self._who(shift), "latest_at": latest}
                yield Violation(Rule.BREAK, None, shift.id, params)

    def _limits(self, route: Route, shift: ShiftSpec) -> Iterator[Violation]:
        who = {"engineer": self._who(shift)}
        tickets = [self.tickets[ticket] for ticket in route.tickets]
        if shift.max_tickets is not None and len(tickets) > shift.max_tickets:
            params = {"count": len(tickets), "limit": shift.max_tickets}
            yield Violation(Rule.MAX_TICKETS, None, shift.id, who | params)
        work = sum(ticket.service_s for ticket in tickets)
        if shift.max_work_s is not None and work > shift.max_work_s:
            hour = 3600 * self.problem.time_scale
            params = {
                "work_h": round(work / hour, 2),
                "limit_h": round(shift.max_work_s / hour, 2),
            }
            yield Violation(Rule.MAX_WORK, None, shift.id, who | params)
        time = route.back_s + sum(stop.travel_s for stop in route.stops)
        metres = route.back_m + sum(stop.travel_m for stop in route.stops)
        if shift.max_travel_s is not None and time > shift.max_travel_s:
            params = {"amount": time, "limit": shift.max_travel_s, "unit": "s"}
            yield Violation(Rule.MAX_TRAVEL, None, shift.id, who | params)
        if shift.max_distance_m is not None and metres > shift.max_distance_m:
            params = {"amount": metres, "limit": shift.max_distance_m, "unit": "m"}
            yield Violation(Rule.MAX_TRAVEL, None, shift.id, who | params)
        if shift.capacity:
            carried = Counter[int]()
            for ticket in tickets:
                carried.update(dict(enumerate(ticket.demand)))
            for dimension, amount in sorted(carried.items()):
                limit = (*shift.capacity, *[0] * (dimension + 1))[dimension]
                if amount > limit:
                    params = {"amount": amount, "limit": limit, "dimension": dimension}
                    yield Violation(Rule.CAPACITY, None, shift.id, who | params)

    def _visit(self, ticket: TicketSpec, stop: Stop, shift: ShiftSpec) -> Iterator[Violation]:
        names = {"ticket": ticket.name or str(ticket.id), "engineer": self._who(shift)}
        engineer = self.engineers[shift.engineer]
        elsewhere = ticket.lock_shift is not None and ticket.lock_shift != shift.id
        if elsewhere or (ticket.lock_start is not None and ticket.lock_start != stop.start):
            yield Violation(Rule.LOCK, ticket.id, shift.id, names)
        if ticket.lock_start is None and ticket.windows and not _within(stop.start, ticket.windows):
            latest = max(last for _, last in ticket.windows)
            params = {"start_at": stop.start, "latest_at": latest}
            yield Violation(Rule.WINDOW, ticket.id, shift.id, names | params)
        if ticket.lock_shift == shift.id:
            return
        for skill, level in sorted(ticket.skills.items()):
            held = engineer.skills.get(skill, 0)
            if held < level:
                params = {"skill": skill, "needed": level, "held": held}
                yield Violation(Rule.SKILL, ticket.id, shift.id, names | params)
        closed = ticket.region is not None and ticket.region in self.problem.exclusive_regions
        if closed and ticket.region not in engineer.regions:
            yield Violation(Rule.REGION, ticket.id, shift.id, names | {"region": ticket.region})
        if ticket.allowed_shifts is not None and shift.id not in ticket.allowed_shifts:
            yield Violation(Rule.ALLOWED, ticket.id, shift.id, names)

    def _who(self, shift: ShiftSpec) -> str:
        return self.engineers[shift.engineer].name or str(shift.engineer)

    def _wrong_times(self, shift: ShiftSpec, ticket: int | None) -> Violation:
        params = {"where": self._where(shift, ticket)}
        return Violation(Rule.TIMES, ticket, shift.id, params)

    def _wrong_leg(
        self, shift: ShiftSpec, ticket: int | None, given: int, needed: int
    ) -> Violation:
        params = {"where": self._where(shift, ticket), "given_s": given, "needed_s": needed}
        return Violation(Rule.TRAVEL, ticket, shift.id, params)

    def _where(self, shift: ShiftSpec, ticket: int | None) -> str:
        if ticket is None:
            return self._who(shift)
        return self.tickets[ticket].name or str(ticket)


def _within(time: int, windows: tuple[Window, ...]) -> bool:
    return any(first <= time <= last for first, last in windows)
