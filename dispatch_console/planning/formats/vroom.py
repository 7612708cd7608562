"""VROOM's input JSON as a `Problem`.

After the API description of VROOM 1.15: a job is a ticket, a vehicle is one engineer's shift.
Priorities come first, then the number served, then cost (Aim.PRIORITY_THEN_TRAVEL). Without
matrices, travel is reckoned from the coordinates with the embedded model. Described in
docs/formats/vroom.md.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from dispatch_console.domain.errors import DomainError
from dispatch_console.planning.formats.fields import (
    amounts,
    known_fields,
    listed,
    seconds,
    span,
    spans,
    text,
    whole,
)
from dispatch_console.planning.formats.vroom_travel import (
    PRECISION,
    Places,
    profile_and_share,
    read_travel,
    require_distances,
    travel_of,
)
from dispatch_console.planning.problem import (
    DEFAULT_PROFILE,
    Aim,
    BreakSpec,
    EngineerSpec,
    GreatCircle,
    Problem,
    ShiftSpec,
    TicketSpec,
    Travel,
)

FOREVER = 1 << 33
"""The end of a vehicle's day that has none: after every moment a document may name."""

TOP = ("jobs", "vehicles", "matrices", "matrix")
JOB = (
    "id",
    "description",
    "location",
    "location_index",
    "setup",
    "service",
    "delivery",
    "pickup",
    "amount",
    "skills",
    "priority",
    "time_windows",
)
JOB_LATER = ("setup_per_type", "service_per_type")
VEHICLE = (
    "id",
    "profile",
    "description",
    "type",
    "start",
    "start_index",
    "end",
    "end_index",
    "capacity",
    "costs",
    "skills",
    "time_window",
    "breaks",
    "speed_factor",
    "max_tasks",
    "max_travel_time",
    "max_distance",
)
VEHICLE_LATER = ("steps",)
COSTS = ("fixed", "per_hour", "per_km")
BREAK = ("id", "time_windows", "service", "description")


def read(document: object) -> Problem:
    """The problem in a VROOM input document.

    Raises `format.field`, `format.unsupported`, `format.value` naming the path of the field.
    """
    top = known_fields(document, "", TOP, ("shipments",))
    given = read_travel(top)
    places = Places(top, given)
    vehicles = listed(top.get("vehicles", []), "vehicles")
    shifts = tuple(_shift(v, f"vehicles[{i}]", places) for i, v in enumerate(vehicles))
    engineers = tuple(
        EngineerSpec(
            id=shift.id, skills=_skills(v, f"vehicles[{i}]"), name=_name(v, f"vehicles[{i}]")
        )
        for i, (v, shift) in enumerate(zip(vehicles, shifts, strict=True))
    )
    jobs = listed(top.get("jobs", []), "jobs")
    tickets = tuple(_ticket(job, f"jobs[{i}]", places) for i, job in enumerate(jobs))
    _refuse_mixed_amounts(jobs)
    _refuse_uneven_amounts(tickets, shifts)
    travel: dict[str, Travel] = {}
    for i, (vehicle, shift) in enumerate(zip(vehicles, shifts, strict=True)):
        travel[shift.profile] = travel_of(given, vehicle, f"vehicles[{i}]")
    require_distances(vehicles, shifts, top)
    return Problem(
        places=places.coordinates(),
        travel=travel or {DEFAULT_PROFILE: GreatCircle()},
        tickets=tickets,
        shifts=shifts,
        engineers=engineers,
        aim=Aim.PRIORITY_THEN_TRAVEL,
    )


def _ticket(entry: object, path: str, places: Places) -> TicketSpec:
    job = known_fields(entry, path, JOB, JOB_LATER)
    place = places.place(job, "location", "location_index", path)
    if place is None:
        raise DomainError("format.missing", path=f"{path}.location")
    windows = job.get("time_windows")
    return TicketSpec(
        id=_identity(job, path),
        place=place,
        service_s=seconds(job.get("service", 0), f"{path}.service"),
        setup_s=seconds(job.get("setup", 0), f"{path}.setup"),
        windows=() if windows is None else spans(windows, f"{path}.time_windows"),
        skills=_skills(job, path),
        priority=whole(job.get("priority", 0), f"{path}.priority", most=100),
        demand=_amount(job, path),
        name=_name(job, path),
    )


def _amount(job: Mapping[str, Any], path: str) -> tuple[int, ...]:
    for name in ("delivery", "amount", "pickup"):
        if job.get(name):
            return amounts(job[name], f"{path}.{name}")
    return ()


def _refuse_mixed_amounts(jobs: Sequence[Mapping[str, Any]]) -> None:
    """What is brought and what is taken away on one tour need a load profile along the route."""
    taken = [i for i, job in enumerate(jobs) if isinstance(job, Mapping) and job.get("pickup")]
    brought = any(isinstance(j, Mapping) and (j.get("delivery") or j.get("amount")) for j in jobs)
    if taken and brought:
        raise DomainError("format.unsupported", path=f"jobs[{taken[0]}].pickup + delivery")


def _refuse_uneven_amounts(tickets: Sequence[TicketSpec], shifts: Sequence[ShiftSpec]) -> None:
    """Amounts and capacities are vectors of one length, and who carries says how much."""
    loads = [(f"jobs[{i}].delivery", ticket.demand) for i, ticket in enumerate(tickets)]
    loads = [(path, load) for path, load in loads if load]
    if not loads:
        return
    for i, shift in enumerate(shifts):
        if not shift.capacity:
            raise DomainError("format.missing", path=f"vehicles[{i}].capacity")
        loads.append((f"vehicles[{i}].capacity", shift.capacity))
    size = max(len(load) for _, load in loads)
    for path, load in loads:
        if len(load) != size:
            raise DomainError("format.value", path=path, value=list(load), wanted=f"{size} × 0")


def _shift(entry: object, path: str, places: Places) -> ShiftSpec:
    vehicle = known_fields(entry, path, VEHICLE, VEHICLE_LATER)
    window = vehicle.get("time_window")
    start, end = (0, FOREVER) if window is None else span(window, f"{path}.time_window")
    costs = known_fields(vehicle.get("costs", {}), f"{path}.costs", COSTS, ("per_task_hour",))
    start_place = places.place(vehicle, "start", "start_index", path)
    end_place = places.place(vehicle, "end", "end_index", path)
    if start_place is None and end_place is None:
        raise DomainError("format.missing", path=f"{path}.start / {path}.end")
    text(vehicle.get("type", ""), f"{path}.type")
    profile, share = profile_and_share(vehicle, path)
    identity = _identity(vehicle, path)
    return ShiftSpec(
        id=identity,
        engineer=identity,
        start_place=start_place,
        end_place=end_place,
        start=start,
        end=end,
        breaks=_breaks(vehicle, path, (start, end)),
        max_tickets=_maybe(vehicle, "max_tasks", path),
        capacity=amounts(vehicle.get("capacity", []), f"{path}.capacity"),
        profile=profile if share == PRECISION else f"{profile} × {share / PRECISION:g}",
        max_travel_s=_maybe(vehicle, "max_travel_time", path),
        max_distance_m=_maybe(vehicle, "max_distance", path),
        fixed_cost=whole(costs.get("fixed", 0), f"{path}.costs.fixed"),
        cost_per_hour=whole(costs.get("per_hour", 3600), f"{path}.costs.per_hour"),
        cost_per_km=whole(costs.get("per_km", 0), f"{path}.costs.per_km"),
    )


def _breaks(vehicle: Mapping[str, Any], path: str, day: tuple[int, int]) -> tuple[BreakSpec, ...]:
    """The vehicle's breaks in the order in which they are taken."""
    listing = listed(vehicle.get("breaks", []), f"{path}.breaks")
    found = [_break(entry, f"{path}.breaks[{i}]", day) for i, entry in enumerate(listing)]
    for i, rest in enumerate(found):
        if any(rest.id == other.id for other in found[:i]):
            raise DomainError("format.duplicate", path=f"{path}.breaks[{i}].id", value=rest.id)
    return tuple(sorted(found, key=lambda rest: min(rest.windows)))


def _break(entry: object, path: str, day: tuple[int, int]) -> BreakSpec:
    fields = known_fields(entry, path, BREAK, ("max_load",))
    windows = fields.get("time_windows")
    _name(fields, path)
    return BreakSpec(
        windows=(day,) if windows is None else spans(windows, f"{path}.time_windows"),
        duration_s=seconds(fields.get("service", 0), f"{path}.service"),
        id=_identity(fields, path),
    )


def _name(entry: Mapping[str, Any], path: str) -> str:
    return text(entry.get("description", ""), f"{path}.description")


def _skills(entry: Mapping[str, Any], path: str) -> dict[str, int]:
    return {str(skill): 1 for skill in amounts(entry.get("skills", []), f"{path}.skills")}


def _identity(entry: Mapping[str, Any], path: str) -> int:
    if "id" not in entry:
        raise DomainError("format.missing", path=f"{path}.id")
    return whole(entry["id"], f"{path}.id")


def _maybe(entry: Mapping[str, Any], name: str, path: str) -> int | None:
    value = entry.get(name)
    return None if value is None else whole(value, f"{path}.{name}")
