"""What gives travel times by road: the protocol, and asking for many legs in portions."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Protocol

import numpy as np

from dispatch_console.domain.errors import DomainError
from dispatch_console.planning.travel import UNREACHABLE

Place = tuple[float, float]
"""(lat, lon) in degrees."""

NEAR_M = 5000
"""A place further than this from any road of the map is off the map: nothing leads there."""


@dataclass(frozen=True, slots=True)
class Legs:
    """Travel from some places to others: (a, b) int32 seconds and metres.

    `UNREACHABLE` where there is no way.
    """

    durations: np.ndarray
    distances: np.ndarray


class TravelProvider(Protocol):
    """A source of travel times by road.

    `name` is for people, `identity` tells its figures from any other's, `limit` is how many places
    it takes on either side of one question.
    """

    name: str
    identity: str
    limit: int

    def legs(self, starts: Sequence[Place], ends: Sequence[Place]) -> Legs:
        """One question, within `limit`.

        Raises `NoRoadError` if one of the places is near no road, `travel.unreachable`,
        `travel.refused`, `travel.bad_answer`, `travel.package` or `travel.extract`.
        """
        ...


class NoRoadError(DomainError):
    """A place in the question is near no road: the answer says neither which nor the rest."""


def portions(
    provider: TravelProvider,
    places: Sequence[Place],
    starts: Sequence[int],
    ends: Sequence[int],
    needed: Callable[[Sequence[int], Sequence[int]], bool] = lambda starts, ends: True,
) -> Iterator[tuple[Sequence[int], Sequence[int], Legs]]:
    """(starts, ends, their legs) portion by portion, those that are `needed`.

    Places near no road cannot be reached.
    """

    def ask(some: Sequence[int], others: Sequence[int]) -> Legs:
        return provider.legs([places[i] for i in some], [places[i] for i in others])

    @cache
    def near_road(place: int) -> bool:
        try:
            ask((place,), (place,))
        except NoRoadError:
            return False
        return True

    for row in range(0, len(starts), provider.limit):
        for column in range(0, len(ends), provider.limit):
            some = starts[row : row + provider.limit]
            others = ends[column : column + provider.limit]
            if not needed(some, others):
                continue
            try:
                legs = ask(some, others)
            except NoRoadError:
                legs = _without(ask, near_road, some, others)
            yield some, others, legs


def _without(
    ask: Callable[[Sequence[int], Sequence[int]], Legs],
    near_road: Callable[[int], bool],
    starts: Sequence[int],
    ends: Sequence[int],
) -> Legs:
    """The answer without the places near no road, which nothing leads to."""
    shape = (len(starts), len(ends))
    found = Legs(*(np.full(shape, UNREACHABLE, dtype=np.int32) for _ in range(2)))
    rows = [n for n, place in enumerate(starts) if near_road(place)]
    columns = [n for n, place in enumerate(ends) if near_road(place)]
    if rows and columns:
        legs = ask([starts[n] for n in rows], [ends[n] for n in columns])
        found.durations[np.ix_(rows, columns)] = legs.durations
        found.distances[np.ix_(rows, columns)] = legs.distances
    return found


def figures(
    value: object, shape: tuple[int, int], refuse: Callable[[str], DomainError]
) -> np.ndarray:
    """`value`, rows of numbers and of nothing where there is no way, as int32 of that shape.

    Raises what `refuse` makes of the fault.
    """
    try:
        found = np.array(value, dtype=np.float64)
    except (TypeError, ValueError, OverflowError):
        raise refuse("numbers") from None
    if found.shape != shape:
        raise refuse(f"{shape[0]} × {shape[1]}")
    if np.isinf(found).any() or (found < 0).any():
        raise refuse("≥ 0")
    return np.rint(np.nan_to_num(found, nan=UNREACHABLE).clip(max=UNREACHABLE)).astype(np.int32)
