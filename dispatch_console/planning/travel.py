"""Travel between places: matrices as given, or great circle × detour at a speed.

`resolve` answers once per problem; a shift's `speed_factor` divides the durations of its profile.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from dispatch_console.domain.errors import DomainError
from dispatch_console.planning.problem import GreatCircle, Matrices, Problem, ShiftSpec, Travel

EARTH_RADIUS_M = 6_371_008.8
"""Mean radius of WGS-84."""

Rows = Sequence[Sequence[int]]
"""rows[from][to] as plain integers."""

_LISTS_UP_TO = 1500
"""Places up to which rows become lists: thrice as fast to index as memory views, and larger."""


@dataclass(frozen=True, slots=True)
class TravelTimes:
    """Resolved travel. `durations` / `distances`: profile → (n, n) int64 array, time units, metres.

    `sources` names where each profile's figures come from.
    """

    durations: dict[str, np.ndarray]
    distances: dict[str, np.ndarray]
    sources: dict[str, str]
    _rows: dict[tuple[str, str, float], Rows] = field(default_factory=dict)

    def shift_durations(self, shift: ShiftSpec) -> np.ndarray:
        """(n, n) int64 time units for this shift: the profile's, divided by its speed factor."""
        given = self.durations[shift.profile]
        if shift.speed_factor == 1.0:
            return given
        return np.rint(given / shift.speed_factor).astype(np.int64)

    def duration_rows(self, shift: ShiftSpec) -> Rows:
        """The same as nested rows; equal for all shifts of one profile and factor."""
        key = ("duration", shift.profile, shift.speed_factor)
        if key not in self._rows:
            self._rows[key] = as_rows(self.shift_durations(shift))
        return self._rows[key]

    def distance_rows(self, shift: ShiftSpec) -> Rows:
        """Metres as nested rows."""
        key = ("distance", shift.profile, 1.0)
        if key not in self._rows:
            self._rows[key] = as_rows(self.distances[shift.profile])
        return self._rows[key]


def resolve(problem: Problem) -> TravelTimes:
    """The travel times of every profile that a shift uses.

    Raises `travel.profile`, `travel.speed`, `travel.place`, `travel.shape` or `travel.hole`.
    """
    durations: dict[str, np.ndarray] = {}
    distances: dict[str, np.ndarray] = {}
    sources: dict[str, str] = {}
    for profile in sorted({shift.profile for shift in problem.shifts}):
        travel = problem.travel.get(profile)
        if travel is None:
            raise DomainError("travel.profile", profile=profile)
        durations[profile], distances[profile], sources[profile] = _figures(
            profile, travel, problem
        )
    for shift in problem.shifts:
        if not shift.speed_factor > 0:
            raise DomainError("travel.speed", profile=shift.profile)
    return TravelTimes(durations, distances, sources)


def place_count(problem: Problem) -> int:
    """How many places there are: by coordinates, or where there are none by the matrices."""
    if problem.places:
        return len(problem.places)
    sizes = [len(t.durations) for t in problem.travel.values() if isinstance(t, Matrices)]
    return min(sizes, default=0)


def great_circle_m(places: Sequence[tuple[float, float]]) -> np.ndarray:
    """(n, n) float64 metres between (lat, lon) places in degrees, by the haversine formula."""
    points = np.radians(np.asarray(places, dtype=np.float64).reshape(-1, 2))
    lat, lon = points[:, 0], points[:, 1]
    found = np.empty((len(points), len(points)))
    for i in range(len(points)):
        north, east = np.sin((lat - lat[i]) / 2), np.sin((lon - lon[i]) / 2)
        share = north * north + np.cos(lat[i]) * np.cos(lat) * east * east
        found[i] = 2 * EARTH_RADIUS_M * np.arcsin(np.sqrt(np.minimum(1.0, share)))
    return found


def _figures(profile: str, travel: Travel, problem: Problem) -> tuple[np.ndarray, np.ndarray, str]:
    if isinstance(travel, GreatCircle):
        return _computed(profile, travel, problem)
    size = place_count(problem)
    for given in (travel.durations, travel.distances):
        if np.shape(given) != (size, size):
            raise DomainError("travel.shape", profile=profile, shape=str(np.shape(given)), n=size)
    durations = _whole(profile, travel.durations)
    return durations, _whole(profile, travel.distances), travel.source


def _computed(
    profile: str, travel: GreatCircle, problem: Problem
) -> tuple[np.ndarray, np.ndarray, str]:
    if not (travel.speed_kmh > 0 and travel.detour > 0):
        raise DomainError("travel.speed", profile=profile)
    for index, (lat, lon) in enumerate(problem.places):
        if not (-90 <= lat <= 90 and -180 <= lon <= 180):
            raise DomainError("travel.place", place=index, lat=lat, lon=lon)
    metres = great_circle_m(problem.places) * travel.detour
    durations = np.rint(metres * (3.6 / travel.speed_kmh * problem.time_scale))
    source = f"great circle x {travel.detour:g} at {travel.speed_kmh:g} km/h"
    return durations.astype(np.int64), np.rint(metres).astype(np.int64), source


def _whole(profile: str, matrix: np.ndarray) -> np.ndarray:
    """int64, after refusing holes: not a number, infinite or negative."""
    holes = ~np.isfinite(matrix) | (matrix < 0)
    if holes.any():
        row, column = (int(i) for i in np.argwhere(holes)[0])
        raise DomainError("travel.hole", profile=profile, row=row, column=column)
    return np.rint(matrix).astype(np.int64)


def as_rows(matrix: np.ndarray) -> Any:
    """The matrix as rows that are quick to index one item at a time, with plain numbers."""
    if len(matrix) <= _LISTS_UP_TO:
        return matrix.tolist()
    return [memoryview(row) for row in np.ascontiguousarray(matrix)]
