"""Reading the rings of polygons from an ESRI shapefile's `.shp`."""

import struct
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

from installer.data.topology import Ring

_POLYGON = 5
_HEADER = 100


def polygons(path: Path) -> Iterator[list[Ring]]:
    """The polygons of the file, each its rings of (lon, lat); outer ones run clockwise."""
    data = path.read_bytes()
    at = _HEADER
    while at < len(data):
        (words,) = struct.unpack_from(">i", data, at + 4)
        (kind,) = struct.unpack_from("<i", data, at + 8)
        if kind == _POLYGON:
            parts, points = struct.unpack_from("<2i", data, at + 44)
            starts = [*struct.unpack_from(f"<{parts}i", data, at + 52), points]
            numbers = struct.unpack_from(f"<{2 * points}d", data, at + 52 + 4 * parts)
            ring = list(zip(numbers[::2], numbers[1::2], strict=True))
            yield [ring[start:end] for start, end in pairwise(starts)]
        at += 8 + 2 * words
