"""Reading TopoJSON polygons, and cutting and thinning rings."""

from collections.abc import Callable
from itertools import pairwise
from typing import Any

Point = tuple[float, float]
Ring = list[Point]
Box = tuple[float, float, float, float]
"""West, south, east, north."""

HALF_TURN, POLE = 180.0, 90.0


def polygons(topology: dict[str, Any], name: str) -> list[list[Ring]]:
    """The polygons of the object `name`, each its rings of (lon, lat), the outer one first."""
    arcs = [_arc(arc, topology["transform"]) for arc in topology["arcs"]]
    found: list[list[Ring]] = []
    for geometry in topology["objects"][name]["geometries"]:
        parts = geometry["arcs"]
        for part in parts if geometry["type"] == "MultiPolygon" else [parts]:
            found.append([_ring(indices, arcs) for indices in part])
    return found


def lines(topology: dict[str, Any], name: str) -> list[Ring]:
    """The lines of the object `name`, each its points (lon, lat)."""
    arcs = [_arc(arc, topology["transform"]) for arc in topology["arcs"]]
    found: list[Ring] = []
    for geometry in topology["objects"][name]["geometries"]:
        parts = geometry["arcs"]
        for part in parts if geometry["type"] == "MultiLineString" else [parts]:
            found.append(_ring(part, arcs))
    return found


def _arc(steps: list[list[int]], transform: dict[str, list[float]]) -> Ring:
    (scale_x, scale_y), (shift_x, shift_y) = transform["scale"], transform["translate"]
    x = y = 0
    points: Ring = []
    for dx, dy in steps:
        x, y = x + dx, y + dy
        points.append((x * scale_x + shift_x, y * scale_y + shift_y))
    return points


def _ring(indices: list[int], arcs: list[Ring]) -> Ring:
    """Arcs joined end to end; a negative index (its complement) is an arc run backwards."""
    ring: Ring = []
    for index in indices:
        arc = arcs[index] if index >= 0 else arcs[~index][::-1]
        ring.extend(arc if not ring else arc[1:])
    return ring


def without_seam(ring: Ring) -> list[Ring]:
    """A ring that crosses the antimeridian as the rings on either side of it.

    A ring that goes once around the world is the southern continent's: closed along the pole.
    """
    points, turn = [ring[0]], 0.0
    for (before, _), (x, y) in pairwise(ring):
        if abs(x - before) > HALF_TURN:
            turn += 2 * HALF_TURN if x < before else -2 * HALF_TURN
        points.append((x + turn, y))
    if turn:
        points += [(points[-1][0], -POLE), (points[0][0], -POLE), points[0]]
    parts = [
        [
            (x - shift, y)
            for x, y in clipped(points, (shift - HALF_TURN, -POLE, shift + HALF_TURN, POLE))
        ]
        for shift in (-2 * HALF_TURN, 0.0, 2 * HALF_TURN)
    ]
    return [part for part in parts if part]


def rounded(ring: Ring, digits: int) -> Ring:
    """The ring with coordinates rounded and points that fall together or on a line left out."""
    points: Ring = []
    for x, y in ring:
        point = (round(x, digits), round(y, digits))
        if not points or point != points[-1]:
            points.append(point)
    thin = points[:1]
    for before, point, after in zip(points, points[1:], points[2:], strict=False):
        if _cross(before, point, after) != 0:
            thin.append(point)
    return [*thin, points[-1]] if len(points) > 1 else thin


def _cross(a: Point, b: Point, c: Point) -> float:
    return round((b[0] - a[0]) * (c[1] - b[1]) - (b[1] - a[1]) * (c[0] - b[0]), 12)


def area(ring: Ring) -> float:
    """Unsigned area in square degrees of a closed ring."""
    pairs = pairwise(ring)
    return abs(sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairs)) / 2


def clipped(ring: Ring, box: Box) -> Ring:
    """The part of a closed ring inside the box, closed along its edges (Sutherland-Hodgman)."""
    west, south, east, north = box
    for keep, cut in (
        (lambda p: p[0] >= west, _at_x(west)),
        (lambda p: p[0] <= east, _at_x(east)),
        (lambda p: p[1] >= south, _at_y(south)),
        (lambda p: p[1] <= north, _at_y(north)),
    ):
        ring = _half(ring, keep, cut)
    return ring


def _half(ring: Ring, keep: Callable[[Point], bool], cut: Callable[[Point, Point], Point]) -> Ring:
    kept: Ring = []
    for start, end in pairwise(ring):
        if keep(start):
            kept.append(start)
        if keep(start) != keep(end):
            kept.append(cut(start, end))
    return [*kept, kept[0]] if kept else []


def _at_x(x: float) -> Callable[[Point, Point], Point]:
    return lambda a, b: (x, a[1] + (b[1] - a[1]) * (x - a[0]) / (b[0] - a[0]))


def _at_y(y: float) -> Callable[[Point, Point], Point]:
    return lambda a, b: (a[0] + (b[0] - a[0]) * (y - a[1]) / (b[1] - a[1]), y)
