"""VROOM's input JSON as a `Problem`, and solutions in VROOM's output JSON.

After the API description of VROOM 1.14: a job is a ticket, a vehicle is one engineer's shift.
Priorities come first, then the number served, then cost (Aim.PRIORITY_THEN_TRAVEL). Without
matrices, travel is reckoned from the coordinates with the embedded model.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from dispatch_console.domain.errors import DomainError
from dispatch_console.planning.formats.fields import (
    amounts,
    known_fields,
    listed,
    number,
    span,
    spans,
    whole,
)
from dispatch_console.planning.problem import (
    DEFAULT_PROFILE,
    Aim,
    BreakSpec,
    EngineerSpec,
    GreatCircle,
    Matrices,
    Problem,
    ShiftSpec,
    TicketSpec,
    Travel,
)

DAY = 86_400
FOREVER = 10 * 365 * DAY

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
VEHICLE_LATER = ("type", "steps")
COSTS = ("fixed", "per_hour", "per_km")
BREAK = ("id", "time_windows", "service", "description")


def read(document: object) -> Problem:
    """The problem in a VROOM input document.

    Raises `format.field`, `format.unsupported`, `format.value` naming the path of the field.
    """
    top = known_fields(document, "", TOP, ("shipments",))
    travel = _travel(top)
    places = _Places(top, travel)
    vehicles = listed(top.get("vehicles", []), "vehicles")
    shifts = tuple(_shift(v, f"vehicles[{i}]", places) for i, v in enumerate(vehicles))
    engineers = tuple(
        EngineerSpec(
            id=vehicle["id"],
            skills=_skills(vehicle, f"vehicles[{i}]"),
            name=str(vehicle.get("description", "")),
        )
        for i, vehicle in enumerate(vehicles)
    )
    jobs = listed(top.get("jobs", []), "jobs")
    _refuse_mixed_amounts(jobs)
    tickets = tuple(_ticket(job, f"jobs[{i}]", places) for i, job in enumerate(jobs))
    _refuse_costly_distance(shifts, top)
    return Problem(
        places=places.coordinates(),
        travel=travel
        or {s.profile: GreatCircle() for s in shifts}
        or {DEFAULT_PROFILE: GreatCircle()},
        tickets=tickets,
        shifts=shifts,
        engineers=engineers,
        aim=Aim.PRIORITY_THEN_TRAVEL,
    )


class _Places:
    """Numbers the places a document names, by index where given, else by coordinates."""

    def __init__(self, top: Mapping[str, Any], travel: Mapping[str, Travel]) -> None:
        sizes = {len(m.durations) for m in travel.values() if isinstance(m, Matrices)}
        if len(sizes) > 1:
            raise DomainError("format.value", path="matrices", value=sorted(sizes), wanted="n × n")
        self._size = sizes.pop() if sizes else None
        self._known: dict[tuple[float, float], int] = {}
        self._found: list[tuple[float, float]] = [(0.0, 0.0)] * (self._size or 0)

    def place(self, entry: Mapping[str, Any], name: str, index_name: str, path: str) -> int | None:
        """The place an entry names under `name` / `index_name`; None where it names none."""
        at = self._location(entry.get(name), f"{path}.{name}")
        if self._size is not None:
            if entry.get(index_name) is None:
                if at is None:
                    return None
                raise DomainError("format.index_missing", path=f"{path}.{index_name}")
            index = whole(entry[index_name], f"{path}.{index_name}", most=self._size - 1)
            self._found[index] = at or self._found[index]
            return index
        if at is None:
            if entry.get(index_name) is not None:
                raise DomainError("format.no_matrix", path=f"{path}.{index_name}")
            return None
        if at not in self._known:
            self._known[at] = len(self._found)
            self._found.append(at)
        return self._known[at]

    def coordinates(self) -> tuple[tuple[float, float], ...]:
        """(lat, lon) of every place; zeros for one known by its index only."""
        return tuple(self._found)

    @staticmethod
    def _location(value: object, path: str) -> tuple[float, float] | None:
        if value is None:
            return None
        pair = listed(value, path)
        if len(pair) != 2:
            raise DomainError("format.value", path=path, value=pair, wanted="[lon, lat]")
        lon, lat = number(pair[0], path), number(pair[1], path)
        if not (-180 <= lon <= 180 and -90 <= lat <= 90):
            raise DomainError("format.value", path=path, value=pair, wanted="[lon, lat]")
        return lat, lon


def _travel(top: Mapping[str, Any]) -> dict[str, Travel]:
    given: dict[str, Any] = {}
    if top.get("matrix") is not None:
        given[DEFAULT_PROFILE] = {"durations": top["matrix"]}
    given |= known_fields(top.get("matrices", {}), "matrices", top.get("matrices", {}))
    found: dict[str, Travel] = {}
    for profile, entry in given.items():
        path = f"matrices.{profile}"
        fields = known_fields(entry, path, ("durations", "distances"), ("costs",))
        if "durations" not in fields:
            raise DomainError("format.missing", path=f"{path}.durations")
        durations = _square(fields["durations"], f"{path}.durations")
        if "distances" in fields:
            distances = _square(fields["distances"], f"{path}.distances")
        else:
            distances = np.zeros_like(durations)
        if distances.shape != durations.shape:
            raise DomainError("format.value", path=path, value=distances.shape, wanted="n × n")
        found[profile] = Matrices(durations, distances)
    return found


def _square(value: object, path: str) -> np.ndarray:
    rows = listed(value, path)
    for i, row in enumerate(rows):
        cells = listed(row, f"{path}[{i}]")
        if len(cells) != len(rows):
            raise DomainError(
                "format.value", path=f"{path}[{i}]", value=len(cells), wanted=len(rows)
            )
        for j, cell in enumerate(cells):
            whole(cell, f"{path}[{i}][{j}]")
    return np.array(rows, dtype=np.int64).reshape(len(rows), len(rows))


def _ticket(entry: object, path: str, places: _Places) -> TicketSpec:
    job = known_fields(entry, path, JOB, JOB_LATER)
    place = places.place(job, "location", "location_index", path)
    if place is None:
        raise DomainError("format.missing", path=f"{path}.location")
    return TicketSpec(
        id=_identity(job, path),
        place=place,
        service_s=whole(job.get("service", 0), f"{path}.service"),
        setup_s=whole(job.get("setup", 0), f"{path}.setup"),
        windows=spans(job.get("time_windows", []), f"{path}.time_windows"),
        skills=_skills(job, path),
        priority=whole(job.get("priority", 0), f"{path}.priority", most=100),
        demand=_amount(job, path),
        name=str(job.get("description", "")),
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


def _shift(entry: object, path: str, places: _Places) -> ShiftSpec:
    vehicle = known_fields(entry, path, VEHICLE, VEHICLE_LATER)
    start, end = span(vehicle.get("time_window", [0, FOREVER]), f"{path}.time_window")
    costs = known_fields(vehicle.get("costs", {}), f"{path}.costs", COSTS, ("per_task_hour",))
    factor = number(vehicle.get("speed_factor", 1.0), f"{path}.speed_factor")
    if not 0 < factor <= 5:
        raise DomainError("format.value", path=f"{path}.speed_factor", value=factor, wanted="0 … 5")
    identity = _identity(vehicle, path)
    return ShiftSpec(
        id=identity,
        engineer=identity,
        start_place=places.place(vehicle, "start", "start_index", path),
        end_place=places.place(vehicle, "end", "end_index", path),
        start=start,
        end=end,
        breaks=tuple(
            _break(b, f"{path}.breaks[{i}]", (start, end))
            for i, b in enumerate(listed(vehicle.get("breaks", []), f"{path}.breaks"))
        ),
        max_tickets=_maybe(vehicle, "max_tasks", path),
        capacity=amounts(vehicle.get("capacity", []), f"{path}.capacity"),
        profile=str(vehicle.get("profile", DEFAULT_PROFILE)),
        speed_factor=factor,
        max_travel_s=_maybe(vehicle, "max_travel_time", path),
        max_distance_m=_maybe(vehicle, "max_distance", path),
        fixed_cost=whole(costs.get("fixed", 0), f"{path}.costs.fixed"),
        cost_per_hour=whole(costs.get("per_hour", 3600), f"{path}.costs.per_hour"),
        cost_per_km=whole(costs.get("per_km", 0), f"{path}.costs.per_km"),
    )


def _break(entry: object, path: str, shift: tuple[int, int]) -> BreakSpec:
    fields = known_fields(entry, path, BREAK, ("max_load",))
    return BreakSpec(
        windows=spans(fields.get("time_windows", [list(shift)]), f"{path}.time_windows"),
        duration_s=whole(fields.get("service", 0), f"{path}.service"),
        id=_identity(fields, path),
    )


def _skills(entry: Mapping[str, Any], path: str) -> dict[str, int]:
    return {str(skill): 1 for skill in amounts(entry.get("skills", []), f"{path}.skills")}


def _identity(entry: Mapping[str, Any], path: str) -> int:
    if "id" not in entry:
        raise DomainError("format.missing", path=f"{path}.id")
    return whole(entry["id"], f"{path}.id")


def _maybe(entry: Mapping[str, Any], name: str, path: str) -> int | None:
    value = entry.get(name)
    return None if value is None else whole(value, f"{path}.{name}")


def _refuse_costly_distance(shifts: Sequence[ShiftSpec], top: Mapping[str, Any]) -> None:
    matrices = top.get("matrices", {})
    for i, shift in enumerate(shifts):
        given = matrices.get(shift.profile, {}) if matrices else {"distances": True}
        needs = shift.cost_per_km or shift.max_distance_m is not None
        if needs and "distances" not in given:
            raise DomainError(
                "format.missing", path=f"matrices.{shift.profile}.distances (vehicles[{i}])"
            )
