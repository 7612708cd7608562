"""Great-circle arcs: the chord between points on the unit sphere, made into metres on the ground.

One formula serves whole matrices and single legs, item by item, so both give the same figure.
"""

from collections.abc import Iterator, Sequence

import numpy as np

EARTH_RADIUS_M = 6_371_008.8
"""Mean radius of WGS-84."""

_BLOCK = 64
"""Rows reckoned at a time: what lies between stays small beside the matrix."""


def unit_vectors(places: Sequence[tuple[float, float]] | np.ndarray) -> np.ndarray:
    """(3, n) float64 points on the unit sphere for (lat, lon) in degrees."""
    lat, lon = np.radians(np.asarray(places, dtype=np.float64).reshape(-1, 2)).T
    return np.stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)])


def arcs_m(starts: np.ndarray, ends: np.ndarray) -> np.ndarray:
    """(a, b) float64 metres between unit vectors (3, a) and (3, b)."""
    return _arcs(starts[:, :, None], ends[:, None, :])


def paired_arcs_m(starts: np.ndarray, ends: np.ndarray) -> np.ndarray:
    """(a,) float64 metres from each of the unit vectors (3, a) to its fellow."""
    return _arcs(starts, ends)


def _arcs(starts: np.ndarray, ends: np.ndarray) -> np.ndarray:
    squares = np.zeros(np.broadcast_shapes(starts.shape, ends.shape)[1:])
    for start, end in zip(starts, ends, strict=True):
        step = start - end
        step *= step
        squares += step
    half_chords = np.sqrt(squares, out=squares)
    half_chords *= 0.5
    np.minimum(half_chords, 1.0, out=half_chords)
    arcs = np.arcsin(half_chords, out=half_chords)
    arcs *= 2 * EARTH_RADIUS_M
    return arcs


def great_circle_m(places: Sequence[tuple[float, float]]) -> np.ndarray:
    """(n, n) float64 metres between (lat, lon) places in degrees."""
    points = unit_vectors(places)
    return arcs_m(points, points)


def upper_blocks(points: np.ndarray) -> Iterator[tuple[slice, slice, np.ndarray]]:
    """(rows, columns, metres) that cover all pairs on and above the diagonal, block by block."""
    count = points.shape[1]
    for first in range(0, count, _BLOCK):
        rows, columns = slice(first, min(count, first + _BLOCK)), slice(first, count)
        yield rows, columns, arcs_m(points[:, rows], points[:, columns])
