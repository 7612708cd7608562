"""Solutions in VROOM's output JSON, written and read back."""

import dataclasses
from collections.abc import Iterable, Mapping
from itertools import pairwise
from typing import Any

from dispatch_console.domain.errors import DomainError
from dispatch_console.planning.formats.fields import objects, seconds, whole
from dispatch_console.planning.problem import DepotSpec, Matrices, Problem, ShiftSpec, TicketSpec
from dispatch_console.planning.solution import Objective, Route, Solution, Stop
from dispatch_console.planning.travel import TravelTimes, resolve

SUMMED = ("cost", "setup", "service", "duration", "waiting_time", "priority", "distance")


def write(problem: Problem, solution: Solution) -> dict[str, Any]:
    """The solution as VROOM prints it: code, summary, unassigned, routes with steps.

    Distances are left out where the problem gives none. A stop at a depot is a pickup with the
    depot's id.
    """
    tickets = {ticket.id: ticket for ticket in problem.tickets}
    shifts = {shift.id: shift for shift in problem.shifts}
    names = {engineer.id: engineer.name for engineer in problem.engineers}
    routes = [
        _Writer(problem, tickets, shifts[route.shift], route).written(names)
        for route in solution.routes
        if route.tickets
    ]
    document = {
        "code": 0,
        "summary": _totals(routes)
        | {"routes": len(routes), "unassigned": len(solution.unserved), "violations": []},
        "unassigned": [
            {"id": ticket, "type": "job"}
            | _described(tickets[ticket].name)
            | _location(problem, tickets[ticket].place)
            for ticket in solution.unserved
        ],
        "routes": routes,
    }
    if not _has_distances(problem):
        for entry in (document["summary"], *routes, *(s for r in routes for s in r["steps"])):
            del entry["distance"]
    return document


def _totals(routes: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    total: dict[str, Any] = dict.fromkeys(SUMMED, 0)
    for route in routes:
        for name in SUMMED:
            total[name] += route[name]
    return total


def _has_distances(problem: Problem) -> bool:
    return any(
        bool(travel.distances.any()) if isinstance(travel, Matrices) else True
        for travel in problem.travel.values()
    )


class _Writer:
    """Walks a route and keeps the running sums that every step carries."""

    def __init__(
        self, problem: Problem, tickets: Mapping[int, TicketSpec], shift: ShiftSpec, route: Route
    ) -> None:
        self.problem, self.tickets, self.shift, self.route = problem, tickets, shift, route
        self.depots = {depot.id: depot for depot in problem.depots}
        self.setup = self.service = self.waiting = self.duration = self.distance = 0
        self.place = shift.start_place

    def written(self, names: Mapping[int, str]) -> dict[str, Any]:
        """The route with all its steps."""
        steps = [self._start()]
        steps += [self._work(stop) for stop in self.route.stops]
        steps.append(self._end())
        return {
            "vehicle": self.shift.id,
            **_described(names.get(self.shift.engineer, "")),
            "cost": self._cost(),
            "setup": self.setup,
            "service": self.service,
            "duration": self.duration,
            "waiting_time": self.waiting,
            "priority": sum(self.tickets[ticket].priority for ticket in self.route.tickets),
            "distance": self.distance,
            "steps": steps,
            "violations": [],
        }

    def _cost(self) -> int:
        """Cut to a whole number, as VROOM does."""
        hourly = self.duration * self.shift.cost_per_hour * 1000
        return self.shift.fixed_cost + (hourly + self.distance * self.shift.cost_per_km * 3600) // (
            3600 * 1000
        )

    def _start(self) -> dict[str, Any]:
        place = self.shift.start_place
        if place is None:
            places = map(self._place, self.route.stops)
            place = next(place for place in places if place is not None)
        return self._step("start", self.route.depart, place)

    def _place(self, stop: Stop) -> int | None:
        """Where the stop is; a break is anywhere."""
        if stop.ticket is not None:
            return self.tickets[stop.ticket].place
        return None if stop.depot is None else self.depots[stop.depot].place

    def _end(self) -> dict[str, Any]:
        self.duration += self.route.back_s
        self.distance += self.route.back_m
        place = self.place if self.shift.end_place is None else self.shift.end_place
        return self._step("end", self.route.finish, place)

    def _work(self, stop: Stop) -> dict[str, Any]:
        if stop.ticket is not None:
            return self._job(self.tickets[stop.ticket], stop)
        if stop.depot is not None:
            return self._pickup(self.depots[stop.depot], stop)
        return self._pause(stop)

    def _job(self, ticket: TicketSpec, stop: Stop) -> dict[str, Any]:
        setup = ticket.setup_s if self.place != ticket.place else 0
        self.place = ticket.place
        self.setup += setup
        step = self._stopped("job", stop, ticket.place)
        work = {"id": ticket.id, "setup": setup, "service": ticket.service_s}
        self.service += ticket.service_s
        return step | _described(ticket.name) | work

    def _pickup(self, depot: DepotSpec, stop: Stop) -> dict[str, Any]:
        self.place = depot.place
        self.service += depot.service_s
        step = self._stopped("pickup", stop, depot.place)
        return step | _described(depot.name) | {"id": depot.id, "service": depot.service_s}

    def _pause(self, stop: Stop) -> dict[str, Any]:
        length = stop.end - stop.start
        self.service += length
        identity = self.shift.breaks[stop.break_index or 0].id
        return self._stopped("break", stop, None) | {"id": identity, "service": length}

    def _stopped(self, kind: str, stop: Stop, place: int | None) -> dict[str, Any]:
        waiting = stop.start - stop.arrival
        self.duration += stop.travel_s
        self.distance += stop.travel_m
        self.waiting += waiting
        return self._step(kind, stop.arrival, place) | {"waiting_time": waiting}

    def _step(self, kind: str, arrival: int, place: int | None) -> dict[str, Any]:
        step: dict[str, Any] = {
            "type": kind,
            "arrival": arrival,
            "duration": self.duration,
            "distance": self.distance,
            "setup": 0,
            "service": 0,
            "waiting_time": 0,
            "violations": [],
        }
        return step if place is None else step | _location(self.problem, place)


def _described(name: str) -> dict[str, str]:
    return {"description": name} if name else {}


def _location(problem: Problem, place: int) -> dict[str, Any]:
    lat, lon = problem.places[place]
    given = isinstance(next(iter(problem.travel.values())), Matrices)
    found: dict[str, Any] = {"location_index": place} if given else {}
    return found | {"location": [lon, lat]} if (lat, lon) != (0.0, 0.0) or not given else found


def read(problem: Problem, document: Mapping[str, Any]) -> Solution:
    """The solution in a VROOM output document, with the times it claims.

    Raises `format.value` / `format.missing` where it is not one, `format.unsupported` for steps
    that are neither job nor break, nor pickups where the problem has depots.
    """
    if "routes" not in document:
        raise DomainError("format.missing", path="routes")
    reader = _Reader(problem)
    routes = tuple(
        reader.route(entry, f"routes[{i}]")
        for i, entry in enumerate(objects(document["routes"], "routes"))
    )
    unserved = tuple(
        whole(entry.get("id"), f"unassigned[{i}].id")
        for i, entry in enumerate(objects(document.get("unassigned", []), "unassigned"))
    )
    return Solution(routes, unserved, Objective({}))


class _Reader:
    """Turns steps into stops.

    VROOM reckons in hundredths of seconds and cuts every running sum: the difference of two of
    them can be a second more than the way between. Such a second is read as waiting. Metres up
    to a break on the way are an estimate that may be too high.
    """

    def __init__(self, problem: Problem) -> None:
        self.travel: TravelTimes = resolve(problem)
        self.shifts = {shift.id: shift for shift in problem.shifts}
        self.places = {ticket.id: ticket.place for ticket in problem.tickets}
        self.depots = {depot.id: depot.place for depot in problem.depots}

    def route(self, entry: Mapping[str, Any], path: str) -> Route:
        """One route with its steps."""
        identity = whole(entry.get("vehicle"), f"{path}.vehicle")
        shift = self.shifts.get(identity)
        stops: list[Stop] = []
        depart = finish = back_s = back_m = duration = distance = 0
        for i, step in enumerate(objects(entry.get("steps", []), f"{path}.steps")):
            where = f"{path}.steps[{i}]"
            kind = step.get("type")
            arrival = seconds(step.get("arrival"), f"{where}.arrival")
            total_s = seconds(step.get("duration", duration), f"{where}.duration")
            total_m = whole(step.get("distance", distance), f"{where}.distance")
            leg_s, leg_m = total_s - duration, total_m - distance
            duration, distance = total_s, total_m
            begin = arrival + seconds(step.get("waiting_time", 0), f"{where}.waiting_time")
            end = begin + sum(seconds(step.get(n, 0), f"{where}.{n}") for n in ("setup", "service"))
            if i == 0:
                depart = arrival
            if kind == "job":
                ticket = whole(step.get("id"), f"{where}.id")
                stops.append(Stop(ticket, arrival, begin, end, leg_s, leg_m))
            elif kind == "break":
                index = _break_index(shift, step.get("id"))
                stops.append(Stop(None, arrival, begin, end, leg_s, leg_m, break_index=index))
            elif kind == "pickup" and self.depots:
                depot = whole(step.get("id"), f"{where}.id")
                stops.append(Stop(None, arrival, begin, end, leg_s, leg_m, depot=depot))
            elif kind == "end":
                back_s, back_m = leg_s, leg_m
            elif kind != "start":
                raise DomainError("format.unsupported", path=f"{where}.type={kind}")
            finish = end
        given = Route(identity, depart, tuple(stops), finish, back_s, back_m)
        return given if shift is None else self._without_cuts(given, shift)

    def _without_cuts(self, route: Route, shift: ShiftSpec) -> Route:
        """The route with legs that add up to the ways between tickets."""
        needed = self.travel.shift_durations(shift)
        times = [*(stop.travel_s for stop in route.stops), route.back_s]
        metres = [*(stop.travel_m for stop in route.stops), route.back_m]
        place, begin = shift.start_place, 0
        for end, there in self._ends(route, shift):
            if place is not None and there is not None:
                times[begin:end] = _cut_to(times[begin:end], int(needed[place, there]))
            metres[begin:end] = _rising(metres[begin:end])
            place, begin = there, end
        stops = tuple(
            dataclasses.replace(stop, travel_s=time, travel_m=way)
            for stop, time, way in zip(route.stops, times, metres, strict=False)
        )
        return Route(route.shift, route.depart, stops, route.finish, times[-1], metres[-1])

    def _ends(self, route: Route, shift: ShiftSpec) -> list[tuple[int, int | None]]:
        """For each way: how many legs there are up to its end, and the place it leads to."""
        found: list[tuple[int, int | None]] = [
            (number, self._place(stop))
            for number, stop in enumerate(route.stops, start=1)
            if stop.ticket is not None or stop.depot is not None
        ]
        return [*found, (len(route.stops) + 1, shift.end_place)]

    def _place(self, stop: Stop) -> int | None:
        if stop.depot is not None:
            return self.depots.get(stop.depot)
        return None if stop.ticket is None else self.places.get(stop.ticket)


def _cut_to(legs: list[int], needed: int) -> list[int]:
    """The legs of a way, with a second taken off the last if they make one too many."""
    if sum(legs) == needed + 1:
        last = max(i for i, leg in enumerate(legs) if leg)
        legs[last] -= 1
    return legs


def _rising(legs: list[int]) -> list[int]:
    """The legs of a way in metres: up to a break VROOM may count more than there are in all."""
    most = sum(legs)
    so_far = [min(most, sum(legs[: i + 1])) for i in range(len(legs))]
    return [after - before for before, after in pairwise([0, *so_far])]


def _break_index(shift: ShiftSpec | None, identity: object) -> int | None:
    """Which of the shift's breaks it is; None if it has no such break."""
    breaks = () if shift is None else shift.breaks
    return next((i for i, rest in enumerate(breaks) if rest.id == identity), None)
