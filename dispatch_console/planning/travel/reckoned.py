"""Travel reckoned from coordinates: the great circle, stretched by a detour, at a speed.

The further the goal, the straighter and quicker the way: both may change with distance.
"""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from dispatch_console.domain.errors import DomainError
from dispatch_console.planning.problem import GreatCircle
from dispatch_console.planning.travel.arc import arcs_m, unit_vectors, upper_blocks
from dispatch_console.planning.travel.source import whole

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
    """Travel by a `GreatCircle`. Raises `travel.speed` or `travel.place`."""

    def __init__(
        self,
        profile: str,
        travel: GreatCircle,
        places: Sequence[tuple[float, float]],
        time_scale: int,
    ) -> None:
        self._stretch = Stretch(profile, travel)
        for index, (lat, lon) in enumerate(places):
            if not (-90 <= lat <= 90 and -180 <= lon <= 180):
                raise DomainError("travel.place", place=index, lat=lat, lon=lon)
        self.name = f"great circle x {travel.detour:g} at {travel.speed_kmh:g} km/h"
        if travel.farther:
            self.name += f" up to {travel.farther[0][0]:g} m, then by stretches"
        self._scale = time_scale
        self._points = unit_vectors(places)
        self._distances: np.ndarray | None = None

    def __len__(self) -> int:
        return self._points.shape[1]

    def durations(self, factor: float) -> np.ndarray:
        """See `Source`."""
        found = self._empty()
        for rows, columns, arcs in upper_blocks(self._points):
            part = whole(self._stretch.seconds(arcs) * (self._scale / factor))
            found[rows, columns], found[columns, rows] = part, part.T
        return found

    def distances(self) -> np.ndarray:
        """See `Source`."""
        if self._distances is None:
            found = self._empty()
            for rows, columns, arcs in upper_blocks(self._points):
                part = whole(self._stretch.metres(arcs))
                found[rows, columns], found[columns, rows] = part, part.T
            self._distances = found
        return self._distances

    def metres(self, origin: int, place: int) -> int:
        """See `Source`."""
        if self._distances is not None:
            return int(self._distances[origin, place])
        low, high = sorted((origin, place))
        arc = arcs_m(self._points[:, low : low + 1], self._points[:, high : high + 1])
        return int(whole(self._stretch.metres(arc))[0, 0])

    def _empty(self) -> np.ndarray:
        return np.empty((len(self), len(self)), dtype=np.int32)


def legs(
    travel: GreatCircle,
    starts: Sequence[tuple[float, float]],
    ends: Sequence[tuple[float, float]],
) -> tuple[np.ndarray, np.ndarray]:
    """(a, b) int32 seconds and metres between (lat, lon) places, as the matrices have them."""
    stretch = Stretch("", travel)
    arcs = arcs_m(unit_vectors(starts), unit_vectors(ends))
    return whole(stretch.seconds(arcs)), whole(stretch.metres(arcs))
