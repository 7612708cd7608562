"""Home-care routing instances (JSON) as a `Problem`.

The instances of Mankowska, Meisel and Bierwirth (2014) as the Udine group published them: patients
who need one or two caregivers, together or one after the other, a window whose end may be missed
at a price, and caregivers with abilities who all start at one office. The cost is a third each of
distance, total tardiness and the worst tardiness. Described in docs/formats/hhcrsp.md.
"""

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from dispatch_console.domain.errors import DomainError
from dispatch_console.planning.formats.fields import (
    known_fields,
    listed,
    number,
    objects,
    required,
    text,
)
from dispatch_console.planning.problem import (
    DEFAULT_PROFILE,
    Engineers,
    EngineerSpec,
    Link,
    Matrices,
    Problem,
    ShiftSpec,
    Since,
    TicketSpec,
    Weights,
)

SCALE = 1000
"""Time units of the problem in one of the file, whose distances have three decimals."""

MOST = 500_000
"""The largest time or distance in a file: in thousandths it is still one that can be travelled."""

NOISE = 1e-6
"""What floating point adds to a number with three decimals, in thousandths."""

THIRD = 1 / 3
WEIGHTS = Weights(
    travel_s=THIRD,
    late_s=THIRD,
    worst_late_s=THIRD,
    promise=0,
    labour=0,
    overtime_s=0,
    load=0,
    region=0,
    same_engineer=0,
    skill_waste=0,
    reassign=0,
    retime=0,
)

TOP = (
    "patients",
    "services",
    "caregivers",
    "central_offices",
    "distances",
    "name",
    "area",
    "signature",
)
PATIENT = (
    "id",
    "location",
    "time_window",
    "required_caregivers",
    "synchronization",
    "incompatible_caregivers",
)
CAREGIVER = ("id", "abilities")
CAREGIVER_LATER = ("departing_point", "starting_point_id", "working_shift")


def read(document: object) -> Problem:
    """The problem in an instance document: a ticket for every service that a patient requires.

    A ticket has its patient's id for a name and the service as its one skill; the office is place
    0. Raises `format.*` naming the path of the field.
    """
    top = known_fields(document, "", TOP, ("departing_points",))
    offices = objects(required(top, "", "central_offices"), "central_offices")
    if not offices:
        raise DomainError("format.missing", path="central_offices[0]")
    if len(offices) > 1:
        raise DomainError("format.unsupported", path="central_offices[1]")
    patients = objects(required(top, "", "patients"), "patients")
    carers = objects(required(top, "", "caregivers"), "caregivers")
    distances = _distances(required(top, "", "distances"), 1 + len(patients))
    lengths = _default_lengths(top)
    tickets: list[TicketSpec] = []
    links: list[Link] = []
    engineers = tuple(_engineer(c, f"caregivers[{i}]", 1 + i) for i, c in enumerate(carers))
    for i, patient in enumerate(patients):
        path = f"patients[{i}]"
        known_fields(patient, path, PATIENT)
        new = list(_tickets(patient, path, 1 + i, 1 + len(tickets), lengths, engineers))
        tickets += new
        if len(new) == 2:
            links.append(_link(patient, path, new[0].id))
    _refuse_doubles(tickets, engineers)
    end = _horizon(tickets, links, int(distances.max(initial=0)))
    return Problem(
        places=(_location(offices[0]), *(_location(patient) for patient in patients)),
        travel={DEFAULT_PROFILE: Matrices(distances, distances)},
        tickets=tuple(_within(ticket, end) for ticket in tickets),
        shifts=tuple(
            ShiftSpec(id=e.id, engineer=e.id, start_place=0, end_place=0, start=0, end=end)
            for e in engineers
        ),
        engineers=engineers,
        links=tuple(links),
        weights=WEIGHTS,
        time_scale=SCALE,
    )


def looks_like_one(document: Mapping[str, Any]) -> bool:
    """Whether the document has what only these files have."""
    return "patients" in document and "caregivers" in document


def service_of(ticket: TicketSpec) -> str:
    """The id of the service: the ticket's one skill."""
    (service,) = ticket.skills
    return service


def _tickets(
    patient: Mapping[str, Any],
    path: str,
    place: int,
    first_id: int,
    lengths: Mapping[str, int],
    engineers: Sequence[EngineerSpec],
) -> Iterator[TicketSpec]:
    """One ticket a required service; its window is still open at the end."""
    window = listed(required(patient, path, "time_window"), f"{path}.time_window")
    if len(window) != 2 or _units(window[1], path) < _units(window[0], path):
        raise DomainError(
            "format.value", path=f"{path}.time_window", value=window, wanted="[start, end]"
        )
    early, late = (_units(value, f"{path}.time_window") for value in window)
    where = f"{path}.required_caregivers"
    needs = objects(required(patient, path, "required_caregivers"), where)
    if not 1 <= len(needs) <= 2:
        raise DomainError("format.value", path=where, value=len(needs), wanted="1 … 2")
    refused = set(listed(patient.get("incompatible_caregivers") or [], path))
    allowed = frozenset(e.id for e in engineers if e.name not in refused) if refused else None
    for j, need in enumerate(needs):
        known_fields(need, f"{where}[{j}]", ("service", "duration"))
        service = text(required(need, f"{where}[{j}]", "service"), f"{where}[{j}].service")
        length = need.get("duration")
        if length is None and service not in lengths:
            raise DomainError("format.missing", path=f"{where}[{j}].duration")
        yield TicketSpec(
            id=first_id + j,
            place=place,
            service_s=lengths[service] if length is None else _units(length, f"{where}[{j}]"),
            windows=((early, early),),
            response_due=late,
            skills={service: 1},
            allowed_shifts=allowed,
            name=text(required(patient, path, "id"), f"{path}.id"),
        )


def _link(patient: Mapping[str, Any], path: str, first: int) -> Link:
    """Two caregivers at once, or the second so long after the first has begun."""
    where = f"{path}.synchronization"
    entry = known_fields(required(patient, path, "synchronization"), where, ("type", "distance"))
    kind, least, most = required(entry, where, "type"), 0, 0
    if kind == "sequential":
        gap = listed(required(entry, where, "distance"), f"{where}.distance")
        if len(gap) != 2:
            raise DomainError(
                "format.value", path=f"{where}.distance", value=gap, wanted="[min, max]"
            )
        least, most = (_units(value, f"{where}.distance") for value in gap)
    elif kind != "simultaneous":
        wanted = "simultaneous | sequential"
        raise DomainError("format.value", path=f"{where}.type", value=str(kind)[:60], wanted=wanted)
    return Link(
        first=first,
        second=first + 1,
        min_gap_s=least,
        max_gap_s=most,
        since=Since.START,
        engineers=Engineers.APART,
        together=True,
    )


def _engineer(entry: Mapping[str, Any], path: str, identity: int) -> EngineerSpec:
    known_fields(entry, path, CAREGIVER, CAREGIVER_LATER)
    able = listed(required(entry, path, "abilities"), f"{path}.abilities")
    return EngineerSpec(
        id=identity,
        skills={text(service, f"{path}.abilities"): 1 for service in able},
        name=text(required(entry, path, "id"), f"{path}.id"),
    )


def _refuse_doubles(tickets: Sequence[TicketSpec], engineers: Sequence[EngineerSpec]) -> None:
    """Solutions name patients, services and caregivers, so each must be the only one."""
    places: dict[str, set[int]] = defaultdict(set)
    seen: set[tuple[str, str]] = set()
    for ticket in tickets:
        places[ticket.name].add(ticket.place)
        if len(places[ticket.name]) > 1 or (ticket.name, service_of(ticket)) in seen:
            raise DomainError("format.duplicate", path="patients", value=ticket.name)
        seen.add((ticket.name, service_of(ticket)))
    names = [engineer.name for engineer in engineers]
    for name in names:
        if names.count(name) > 1:
            raise DomainError("format.duplicate", path="caregivers", value=name)


def _within(ticket: TicketSpec, end: int) -> TicketSpec:
    """The window open to the end of the day; leaving out costs as much as being late that long."""
    (early, _), *_ = ticket.windows
    return replace(ticket, windows=((early, end),), unserved_cost=-(-end // SCALE))


def _horizon(tickets: Sequence[TicketSpec], links: Sequence[Link], leg: int) -> int:
    """A time by which one caregiver alone could have served everybody, one after the other."""
    latest = max((ticket.response_due or 0 for ticket in tickets), default=0)
    work = sum(ticket.service_s + leg for ticket in tickets)
    return latest + work + sum(link.max_gap_s or 0 for link in links) + leg


def _default_lengths(top: Mapping[str, Any]) -> dict[str, int]:
    lengths: dict[str, int] = {}
    for i, entry in enumerate(objects(top.get("services", []), "services")):
        path = f"services[{i}]"
        known_fields(entry, path, ("id", "default_duration", "type"))
        if entry.get("default_duration") is not None:
            service = text(required(entry, path, "id"), f"{path}.id")
            lengths[service] = _units(entry["default_duration"], f"{path}.default_duration")
    return lengths


def _distances(value: object, size: int) -> np.ndarray:
    """(n, n) int64 in thousandths, rounded up: no leg is shorter than in the file."""
    rows = listed(value, "distances")
    if len(rows) != size:
        raise DomainError("format.value", path="distances", value=len(rows), wanted=size)
    found = np.empty((size, size), dtype=np.int64)
    for i, row in enumerate(rows):
        cells = listed(row, f"distances[{i}]")
        if len(cells) != size:
            raise DomainError("format.value", path=f"distances[{i}]", value=len(cells), wanted=size)
        found[i] = [_units(cell, f"distances[{i}][{j}]") for j, cell in enumerate(cells)]
    return found


def _location(entry: Mapping[str, Any]) -> tuple[float, float]:
    """Where it is on the plane; the origin if the file does not say, for distances are given."""
    given = entry.get("location")
    if given is None:
        return 0.0, 0.0
    point = listed(given, "location")
    if len(point) != 2:
        raise DomainError("format.value", path="location", value=len(point), wanted="[x, y]")
    return number(point[0], "location[0]"), number(point[1], "location[1]")


def _units(value: object, path: str) -> int:
    """A time or length of the file in thousandths, rounded up."""
    return math.ceil(amount(value, path) * SCALE - NOISE)


def amount(value: object, path: str) -> float:
    """A time or length as the file has it; raises `format.value` if it is none."""
    found = number(value, path)
    if not 0 <= found <= MOST:
        raise DomainError("format.value", path=path, value=found, wanted=f"0 … {MOST}")
    return found
