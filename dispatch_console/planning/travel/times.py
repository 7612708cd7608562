"""`TravelTimes`: what the solver, the evaluator and the checker ask for times and metres."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from dispatch_console.domain.errors import DomainError
from dispatch_console.planning.problem import GreatCircle, Matrices, Problem, ShiftSpec
from dispatch_console.planning.travel.given import Given
from dispatch_console.planning.travel.reckoned import Reckoned
from dispatch_console.planning.travel.source import Source

Rows = Sequence[Sequence[int]]
"""rows[from][to] as plain integers."""

_LISTS_UP_TO = 1500
"""Places up to which rows become lists: thrice as fast to index as memory views, and larger."""


_REMEMBERED = 200
"""Legs from one place that are kept."""


class TravelTimes:
    """Resolved travel. `durations` / `distances`: profile → (n, n) C-contiguous int32 array of
    time units / metres, made when first asked for; `sources` names where they come from.

    No figure exceeds `UNREACHABLE`.
    """

    def __init__(self, sources: Mapping[str, Source]) -> None:
        self._sources = dict(sources)
        self._durations: dict[tuple[str, float], np.ndarray] = {}
        self._rows: dict[tuple[str, str, float], Rows] = {}
        self.sources = {profile: source.name for profile, source in sources.items()}
        self.durations: Mapping[str, np.ndarray] = _OnDemand(
            self._sources, lambda profile: self._at(profile, 1.0)
        )
        self.distances: Mapping[str, np.ndarray] = _OnDemand(
            self._sources, lambda profile: self._sources[profile].distances()
        )

    def shift_durations(self, shift: ShiftSpec) -> np.ndarray:
        """(n, n) int32 time units for this shift: the profile's, at its speed factor.

        One array for all shifts of one profile and factor.
        """
        return self._at(shift.profile, shift.speed_factor)

    def symmetric(self, profile: str) -> bool:
        """Whether every way of the profile is as long as the way back."""
        return self._sources[profile].symmetric

    def metres(self, profile: str, origin: int, place: int) -> int:
        """Metres of one leg, as in `distances` but without making the matrix."""
        return self._sources[profile].metres(origin, place)

    def along(
        self, shift: ShiftSpec, origins: Sequence[int], places: Sequence[int]
    ) -> tuple[list[int], list[int]]:
        """Time units and metres of legs for this shift, without making the matrices."""
        source = self._sources[shift.profile]
        ends = np.array(origins, dtype=np.int64), np.array(places, dtype=np.int64)
        seconds, metres = source.along(*ends, shift.speed_factor)
        return seconds.tolist(), metres.tolist()

    def duration_rows(self, shift: ShiftSpec) -> Rows:
        """Durations as nested rows; one for all shifts of one profile and factor."""
        key = ("duration", shift.profile, shift.speed_factor)
        if key not in self._rows:
            self._rows[key] = as_rows(self.shift_durations(shift))
        return self._rows[key]

    def distance_rows(self, shift: ShiftSpec) -> Rows:
        """Metres as nested rows; of many places leg by leg, without making the matrix."""
        key = ("distance", shift.profile, 1.0)
        if key not in self._rows:
            source = self._sources[shift.profile]
            large = isinstance(source, Reckoned) and len(source) > _LISTS_UP_TO
            rows: Any = LegByLeg(source) if large else as_rows(source.distances())
            self._rows[key] = rows
        return self._rows[key]

    def move(self, place: int, to: tuple[float, float]) -> None:
        """From now on the place is there, (lat, lon) in degrees.

        Matrices and rows that were handed out change with it. Any thread, but one at a time.
        """
        for source in self._sources.values():
            source.move(place, to)
        for (profile, factor), matrix in self._durations.items():
            every = np.arange(len(matrix))
            seconds, _ = self._sources[profile].along(np.full_like(every, place), every, factor)
            matrix[place, :] = matrix[:, place] = seconds
        for (kind, profile, factor), rows in self._rows.items():
            if isinstance(rows, LegByLeg):
                rows.forget()
            elif isinstance(rows[place], list):
                source = self._sources[profile]
                matrix = self._at(profile, factor) if kind == "duration" else source.distances()
                _rewrite(rows, matrix, place)

    def _at(self, profile: str, factor: float) -> np.ndarray:
        key = (profile, factor)
        if key not in self._durations:
            self._durations[key] = self._sources[profile].durations(factor)
        return self._durations[key]


def resolve(problem: Problem) -> TravelTimes:
    """The travel times of every profile that a shift uses.

    Raises `travel.profile`, `travel.speed` or `travel.shape`.
    """
    sources: dict[str, Source] = {}
    for profile in sorted({shift.profile for shift in problem.shifts}):
        travel = problem.travel.get(profile)
        if travel is None:
            raise DomainError("travel.profile", profile=profile)
        if isinstance(travel, GreatCircle):
            sources[profile] = Reckoned(profile, travel, problem.places, problem.time_scale)
        else:
            sources[profile] = Given(profile, travel, place_count(problem), problem.places)
    for shift in problem.shifts:
        if not shift.speed_factor > 0:
            raise DomainError("travel.speed", profile=shift.profile)
    return TravelTimes(sources)


def place_count(problem: Problem) -> int:
    """How many places there are: by coordinates, or where there are none by the matrices."""
    if problem.places:
        return len(problem.places)
    sizes = [len(t.durations) for t in problem.travel.values() if isinstance(t, Matrices)]
    return min(sizes, default=0)


def as_rows(matrix: np.ndarray) -> Any:
    """The matrix as rows that are quick to index one item at a time, with plain numbers."""
    if len(matrix) <= _LISTS_UP_TO:
        return [row.tolist() for row in matrix]  # one by one: other threads come in between
    return [memoryview(row) for row in np.ascontiguousarray(matrix)]


def _rewrite(rows: Any, matrix: np.ndarray, place: int) -> None:
    """Lists are copies: what has changed of the matrix is copied again."""
    rows[place][:] = matrix[place].tolist()
    for row, leg in zip(rows, matrix[:, place].tolist(), strict=True):
        row[place] = leg


class _OnDemand(Mapping[str, np.ndarray]):
    """A matrix for each profile, made when it is asked for."""

    def __init__(self, profiles: Mapping[str, Source], make: Callable[[str], np.ndarray]) -> None:
        self._profiles, self._make = profiles, make

    def __getitem__(self, profile: str) -> np.ndarray:
        return self._make(profile)

    def __iter__(self) -> Iterator[str]:
        return iter(self._profiles)

    def __len__(self) -> int:
        return len(self._profiles)


class LegByLeg:
    """Rows of metres of which each item is reckoned when it is looked at, and remembered."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._rows: dict[int, _Leg] = {}

    def __getitem__(self, origin: int) -> "_Leg":
        row = self._rows.get(origin)
        if row is None:
            row = self._rows[origin] = _Leg(self._source, origin)
        return row

    def forget(self) -> None:
        """Reckon every item anew."""
        self._rows.clear()


class _Leg(dict[int, int]):
    """From one place: place → metres."""

    def __init__(self, source: Source, origin: int) -> None:
        super().__init__()
        self._source, self._origin = source, origin

    def __missing__(self, place: int) -> int:
        if len(self) >= _REMEMBERED:
            self.clear()
        metres = self[place] = self._source.metres(self._origin, place)
        return metres
