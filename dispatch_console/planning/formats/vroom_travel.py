"""Where a VROOM document's jobs and vehicles are, and how long the ways between them take."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from dispatch_console.domain.errors import DomainError
from dispatch_console.planning.formats.fields import (
    known_fields,
    listed,
    number,
    seconds,
    text,
    whole,
)
from dispatch_console.planning.problem import (
    DEFAULT_PROFILE,
    GreatCircle,
    Matrices,
    ShiftSpec,
    Travel,
)

PRECISION = 100
"""VROOM reckons with hundredths of seconds: a speed factor multiplies by so many of them."""


class Places:
    """Numbers the places a document names, by index where given, else by coordinates."""

    def __init__(self, top: Mapping[str, Any], travel: Mapping[str, Matrices]) -> None:
        sizes = {len(matrices.durations) for matrices in travel.values()}
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
        return number(pair[1], path), number(pair[0], path)


def read_travel(top: Mapping[str, Any]) -> dict[str, Matrices]:
    """Profile → the matrices given for it, before any speed factor; empty if there are none."""
    given: dict[str, Any] = {}
    if top.get("matrix") is not None:
        given[DEFAULT_PROFILE] = {"durations": top["matrix"]}
    given |= known_fields(top.get("matrices", {}), "matrices", top.get("matrices", {}))
    found: dict[str, Matrices] = {}
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
            seconds(cell, f"{path}[{i}][{j}]")
    return np.array(rows, dtype=np.int64).reshape(len(rows), len(rows))


def travel_of(given: Mapping[str, Matrices], vehicle: Mapping[str, Any], path: str) -> Travel:
    """Travel at the vehicle's speed, with VROOM's own rounding of what the factor makes of it.

    Raises `format.missing` if matrices are `given`, but none for its profile.
    """
    profile, share = profile_and_share(vehicle, path)
    if not given:
        usual = GreatCircle()
        return GreatCircle(usual.speed_kmh * PRECISION / share, usual.detour)
    if profile not in given:
        raise DomainError("format.missing", path=f"matrices.{profile}")
    matrices = given[profile]
    return Matrices(matrices.durations * share // PRECISION, matrices.distances)


def profile_and_share(vehicle: Mapping[str, Any], path: str) -> tuple[str, int]:
    """The profile, and how many hundredths of its time the vehicle needs.

    Raises `format.value` for a speed factor beyond what VROOM takes.
    """
    factor = number(vehicle.get("speed_factor", 1.0), f"{path}.speed_factor")
    if not 0.01 <= factor <= 5:
        wanted = "0.01 … 5"
        raise DomainError("format.value", path=f"{path}.speed_factor", value=factor, wanted=wanted)
    profile = text(vehicle.get("profile", DEFAULT_PROFILE), f"{path}.profile")
    return profile, math.floor(PRECISION / factor + 0.5)


def require_distances(
    vehicles: Sequence[Mapping[str, Any]], shifts: Sequence[ShiftSpec], top: Mapping[str, Any]
) -> None:
    """Raises `format.missing` where distances cost or are limited, but only times are given."""
    given = top.get("matrices") or ({DEFAULT_PROFILE: {}} if top.get("matrix") is not None else {})
    for i, (vehicle, shift) in enumerate(zip(vehicles, shifts, strict=True)):
        profile = vehicle.get("profile", DEFAULT_PROFILE)
        needed = shift.cost_per_km or shift.max_distance_m is not None
        if given and needed and "distances" not in given.get(profile, {}):
            raise DomainError(
                "format.missing", path=f"matrices.{profile}.distances (vehicles[{i}])"
            )
