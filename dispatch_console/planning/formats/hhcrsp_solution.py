"""Solutions of home-care routing instances in JSON, written and read back."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from dispatch_console.domain.errors import DomainError
from dispatch_console.planning.formats.fields import objects, required, text
from dispatch_console.planning.formats.hhcrsp import SCALE, amount, service_of
from dispatch_console.planning.problem import Matrices, Problem, ShiftSpec, TicketSpec
from dispatch_console.planning.solution import Objective, Route, Solution, Stop


def write(problem: Problem, solution: Solution) -> dict[str, Any]:
    """The solution as the public validator reads it: an arrival is when the service starts."""
    tickets = {ticket.id: ticket for ticket in problem.tickets}
    names = {engineer.id: engineer.name for engineer in problem.engineers}
    owners = {shift.id: shift.engineer for shift in problem.shifts}
    begins = {
        stop.ticket: stop.start
        for route in solution.routes
        for stop in route.stops
        if stop.ticket is not None
    }
    order = sorted(begins, key=lambda ticket: (begins[ticket], ticket))
    return {
        "routes": [
            {
                "caregiver_id": names[owners[route.shift]],
                "locations": [
                    {
                        "patient_id": tickets[stop.ticket].name,
                        "service_id": service_of(tickets[stop.ticket]),
                        "arrival_time": stop.start / SCALE,
                        "departure_time": stop.end / SCALE,
                    }
                    for stop in route.stops
                    if stop.ticket is not None
                ],
            }
            for route in solution.routes
            if route.tickets
        ],
        "global_ordering": list(dict.fromkeys(tickets[ticket].name for ticket in order)),
    }


def read(problem: Problem, document: Mapping[str, Any]) -> Solution:
    """The solution with the times that it claims.

    Raises `format.*` where it is not one, `format.ticket_unknown` for a service nobody requires.
    """
    shifts = {
        engineer.name: shift
        for engineer, shift in zip(problem.engineers, problem.shifts, strict=True)
    }
    wanted = {(ticket.name, service_of(ticket)): ticket for ticket in problem.tickets}
    (travel,) = problem.travel.values()
    assert isinstance(travel, Matrices)
    routes: list[Route] = []
    for i, entry in enumerate(objects(required(document, "", "routes"), "routes")):
        path = f"routes[{i}]"
        carer = text(required(entry, path, "caregiver_id"), f"{path}.caregiver_id")
        if carer not in shifts:
            known = " | ".join(shifts)[:60]
            raise DomainError(
                "format.value", path=f"{path}.caregiver_id", value=carer, wanted=known
            )
        visits = objects(entry.get("locations", []), f"{path}.locations")
        claims = [_claim(visit, f"{path}.locations[{j}]", wanted) for j, visit in enumerate(visits)]
        routes.append(_route(shifts[carer], claims, travel.durations))
    served = {ticket for route in routes for ticket in route.tickets}
    unserved = tuple(ticket.id for ticket in problem.tickets if ticket.id not in served)
    return Solution(tuple(routes), unserved, Objective({}))


def _claim(
    visit: Mapping[str, Any], path: str, wanted: Mapping[tuple[str, str], TicketSpec]
) -> tuple[TicketSpec, int, int]:
    """The ticket of a visit, and from when to when it claims to last."""
    patient = text(required(visit, path, "patient_id"), f"{path}.patient_id")
    service = text(required(visit, path, "service_id"), f"{path}.service_id")
    ticket = wanted.get((patient, service))
    if ticket is None:
        raise DomainError("format.ticket_unknown", ticket=f"{patient} / {service}")
    begin, end = (
        round(amount(required(visit, path, name), f"{path}.{name}") * SCALE)
        for name in ("arrival_time", "departure_time")
    )
    return ticket, begin, end


def _route(
    shift: ShiftSpec, claims: Sequence[tuple[TicketSpec, int, int]], legs: np.ndarray
) -> Route:
    clock, place = shift.start, 0
    stops: list[Stop] = []
    for ticket, begin, end in claims:
        leg = int(legs[place, ticket.place])
        stops.append(Stop(ticket.id, clock + leg, begin, end, leg, leg))
        clock, place = end, ticket.place
    back = int(legs[place, 0]) if claims else 0
    return Route(shift.id, shift.start, tuple(stops), clock + back, back, back)
