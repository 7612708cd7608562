"""Regions: polygons that engineers serve."""

from dataclasses import dataclass

from dispatch_console.domain.ids import RegionId
from dispatch_console.domain.place import Location

Ring = tuple[tuple[float, float], ...]
"""Closed ring of (lon, lat) pairs, as in GeoJSON."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Region:
    """A region. In an *exclusive* region only engineers who list it may work; else it is a wish.

    `rings` fill by the even-odd rule: one beside another is a further part, one inside another a
    hole. Where regions overlap, the one with the lowest id, the oldest, counts.
    """

    id: RegionId
    code: str
    name_en: str
    name_zh: str
    rings: tuple[Ring, ...] = ()
    centre: Location | None = None
    exclusive: bool = False
    version: int = 1


@dataclass(frozen=True, slots=True)
class Standing:
    """How much refers to a region: open tickets, engineers at work, shifts lent to it that are not
    over, and what is `kept` of the past (closed tickets, former engineers, old shifts) and sites.
    """

    tickets: int = 0
    engineers: int = 0
    shifts: int = 0
    kept: int = 0

    def __bool__(self) -> bool:
        return bool(self.tickets or self.engineers or self.shifts or self.kept)


def contains(region: Region, location: Location) -> bool:
    """Whether the location lies in the region (even-odd rule, ray to the east)."""
    return sum(_inside(ring, location.lon, location.lat) for ring in region.rings) % 2 == 1


def _inside(ring: Ring, x: float, y: float) -> bool:
    inside = False
    for (x1, y1), (x2, y2) in zip(ring, ring[1:] + ring[:1], strict=True):
        if (y1 > y) != (y2 > y) and x < x1 + (y - y1) * (x2 - x1) / (y2 - y1):
            inside = not inside
    return inside
