"""Which tile shows a place: the grid of Web Mercator, and Baidu's."""

from math import asinh, atan, degrees, floor, pi, radians, sinh, tan

from dispatch_console.domain import datum
from dispatch_console.services.tiles.source import TileSource

BAIDU_ZOOM = 18
"""The zoom at which one pixel of Baidu's tiles is one of its metres."""

TILE_PX = 256
_SHOWN = {"wgs84": lambda *place: place, "gcj02": datum.wgs84_to_gcj02, "bd09": datum.wgs84_to_bd09}


def tile_at(source: TileSource, lat: float, lon: float, zoom: int) -> tuple[int, int]:
    """Column and row of the source's tile that shows the WGS-84 place.

    Rows count from the north, and in Baidu's grid from the equator northwards.
    """
    if source.datum == "bd09mc":
        metres = TILE_PX * 2.0 ** (BAIDU_ZOOM - zoom)
        east, north = datum.bd09_to_bd09mc(*datum.wgs84_to_bd09(lon, lat))
        return floor(east / metres), floor(north / metres)
    lon, lat = _SHOWN[source.datum](lon, lat)
    side = 2**zoom
    x = floor((lon / 360 + 0.5) * side)
    y = floor((0.5 - asinh(tan(radians(lat))) / (2 * pi)) * side)
    return max(0, min(side - 1, x)), max(0, min(side - 1, y))


def centre_of(zoom: int, x: int, y: int) -> tuple[float, float]:
    """Latitude and longitude of the middle of a tile of Web Mercator."""
    side = 2**zoom
    lat = degrees(atan(sinh(pi * (1 - 2 * (y + 0.5) / side))))
    return lat, (x + 0.5) / side * 360 - 180
