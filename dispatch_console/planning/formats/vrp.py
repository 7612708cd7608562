"""VRPLIB and Solomon files as a `Problem`, and solutions in VRPLIB's ``.sol`` text.

Distances follow the collections' own conventions: with time windows, Euclidean cut to one decimal
(so times are reckoned in tenths, `time_scale` 10); without, rounded to the nearest integer.
"""

import re
from collections.abc import Mapping
from typing import Any

import numpy as np
from vrplib.parse import parse_solomon, parse_solution, parse_vrplib

from dispatch_console.domain.errors import DomainError
from dispatch_console.planning.problem import (
    DEFAULT_PROFILE,
    Aim,
    EngineerSpec,
    Matrices,
    Problem,
    ShiftSpec,
    TicketSpec,
)

KNOWN = {
    "name",
    "comment",
    "type",
    "dimension",
    "vehicles",
    "capacity",
    "service_time",
    "edge_weight_type",
    "edge_weight_format",
    "edge_weight",
    "display_data_type",
    "node_coord",
    "node_coord_type",
    "demand",
    "time_window",
    "depot",
}
"""What a file may say; anything else is refused by name."""

TYPES = ("VRPTW", "CVRP", "TSP")

MOST_DISTANCE = 1 << 40
"""The largest distance that sums of many are still exact with."""


def read(text: str) -> Problem:
    """The problem in a VRPLIB or Solomon text; customers are tickets 1…n, the depot is place 0.

    Raises `format.unsupported` for a section or type not served, `format.text` if it is neither.
    """
    document = _parsed(text)
    for name in document:
        if name not in KNOWN:
            raise DomainError("format.unsupported", path=name.upper())
    try:
        return _problem(document)
    except (KeyError, ValueError, TypeError, IndexError, OverflowError) as error:
        raise _no_text(error) from error


def _no_text(error: Exception) -> DomainError:
    detail = str(error)
    short = detail if len(detail) <= 80 else detail[:79] + "…"
    return DomainError("format.text", family="VRPLIB", detail=short)


def _problem(document: Mapping[str, Any]) -> Problem:
    if document.get("type", "VRPTW") not in TYPES:
        raise DomainError("format.unsupported", path=f"TYPE {document['type']}")
    timed = "time_window" in document
    scale = 10 if timed else 1
    distances = _distances(document, scale)
    size = len(distances)
    depot = int(np.atleast_1d(document.get("depot", [0]))[0])
    if depot != 0 or len(np.atleast_1d(document.get("depot", [0]))) != 1:
        raise DomainError("format.unsupported", path="DEPOT_SECTION")
    windows = _column(document, "time_window", size, default=(0, int(distances.max()) * size))
    service = _column(document, "service_time", size, default=0)
    demand = _column(document, "demand", size, default=0)
    horizon = (int(windows[0][0]) * scale, int(windows[0][1]) * scale)
    capacity = (int(document["capacity"]),) if "capacity" in document else ()
    coordinates = np.asarray(document.get("node_coord", np.zeros((size, 2))), dtype=float)
    most = 1 if document.get("type") == "TSP" else size - 1
    vehicles = int(document.get("vehicles", most))
    return Problem(
        places=tuple((float(x), float(y)) for x, y in coordinates),
        travel={DEFAULT_PROFILE: Matrices(distances, distances)},
        tickets=tuple(
            TicketSpec(
                id=node,
                place=node,
                service_s=int(service[node]) * scale,
                windows=((int(windows[node][0]) * scale, int(windows[node][1]) * scale),),
                demand=(int(demand[node]),) if capacity else (),
            )
            for node in range(1, size)
        ),
        shifts=tuple(
            ShiftSpec(
                id=number,
                engineer=number,
                start_place=0,
                end_place=0,
                start=horizon[0],
                end=horizon[1],
                capacity=capacity,
            )
            for number in range(1, vehicles + 1)
        ),
        engineers=tuple(EngineerSpec(id=number) for number in range(1, vehicles + 1)),
        aim=Aim.DISTANCE,
        time_scale=scale,
    )


def looks_like_one(text: str) -> bool:
    """Whether the text has a line that only these files have."""
    marks = r"^\s*(DIMENSION\s*:|NODE_COORD_SECTION|EDGE_WEIGHT_SECTION|CUST\s+NO)"
    return re.search(marks, text, re.IGNORECASE | re.MULTILINE) is not None


def read_routes(text: str) -> list[list[int]]:
    """The routes of a ``.sol`` text as lists of ticket ids; raises `format.text`."""
    if re.search(r"^\s*(route|cost)\b", text, re.IGNORECASE | re.MULTILINE) is None:
        raise DomainError("format.text", family="VRPLIB", detail="Route #1: …")
    try:
        found: Any = parse_solution(text)["routes"]
    except Exception as error:
        raise _no_text(error) from error
    return [[int(node) for node in route] for route in found]


def write(problem: Problem, routes: Mapping[int, tuple[int, ...]], cost: float) -> str:
    """The routes as ``.sol`` text, cost in the unit of the file."""
    served = [tickets for _, tickets in sorted(routes.items()) if tickets]
    lines = [
        f"Route #{number}: {' '.join(str(ticket) for ticket in tickets)}"
        for number, tickets in enumerate(served, start=1)
    ]
    shown = f"{cost / problem.time_scale:.1f}" if problem.time_scale > 1 else f"{cost:.0f}"
    return "\n".join([*lines, f"Cost {shown}", ""])


def _parsed(text: str) -> dict[str, Any]:
    solomon = "CUST NO." in text.upper()
    try:
        found = parse_solomon(text, False) if solomon else parse_vrplib(text, False)
    except Exception as error:
        # The library says in many ways that it does not understand.
        raise _no_text(error) from error
    if "node_coord" not in found and "edge_weight" not in found:
        raise DomainError("format.missing", path="NODE_COORD_SECTION")
    return found


def _distances(document: Mapping[str, Any], scale: int) -> np.ndarray:
    kind = document.get("edge_weight_type", "EUC_2D")
    if kind == "EUC_2D":
        section = "NODE_COORD_SECTION"
        points = np.asarray(document["node_coord"], dtype=float)
        with np.errstate(all="ignore"):
            apart = np.linalg.norm(points[:, None, :] - points[None, :, :], axis=2)
        found = np.floor(apart * scale + 1e-9) if scale > 1 else np.rint(apart)
    elif kind == "EXPLICIT" and "edge_weight" in document:
        section = "EDGE_WEIGHT_SECTION"
        found = np.asarray(document["edge_weight"], dtype=float) * scale
    else:
        raise DomainError("format.unsupported", path=f"EDGE_WEIGHT_TYPE {kind}")
    size = int(document.get("dimension", len(found)))
    if found.shape != (size, size):
        raise DomainError("format.value", path=section, value=len(found), wanted=size)
    if not (np.isfinite(found) & (found >= 0) & (found < MOST_DISTANCE)).all():
        raise DomainError("format.value", path=section, value="NaN, < 0, ∞", wanted="0 … 2^40")
    return found.astype(np.int64)


def _column(document: Mapping[str, Any], name: str, size: int, default: Any) -> np.ndarray:
    value = document.get(name, default)
    if np.ndim(value) == np.ndim(default):
        column = np.broadcast_to(np.asarray(value), (size, *np.shape(default))).copy()
        if name == "service_time":
            column[0] = 0
        return column
    column = np.asarray(value)
    if len(column) != size:
        raise DomainError("format.value", path=name.upper(), value=len(column), wanted=size)
    return column
