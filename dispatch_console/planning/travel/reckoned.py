"""Travel reckoned from coordinates: the great circle, stretched by a detour, at a speed.

The further the goal, the straighter and quicker the way: both may change with distance. To and
from coordinates that are none there is no way.
"""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from dispatch_console.domain.errors import DomainError
from dispatch_console.planning.problem import GreatCircle
from dispatch_console.planning.travel.arc import (
    arcs_m,
    paired_arcs_m,
    unit_vectors,
    upper_blocks,
)
from dispatch_console.planning.travel.source import UNREACHABLE, whole

CALIBRATED = GreatCircle(
    speed_kmh=28.7, detour=1.42, farther=((1000.0, 1.5, 45.0), (4000.0, 1.13, 49.6))
)
"""Fitted to real roads without traffic: see docs/travel.md for which, and how well it does."""


class Stretch:
    """A `GreatCircle` as metres of way and seconds at each distance as the crow flies.

    Raises `travel.speed` for a detour or speed that is none, or stretches out of order.
    """

    def __init__(self, profile: str, travel: GreatCircle) -> None:
        stretches = ((0.0, travel.detour, travel.speed_kmh), *travel.farther)
        begins = [begin for begin, _, _ in stretches]
        positive = all(detour > 0 and speed > 0 for _, detour, speed in stretches)
        if not positive or any(not low < high for low, high in pairwise(begins)):
            raise DomainError("travel.speed", profile=profile)
        self._begins = begins
        self._metres = [detour for _, detour, _ in stretches]
        self._seconds = [detour * 3.6 / speed for _, detour, speed in stretches]

    def metres(self, arcs: np.ndarray) -> np.ndarray:
        """Metres of way, float64, for arcs in metres."""
        return self._along(arcs, self._metres)

    def seconds(self, arcs: np.ndarray) -> np.ndarray:
        """Seconds, float64, for arcs in metres."""
        return self._along(arcs, self._seconds)

    def _along(self, arcs: np.ndarray, rates: Sequence[float]) -> np.ndarray:
        """What `rates` come to: each counts from where its stretch begins, in place of the last."""
        total = arcs * rates[0]
        for begin, before, rate in zip(self._begins[1:], rates, rates[1:], strict=False):
            beyond = arcs - begin
            np.maximum(beyond, 0.0, out=beyond)
            beyond *= rate - before
            total += beyond
        return total


class Reckoned:
    """Travel by a `GreatCircle`. Raises `travel.speed`."""

    def __init__(
        self,
        profile: str,
        travel: GreatCircle,
        places: Sequence[tuple[float, float]],
        time_scale: int,
    ) -> None:
        self._stretch = Stretch(profile, travel)
        self.name = f"great circle x {travel.detour:g} at {travel.speed_kmh:g} km/h"
        if travel.farther:
            self.name += f" up to {travel.farther[0][0]:g} m, then by stretches"
        self._scale = time_scale
        on_earth = are_on_earth(places)
        self._off = np.flatnonzero(~on_earth)
        self._points = unit_vectors(np.where(on_earth[:, None], _pairs(places), 0.0))
        self._distances: np.ndarray | None = None

    def __len__(self) -> int:
        return self._points.shape[1]

    @property
    def symmetric(self) -> bool:
        """See `Source`."""
        return True

    def durations(self, factor: float) -> np.ndarray:
        """See `Source`."""
        found = self._empty()
        for rows, columns, arcs in upper_blocks(self._points):
            part = whole(self._stretch.seconds(arcs) * (self._scale / factor))
            found[rows, columns], found[columns, rows] = part, part.T
        return self._cut_off(found)

    def distances(self) -> np.ndarray:
        """See `Source`."""
        if self._distances is None:
            found = self._empty()
            for rows, columns, arcs in upper_blocks(self._points):
                part = whole(self._stretch.metres(arcs))
                found[rows, columns], found[columns, rows] = part, part.T
            self._distances = self._cut_off(found)
        return self._distances

    def metres(self, origin: int, place: int) -> int:
        """See `Source`."""
        if self._distances is not None:
            return int(self._distances[origin, place])
        if origin != place and (origin in self._off or place in self._off):
            return UNREACHABLE
        low, high = sorted((origin, place))
        arc = arcs_m(self._points[:, low : low + 1], self._points[:, high : high + 1])
        return int(whole(self._stretch.metres(arc))[0, 0])

    def along(
        self, origins: np.ndarray, places: np.ndarray, factor: float
    ) -> tuple[np.ndarray, np.ndarray]:
        """See `Source`."""
        arcs = paired_arcs_m(self._points[:, origins], self._points[:, places])
        seconds = whole(self._stretch.seconds(arcs) * (self._scale / factor))
        metres = whole(self._stretch.metres(arcs))
        nowhere = (np.isin(origins, self._off) | np.isin(places, self._off)) & (origins != places)
        seconds[nowhere] = metres[nowhere] = UNREACHABLE
        return seconds, metres

    def move(self, place: int, to: tuple[float, float]) -> None:
        """See `Source`."""
        self._points[:, place] = unit_vectors([to])[:, 0]
        self._off = self._off[self._off != place]
        if self._distances is not None:
            every = np.arange(len(self))
            _, metres = self.along(np.full_like(every, place), every, 1.0)
            self._distances[place, :] = self._distances[:, place] = metres

    def _cut_off(self, found: np.ndarray) -> np.ndarray:
        """The figures without ways to and from places that are none."""
        found[self._off, :] = found[:, self._off] = UNREACHABLE
        found[self._off, self._off] = 0
        return found

    def _empty(self) -> np.ndarray:
        return np.empty((len(self), len(self)), dtype=np.int32)


def are_on_earth(places: Sequence[tuple[float, float]]) -> np.ndarray:
    """(n,) bool: whether (lat, lon) in degrees is a place at all."""
    lat, lon = _pairs(places).T
    return (np.abs(lat) <= 90) & (np.abs(lon) <= 180)


def _pairs(places: Sequence[tuple[float, float]]) -> np.ndarray:
    return np.asarray(places, dtype=np.float64).reshape(-1, 2)


def legs(
    travel: GreatCircle,
    starts: Sequence[tuple[float, float]],
    ends: Sequence[tuple[float, float]],
) -> tuple[np.ndarray, np.ndarray]:
    """(a, b) int32 seconds and metres between (lat, lon) places, as the matrices have them."""
    stretch = Stretch("", travel)
    arcs = arcs_m(unit_vectors(starts), unit_vectors(ends))
    return whole(stretch.seconds(arcs)), whole(stretch.metres(arcs))
