"""Regions: polygons that engineers serve."""

from dataclasses import dataclass

from dispatch_console.domain.ids import RegionId
from dispatch_console.domain.place import Location

Ring = tuple[tuple[float, float], ...]
"""Closed ring of (lon, lat) pairs, as in GeoJSON."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Region:
    """A region. In an *exclusive* region only engineers who list it may work; else it is a wish."""

    id: RegionId
    code: str
    name_en: str
    name_zh: str
    rings: tuple[Ring, ...] = ()
    centre: Location | None = None
    exclusive: bool = False
    version: int = 1


def contains(region: Region, location: Location) -> bool:
    """Whether the location lies in any ring (even-odd rule, ray to the east)."""
    return any(_inside(ring, location.lon, location.lat) for ring in region.rings)


def _inside(ring: Ring, x: float, y: float) -> bool:
    inside = False
    for (x1, y1), (x2, y2) in zip(ring, ring[1:] + ring[:1], strict=True):
        if (y1 > y) != (y2 > y) and x < x1 + (y - y1) * (x2 - x1) / (y2 - y1):
            inside = not inside
    return inside
