"""Solutions in VROOM's output JSON, written and read back."""

from collections.abc import Iterable, Mapping
from typing import Any

from dispatch_console.domain.errors import DomainError
from dispatch_console.planning.formats.fields import listed, whole
from dispatch_console.planning.problem import Problem, ShiftSpec, TicketSpec
from dispatch_console.planning.solution import Objective, Route, Solution, Stop


def write(problem: Problem, solution: Solution) -> dict[str, Any]:
    """The solution as VROOM prints it: code, summary, unassigned, routes with steps."""
    tickets = {ticket.id: ticket for ticket in problem.tickets}
    shifts = {shift.id: shift for shift in problem.shifts}
    names = {engineer.id: engineer.name for engineer in problem.engineers}
    routes = [
        _route(problem, tickets, shifts[route.shift], names, route) for route in solution.routes
    ]
    total = _totals(routes)
    return {
        "code": 0,
        "summary": total | {"routes": len(routes), "unassigned": len(solution.unserved)},
        "unassigned": [_unassigned(problem, tickets[ticket]) for ticket in solution.unserved],
        "routes": routes,
    }


SUMMED = ("cost", "setup", "service", "duration", "waiting_time", "priority", "distance")


def _totals(routes: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    total: dict[str, Any] = dict.fromkeys(SUMMED, 0)
    for route in routes:
        for name in SUMMED:
            total[name] += route[name]
    return total | {"violations": []}


def _unassigned(problem: Problem, ticket: TicketSpec) -> dict[str, Any]:
    return {"id": ticket.id, "type": "job"} | _location(problem, ticket.place)


def _route(
    problem: Problem,
    tickets: Mapping[int, TicketSpec],
    shift: ShiftSpec,
    names: Mapping[int, str],
    route: Route,
) -> dict[str, Any]:
    clock = _Clock(problem, shift, route)
    steps = [clock.start()]
    for stop in route.stops:
        steps.append(
            clock.job(tickets[stop.ticket], stop) if stop.ticket is not None else clock.pause(stop)
        )
    if shift.end_place is not None:
        steps.append(clock.end())
    return {
        "vehicle": shift.id,
        "description": names.get(shift.engineer, ""),
        "cost": _cost(shift, clock.duration, clock.distance),
        "setup": clock.setup,
        "service": clock.service,
        "duration": clock.duration,
        "waiting_time": clock.waiting,
        "priority": sum(tickets[t].priority for t in route.tickets),
        "distance": clock.distance,
        "steps": steps,
        "violations": [],
    }


def _cost(shift: ShiftSpec, duration: int, distance: int) -> int:
    hours, kilometres = duration / 3600, distance / 1000
    return round(shift.fixed_cost + hours * shift.cost_per_hour + kilometres * shift.cost_per_km)


class _Clock:
    """Walks a route and keeps the running sums that every step carries."""

    def __init__(self, problem: Problem, shift: ShiftSpec, route: Route) -> None:
        self.problem, self.shift, self.route = problem, shift, route
        self.setup = self.service = self.waiting = self.duration = self.distance = 0
        self.place = shift.start_place

    def start(self) -> dict[str, Any]:
        place = self.shift.start_place
        return self._step("start", self.route.depart, place)

    def job(self, ticket: TicketSpec, stop: Stop) -> dict[str, Any]:
        setup = ticket.setup_s if self.place != ticket.place else 0
        self._pass(stop)
        self.place = ticket.place
        self.setup += setup
        self.service += ticket.service_s
        step = self._step("job", stop.arrival, ticket.place)
        return step | {
            "id": ticket.id,
            "setup": setup,
            "service": ticket.service_s,
            "waiting_time": stop.start - stop.arrival,
        }

    def pause(self, stop: Stop) -> dict[str, Any]:
        self._pass(stop)
        length = stop.end - stop.start
        self.service += length
        identity = self.shift.breaks[stop.break_index or 0].id
        step = self._step("break", stop.arrival, None)
        return step | {
            "id": identity,
            "service": length,
            "waiting_time": stop.start - stop.arrival,
        }

    def end(self) -> dict[str, Any]:
        self.duration += self.route.back_s
        self.distance += self.route.back_m
        return self._step("end", self.route.finish, self.shift.end_place)

    def _pass(self, stop: Stop) -> None:
        self.duration += stop.travel_s
        self.distance += stop.travel_m
        self.waiting += stop.start - stop.arrival

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


def _location(problem: Problem, place: int) -> dict[str, Any]:
    lat, lon = problem.places[place]
    found: dict[str, Any] = {"location_index": place}
    return found | {"location": [lon, lat]} if (lat, lon) != (0.0, 0.0) else found


def read(problem: Problem, document: Mapping[str, Any]) -> Solution:
    """The solution in a VROOM output document, with the times it claims.

    Raises `format.value` / `format.missing` where it is not one, `format.unsupported` for steps
    that are neither job nor break.
    """
    if not isinstance(document, Mapping) or "routes" not in document:
        raise DomainError("format.missing", path="routes")
    shifts = {shift.id: shift for shift in problem.shifts}
    routes = tuple(
        _read_route(shifts, entry, f"routes[{i}]")
        for i, entry in enumerate(listed(document["routes"], "routes"))
    )
    unserved = tuple(
        whole(entry.get("id"), f"unassigned[{i}].id")
        for i, entry in enumerate(listed(document.get("unassigned", []), "unassigned"))
    )
    return Solution(routes, unserved, Objective({}))


def _read_route(shifts: Mapping[int, ShiftSpec], entry: Mapping[str, Any], path: str) -> Route:
    identity = whole(entry.get("vehicle"), f"{path}.vehicle")
    breaks = shifts[identity].breaks if identity in shifts else ()
    steps = listed(entry.get("steps", []), f"{path}.steps")
    stops: list[Stop] = []
    depart = finish = back_s = back_m = 0
    duration = distance = 0
    for i, step in enumerate(steps):
        where = f"{path}.steps[{i}]"
        arrival = whole(step.get("arrival"), f"{where}.arrival", least=None)
        leg_s = whole(step.get("duration", duration), f"{where}.duration") - duration
        leg_m = whole(step.get("distance", distance), f"{where}.distance") - distance
        duration, distance = duration + leg_s, distance + leg_m
        begin = arrival + whole(step.get("waiting_time", 0), f"{where}.waiting_time")
        end = begin + step.get("setup", 0) + step.get("service", 0)
        kind = step.get("type")
        if i == 0:
            depart = arrival if kind == "start" else begin
        if kind == "end":
            back_s, back_m, finish = leg_s, leg_m, arrival
            continue
        finish = end
        if kind == "job":
            ticket = whole(step.get("id"), f"{where}.id")
            stops.append(Stop(ticket, arrival, begin, end, leg_s, leg_m))
        elif kind == "break":
            index = next((n for n, b in enumerate(breaks) if b.id == step.get("id")), 0)
            stops.append(Stop(None, arrival, begin, end, leg_s, leg_m, break_index=index))
        elif kind != "start":
            raise DomainError("format.unsupported", path=f"{where}.type={kind}")
    return Route(identity, depart, tuple(stops), finish, back_s, back_m)
