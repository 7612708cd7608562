"""Drive-time areas: what can be reached from a place within some time, by any travel times.

Rays go out from the origin; along each the way is followed until it first takes too long, and that
stretch is halved until it is short. So an area is seen from its origin without a gap: a place
beyond a detour that is quick to reach again does not count. All corners were asked for and are in
time, and an area for a longer time holds that for a shorter one.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from dispatch_console.planning.travel.arc import EARTH_RADIUS_M

Place = tuple[float, float]
"""(lat, lon) in degrees."""

Times = Callable[[Sequence[Place]], np.ndarray]
"""(n,) seconds from the origin to each place."""


@dataclass(frozen=True, slots=True)
class Area:
    """What is reached within `limit_s`: a closed ring of (lon, lat), empty for nothing at all."""

    limit_s: float
    ring: tuple[tuple[float, float], ...]


def areas(
    origin: Place,
    limits_s: Sequence[float],
    times: Times,
    *,
    reach_m: float,
    rays: int = 72,
    steps: int = 24,
    rounds: int = 12,
) -> tuple[Area, ...]:
    """One area for each limit. `reach_m` is how far out is looked at all.

    `times` is asked ``rounds + 1`` times: for rays × steps places, then rays × limits.
    """
    bearings = np.arange(rays) * (2 * np.pi / rays)
    # Closer together near the origin, where the short limits end.
    radii = reach_m * np.linspace(0.0, 1.0, steps + 1) ** 1.5
    asked = ways_out(origin, np.repeat(bearings, steps), np.tile(radii[1:], rays))
    found = times(asked).reshape(rays, steps)
    limits = np.asarray(limits_s, dtype=np.float64)
    late = found[None] > limits[:, None, None]
    # The step before the first that is late; one past the end where none is.
    first = np.where(late.any(axis=2), late.argmax(axis=2), steps)
    low, high = radii[first], radii[np.minimum(first + 1, steps)]
    for _ in range(rounds):
        middle = (low + high) / 2
        places = ways_out(origin, np.tile(bearings, len(limits)), middle.ravel())
        in_time = times(places).reshape(middle.shape) <= limits[:, None]
        low, high = np.where(in_time, middle, low), np.where(in_time, high, middle)
    return tuple(
        Area(float(limit), _ring(origin, bearings, row))
        for limit, row in zip(limits_s, low, strict=True)
    )


def inside(area: Area, places: Sequence[Place]) -> np.ndarray:
    """(n,) bool: which of the places lie in the area (even-odd rule)."""
    if not area.ring or not places:
        return np.zeros(len(places), dtype=np.bool_)
    lat, lon = np.asarray(places, dtype=np.float64).T[:, :, None]
    starts = np.asarray(area.ring[:-1])
    ends = np.asarray(area.ring[1:])
    spans = (starts[:, 1] > lat) != (ends[:, 1] > lat)
    rise = ends[:, 1] - starts[:, 1]
    share = (lat - starts[:, 1]) / np.where(rise == 0, 1.0, rise)
    east = lon < starts[:, 0] + share * (ends[:, 0] - starts[:, 0])
    return (spans & east).sum(axis=1) % 2 == 1


def ways_out(origin: Place, bearings: np.ndarray, metres: np.ndarray) -> list[Place]:
    """The places that lie so many metres from the origin, at bearings in radians from north."""
    lat, lon = np.radians(origin)
    arc = metres / EARTH_RADIUS_M
    north = np.sin(lat) * np.cos(arc) + np.cos(lat) * np.sin(arc) * np.cos(bearings)
    lats = np.arcsin(np.clip(north, -1.0, 1.0))
    east = np.sin(bearings) * np.sin(arc) * np.cos(lat)
    lons = lon + np.arctan2(east, np.cos(arc) - np.sin(lat) * north)
    wrapped = (np.degrees(lons) + 540) % 360 - 180
    return list(zip(np.degrees(lats).tolist(), wrapped.tolist(), strict=True))


def _ring(
    origin: Place, bearings: np.ndarray, radii: np.ndarray
) -> tuple[tuple[float, float], ...]:
    if not radii.any():
        return ()
    corners = [(lon, lat) for lat, lon in ways_out(origin, bearings, radii)]
    return (*corners, corners[0])
