"""What a WMTS server offers: the layers that can be laid on a map in Web Mercator."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import log2
from pathlib import Path
from urllib.parse import urlsplit
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from dispatch_console.domain.errors import DomainError
from dispatch_console.services.tiles.fetching import LARGEST_ANSWER, fetch
from dispatch_console.services.tiles.source import check_url

_WMTS = "{http://www.opengis.net/wmts/1.0}"
_OWS = "{http://www.opengis.net/ows/1.1}"
_HREF = "{http://www.w3.org/1999/xlink}href"
_WEB_MERCATOR = ("3857", "900913", "102100", "102113")
_SCALE_AT_0 = 559_082_264.0287178
"""The scale denominator of zoom 0: one tile of 256 pixels of 0.28 mm around the equator."""

_CORNER_M = 20_037_508.34


@dataclass(frozen=True, slots=True, kw_only=True)
class WmtsLayer:
    """A layer on one grid; `template` has ``{TileMatrix}``, ``{TileRow}``, ``{TileCol}``."""

    title: str
    grid: str
    template: str
    min_zoom: int
    max_zoom: int


def is_capabilities(where: str) -> bool:
    """Whether this names a list of layers rather than tiles."""
    return "{" not in where


def read_layers(where: str) -> list[WmtsLayer]:
    """The layers of a GetCapabilities address, or of a file with its answer.

    Raises what `fetch` does, `tiles.url`, `tiles.file_missing`, `tiles.wmts_unreadable`,
    `tiles.wmts_projection`.
    """
    if urlsplit(where).scheme in ("http", "https"):
        check_url(where)
        return layers(fetch(where))
    path = Path(where)
    if not path.is_file():
        raise DomainError("tiles.file_missing", path=where)
    try:
        with path.open("rb") as file:
            text = file.read(LARGEST_ANSWER)
    except OSError as error:
        raise DomainError(
            "tiles.file_unreadable", path=where, reason=error.strerror or ""
        ) from error
    return layers(text)


def layers(text: bytes) -> list[WmtsLayer]:
    """The layers of a capabilities document that lie on a grid of Web Mercator."""
    if b"<!DOCTYPE" in text or b"<!ENTITY" in text:
        raise DomainError("tiles.wmts_unreadable")
    try:
        root = ElementTree.fromstring(text)
    except (ElementTree.ParseError, ValueError):
        raise DomainError("tiles.wmts_unreadable") from None
    contents = root.find(f"{_WMTS}Contents")
    if root.tag != f"{_WMTS}Capabilities" or contents is None:
        raise DomainError("tiles.wmts_unreadable")
    grids = dict(_grids(contents))
    found = [
        layer for one in contents.findall(f"{_WMTS}Layer") for layer in _layer(one, grids, root)
    ]
    if not found:
        raise DomainError("tiles.wmts_projection")
    return found


def _grids(contents: Element) -> Iterator[tuple[str, tuple[str, int, int]]]:
    """Id of each usable grid -> what its levels are called before the zoom, first and last zoom."""
    for grid in contents.findall(f"{_WMTS}TileMatrixSet"):
        crs = grid.findtext(f"{_OWS}SupportedCRS", "")
        if not any(crs.rstrip().endswith(code) for code in _WEB_MERCATOR):
            continue
        named = [_level(level) for level in grid.findall(f"{_WMTS}TileMatrix")]
        levels = [level for level in named if level is not None]
        prefixes = {prefix for prefix, _ in levels}
        if len(prefixes) == 1 and len(levels) == len(named):
            zooms = [zoom for _, zoom in levels]
            yield grid.findtext(f"{_OWS}Identifier", ""), (prefixes.pop(), min(zooms), max(zooms))


def _level(level: Element) -> tuple[str, int] | None:
    """What the level is called before its zoom, and the zoom; None if it is no power of two."""
    try:
        zoom = log2(_SCALE_AT_0 / float(level.findtext(f"{_WMTS}ScaleDenominator", "")))
        x, y = map(float, level.findtext(f"{_WMTS}TopLeftCorner", "").split())
        side = int(level.findtext(f"{_WMTS}TileWidth", ""))
    except (ValueError, ZeroDivisionError):
        return None
    name, whole = level.findtext(f"{_OWS}Identifier", ""), round(zoom)
    fits = abs(zoom - whole) < 0.01 and side == 256 and name.endswith(str(whole))
    if not fits or abs(x + _CORNER_M) > 10 or abs(y - _CORNER_M) > 10:
        return None
    return name.removesuffix(str(whole)), whole


def _layer(
    layer: Element, grids: dict[str, tuple[str, int, int]], root: Element
) -> Iterator[WmtsLayer]:
    name = layer.findtext(f"{_OWS}Identifier", "")
    for link in layer.findall(f"{_WMTS}TileMatrixSetLink"):
        grid = link.findtext(f"{_WMTS}TileMatrixSet", "")
        template = _template(layer, name, grid, root)
        if grid not in grids or template is None:
            continue
        prefix, least, most = grids[grid]
        yield WmtsLayer(
            title=layer.findtext(f"{_OWS}Title", "") or name,
            grid=grid,
            template=template.replace("{TileMatrix}", f"{prefix}{{TileMatrix}}"),
            min_zoom=least,
            max_zoom=most,
        )


def _template(layer: Element, name: str, grid: str, root: Element) -> str | None:
    """The address of the layer's tiles: its own pattern, else the server's GetTile."""
    styles = layer.findall(f"{_WMTS}Style")
    chosen = next((one for one in styles if one.get("isDefault") == "true"), None)
    if chosen is None and styles:
        chosen = styles[0]
    style = chosen.findtext(f"{_OWS}Identifier", "") if chosen is not None else ""
    formats = [one.text or "" for one in layer.findall(f"{_WMTS}Format")]
    picture = next((one for one in formats if one in ("image/png", "image/jpeg")), "image/png")
    for resource in layer.findall(f"{_WMTS}ResourceURL"):
        if resource.get("resourceType") == "tile" and resource.get("template"):
            pattern = resource.get("template", "")
            for field, value in (
                ("{TileMatrixSet}", grid),
                ("{Style}", style),
                ("{style}", style),
                *((f"{{{d}}}", v) for d, v in _dimensions(layer)),
            ):
                pattern = pattern.replace(field, value)
            return pattern
    get = root.find(
        f"{_OWS}OperationsMetadata/{_OWS}Operation[@name='GetTile']/{_OWS}DCP/{_OWS}HTTP/{_OWS}Get"
    )
    if get is None or not get.get(_HREF):
        return None
    server = get.get(_HREF, "")
    joint = "" if server.endswith(("?", "&")) else "&" if "?" in server else "?"
    return (
        f"{server}{joint}SERVICE=WMTS&REQUEST=GetTile&VERSION=1.0.0&LAYER={name}&STYLE={style}"
        f"&FORMAT={picture}&TILEMATRIXSET={grid}"
        "&TILEMATRIX={TileMatrix}&TILEROW={TileRow}&TILECOL={TileCol}"
    )


def _dimensions(layer: Element) -> Iterator[tuple[str, str]]:
    """Further fields of the address with what they are unless somebody asks for another."""
    for dimension in layer.findall(f"{_WMTS}Dimension"):
        yield (
            dimension.findtext(f"{_OWS}Identifier", ""),
            dimension.findtext(f"{_WMTS}Default", ""),
        )
