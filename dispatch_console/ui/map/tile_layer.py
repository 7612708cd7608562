"""What the page is told about its tiles. No Qt, no folium."""

import logging
from dataclasses import dataclass

from dispatch_console.domain.errors import DomainError
from dispatch_console.services.tiles.source import Datum
from dispatch_console.ui.map.scheme import ORIGIN
from dispatch_console.ui.map.tile_store import FOLDER, TileStore
from dispatch_console.words.text import error_sentence

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class TileLayer:
    """`url` has ``{z}``, ``{x}`` and ``{y}``; `vector` tiles are drawn by the page itself.

    With a `problem`, a sentence for people, there are no tiles to show.
    """

    url: str
    datum: Datum = "wgs84"
    vector: bool = False
    file: bool = False
    attribution: str = ""
    min_zoom: int = 0
    max_zoom: int = 18
    problem: str = ""


def tile_layer(tiles: TileStore) -> TileLayer | None:
    """The layer of the source, its file opened; None without a source. Blocks."""
    source = tiles.source
    if source is None:
        return None
    try:
        contents = tiles.open()
    except DomainError as error:
        log.warning("The map's tiles cannot be used: %s", error)
        return TileLayer(url="", datum=source.datum, problem=error_sentence(error))
    return TileLayer(
        url=f"{ORIGIN}{FOLDER}{{z}}/{{x}}/{{y}}" if contents is not None else source.template,
        datum=source.datum,
        vector=contents is not None and contents.format == "mvt",
        file=contents is not None,
        attribution=source.attribution,
        min_zoom=contents.min_zoom if contents is not None else source.min_zoom,
        max_zoom=contents.max_zoom if contents is not None else source.max_zoom,
    )
