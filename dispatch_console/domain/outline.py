"""Outlines of regions: what is wrong with drawn rings, how far regions overlap, where a name goes.

Areas are found by scan lines: an outline is cut along parallels, and what lies between is summed.
That needs no special cases for parts, holes and touching borders.
"""

from collections.abc import Iterable, Iterator, Sequence
from math import cos, isfinite, radians

from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.place import Location
from dispatch_console.domain.region import Ring

MOST_POINTS = 20_000
"""Corners of one region: more than any border that people look after."""

SCANS = 256
"""Parallels by which an area is found."""

METRES_A_DEGREE = 111_195.0
"""Of latitude, on a sphere of 6,371.0 km."""

Point = tuple[float, float]
Edge = tuple[Point, Point]


def checked(rings: Iterable[Sequence[Point]]) -> tuple[Ring, ...]:
    """The rings closed, without corners given twice in a row.

    Raises `region.no_outline` without a ring, `region.few_points` for one of fewer than three
    corners, `region.many_points`, `region.coordinates` for a corner that is not on Earth,
    `region.no_area`. A border that crosses itself is clear by the even-odd rule, if seldom meant:
    see `first_crossing`.
    """
    given = [_closed(ring) for ring in rings]
    if not given:
        raise DomainError("region.no_outline")
    if sum(map(len, given)) > MOST_POINTS:
        raise DomainError("region.many_points")
    if any(len(set(ring)) < 3 for ring in given):
        raise DomainError("region.few_points")
    if any(area_m2([ring]) < 1 for ring in given):
        raise DomainError("region.no_area")
    return tuple(given)


def first_crossing(rings: Iterable[Ring]) -> Point | None:
    """A (lon, lat) at which two borders cross each other; those that only touch do not."""
    edges = sorted(_edges(rings), key=lambda edge: min(edge[0][0], edge[1][0]))
    open_: list[Edge] = []
    for edge in edges:
        west = min(edge[0][0], edge[1][0])
        open_ = [other for other in open_ if max(other[0][0], other[1][0]) >= west]
        for other in open_:
            found = _crossing(edge, other)
            if found is not None:
                return found
        open_.append(edge)
    return None


def area_m2(rings: Iterable[Ring]) -> float:
    """Square metres inside."""
    given = tuple(rings)
    return _overlap(given, given)


def overlap_m2(one: Iterable[Ring], other: Iterable[Ring]) -> float:
    """Square metres that lie in both; to about a hundredth of the smaller one."""
    return _overlap(tuple(one), tuple(other))


def name_point(rings: Iterable[Ring]) -> Location:
    """A place inside with room about it, for the name: amid the widest of some parallels."""
    given = tuple(rings)
    south, north = _heights(given)
    best, widest = None, -1.0
    for step in range(1, 16):
        lat = south + (north - south) * step / 16
        for west, east in _spans(given, lat):
            # Between equals the one nearer the middle.
            width = (east - west) * (1 - abs(step - 8) / 64)
            if width > widest:
                best, widest = Location(lat, (west + east) / 2), width
    if best is None:
        lon, lat = given[0][0]
        return Location(lat, lon)
    return best


def _closed(ring: Sequence[Point]) -> Ring:
    points: list[Point] = []
    for lon, lat in ring:
        if not (isfinite(lon) and isfinite(lat) and abs(lat) <= 90 and abs(lon) <= 180):
            raise DomainError("region.coordinates")
        if not points or points[-1] != (lon, lat):
            points.append((lon, lat))
    if points and points[0] != points[-1]:
        points.append(points[0])
    return tuple(points)


def _overlap(one: tuple[Ring, ...], other: tuple[Ring, ...]) -> float:
    low, high = _heights(one), _heights(other)
    south, north = max(low[0], high[0]), min(low[1], high[1])
    if not south < north:
        return 0.0
    step, total = (north - south) / SCANS, 0.0
    for line in range(SCANS):
        lat = south + (line + 0.5) * step
        shared = _shared(_spans(one, lat), _spans(other, lat))
        total += shared * METRES_A_DEGREE * cos(radians(lat))
    return total * step * METRES_A_DEGREE


def _heights(rings: Sequence[Ring]) -> tuple[float, float]:
    lats = [lat for ring in rings for _, lat in ring]
    return (min(lats), max(lats)) if lats else (0.0, 0.0)


def _spans(rings: Iterable[Ring], lat: float) -> list[tuple[float, float]]:
    """West and east ends, in degrees, of what the rings hold of a parallel (even-odd rule)."""
    at = sorted(
        x1 + (lat - y1) * (x2 - x1) / (y2 - y1)
        for (x1, y1), (x2, y2) in _edges(rings)
        if (y1 > lat) != (y2 > lat)
    )
    return list(zip(at[::2], at[1::2], strict=True))


def _shared(one: Sequence[tuple[float, float]], other: Sequence[tuple[float, float]]) -> float:
    return sum(max(0.0, min(b, d) - max(a, c)) for a, b in one for c, d in other)


def _edges(rings: Iterable[Ring]) -> Iterator[Edge]:
    for ring in rings:
        yield from ((a, b) for a, b in zip(ring, (*ring[1:], ring[0]), strict=True) if a != b)


def _crossing(one: Edge, other: Edge) -> Point | None:
    (a, b), (c, d) = one, other
    if min(a[1], b[1]) > max(c[1], d[1]) or max(a[1], b[1]) < min(c[1], d[1]):
        return None
    left, right = _side(c, d, a), _side(c, d, b)
    if left * right >= 0 or _side(a, b, c) * _side(a, b, d) >= 0:
        return None
    share = left / (left - right)
    return a[0] + share * (b[0] - a[0]), a[1] + share * (b[1] - a[1])


def _side(start: Point, end: Point, point: Point) -> float:
    """Above 0 to the left of the line, below 0 to the right, 0 upon it."""
    return (end[0] - start[0]) * (point[1] - start[1]) - (end[1] - start[1]) * (point[0] - start[0])
