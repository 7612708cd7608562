"""One tile to look at, before a source is used."""

import re
from dataclasses import dataclass, replace
from html import unescape

from dispatch_console.domain.errors import DomainError
from dispatch_console.services.tiles.archive import Contents, open_archive
from dispatch_console.services.tiles.fetching import fetch
from dispatch_console.services.tiles.grid import tile_at
from dispatch_console.services.tiles.source import TileSource, check

CITY_ZOOM = 11
_TAG = re.compile(r"<[^>]*>")
_PICTURES = (b"\x89PNG\r\n", b"\xff\xd8\xff", b"RIFF", b"GIF8")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """A tile: `data` is a picture, or empty for a vector tile. `source` is as it should be used."""

    source: TileSource
    data: bytes
    zoom: int
    contents: Contents | None = None


def try_source(source: TileSource, lat: float, lon: float) -> Sample:
    """The source's tile at this WGS-84 place; of a file, one at its middle.

    A file says itself at which zooms it has tiles, and whom to name: `Sample.source` holds that.
    Raises what `check`, `open_archive` and `fetch` do, `tiles.not_picture` and `tiles.file_gap`.
    """
    check(source)
    return _from_file(source) if source.is_file else _from_server(source, lat, lon)


def _told(source: TileSource, contents: Contents) -> TileSource:
    return replace(
        source,
        min_zoom=contents.min_zoom,
        max_zoom=contents.max_zoom,
        attribution=source.attribution or unescape(_TAG.sub("", contents.attribution)).strip(),
    )


def _from_file(source: TileSource) -> Sample:
    archive = open_archive(source)
    try:
        contents = archive.contents
        unshifted = replace(source, datum="wgs84")
        for zoom in range(contents.max_zoom, contents.min_zoom - 1, -1):
            data = archive.tile(zoom, *tile_at(unshifted, *contents.centre, zoom))
            if data is not None:
                break
        else:
            raise DomainError("tiles.file_gap", path=source.address)
    finally:
        archive.close()
    picture = b"" if contents.format == "mvt" else _picture(data)
    return Sample(source=_told(source, contents), data=picture, zoom=zoom, contents=contents)


def _from_server(source: TileSource, lat: float, lon: float) -> Sample:
    zoom = max(source.min_zoom, min(source.max_zoom, CITY_ZOOM))
    x, y = tile_at(source, lat, lon, zoom)
    url = source.template.replace("{s}", "a")
    for field, value in (("{z}", zoom), ("{x}", x), ("{y}", y), ("{-y}", 2**zoom - 1 - y)):
        url = url.replace(field, str(value))
    return Sample(source=source, data=_picture(fetch(url)), zoom=zoom)


def _picture(data: bytes) -> bytes:
    if not data.startswith(_PICTURES):
        raise DomainError("tiles.not_picture")
    return data
