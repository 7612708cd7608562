"""A source of map tiles as the settings name it, and what is wrong with one."""

import re
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlsplit

from dispatch_console.domain.errors import DomainError
from dispatch_console.support.settings import Settings

Kind = Literal["xyz", "wmts", "mbtiles", "pmtiles"]
Datum = Literal["wgs84", "gcj02", "bd09", "bd09mc"]

DEEPEST = 22
_WMTS = {"{tilematrix}": "{z}", "{tilerow}": "{y}", "{tilecol}": "{x}"}
_FIELD = re.compile(r"\{[^{}]*\}")
_KNOWN = frozenset({"{z}", "{x}", "{y}", "{-y}", "{s}"})


@dataclass(frozen=True, slots=True, kw_only=True)
class TileSource:
    """`address` is a URL template or the path of a file; zooms are those that have tiles.

    `datum` says in which coordinates the tiles are drawn; ``bd09mc`` also means Baidu's numbering.
    """

    kind: Kind
    address: str
    datum: Datum = "wgs84"
    attribution: str = ""
    min_zoom: int = 0
    max_zoom: int = 18

    @property
    def is_file(self) -> bool:
        """Whether the tiles lie in a file on this computer."""
        return self.kind in ("mbtiles", "pmtiles")

    @property
    def template(self) -> str:
        """The URL with ``{z}``, ``{x}`` and ``{y}`` (``{-y}`` counts from the south)."""
        if self.kind != "wmts":
            return self.address
        return _FIELD.sub(lambda field: _WMTS.get(field[0].lower(), field[0]), self.address)


def from_settings(settings: Settings) -> TileSource | None:
    """The source of the settings, or None for the bundled basemap alone."""
    if settings.tile_source == "bundled":
        return None
    return TileSource(
        kind=settings.tile_source,
        address=settings.tile_url.strip(),
        datum=settings.tile_datum,
        attribution=settings.tile_attribution.strip(),
        min_zoom=settings.tile_min_zoom,
        max_zoom=settings.tile_max_zoom,
    )


def check(source: TileSource) -> None:
    """Whether the source can be used as far as it says itself; its file or server is not asked.

    Raises `tiles.empty`, `tiles.url`, `tiles.fields`, `tiles.wmts_fields`, `tiles.unknown_field`,
    `tiles.subdomain`, `tiles.zooms`, `tiles.baidu_file`.
    """
    if not source.address:
        raise DomainError("tiles.empty")
    if source.min_zoom > source.max_zoom:
        raise DomainError("tiles.zooms", least=source.min_zoom, most=source.max_zoom)
    if source.is_file:
        if source.datum == "bd09mc":
            raise DomainError("tiles.baidu_file")
        return
    check_url(source.address)
    fields = set(_FIELD.findall(source.template))
    if not ({"{z}", "{x}"} <= fields and fields & {"{y}", "{-y}"}):
        raise DomainError("tiles.wmts_fields" if source.kind == "wmts" else "tiles.fields")
    if fields - _KNOWN:
        raise DomainError("tiles.unknown_field", field=min(fields - _KNOWN))
    if "{s}" in fields and (source.template.count("{s}") > 1 or "://{s}." not in source.template):
        raise DomainError("tiles.subdomain")


def check_url(url: str) -> None:
    """Raises `tiles.url` unless this is an address of the web with a host."""
    try:
        parts = urlsplit(url)
        usable = parts.scheme in ("http", "https") and bool(parts.hostname)
        host = parts.netloc.replace("{s}.", "", 1)
        _ = parts.port
    except ValueError:
        raise DomainError("tiles.url", url=url) from None
    if not usable or not re.fullmatch(r"[\w.\-:\[\]@%]+", host) or re.search(r"[\s\"'<>\\]", url):
        raise DomainError("tiles.url", url=url)
