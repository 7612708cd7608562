"""Which region a place lies in, quickly for many places."""

from collections.abc import Iterable

from dispatch_console.domain.ids import RegionId
from dispatch_console.domain.place import Location
from dispatch_console.domain.region import Region, contains


class RegionFinder:
    """Looks only into regions whose bounding box holds the place; the first by id wins."""

    def __init__(self, regions: Iterable[Region]) -> None:
        self._boxes = [
            (_box(region), region) for region in sorted(regions, key=lambda r: r.id) if region.rings
        ]

    def region_of(self, location: Location | None) -> RegionId | None:
        """The region's id; None outside all regions or without a place."""
        if location is None:
            return None
        for (west, south, east, north), region in self._boxes:
            inside = west <= location.lon <= east and south <= location.lat <= north
            if inside and contains(region, location):
                return region.id
        return None


def _box(region: Region) -> tuple[float, float, float, float]:
    lons = [lon for ring in region.rings for lon, _ in ring]
    lats = [lat for ring in region.rings for _, lat in ring]
    return min(lons), min(lats), max(lons), max(lats)
