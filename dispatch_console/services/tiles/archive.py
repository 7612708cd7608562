"""Files of map tiles: what is common to MBTiles and PMTiles."""

import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, Protocol

from dispatch_console.domain.errors import DomainError
from dispatch_console.services.tiles.source import TileSource

Format = Literal["png", "jpeg", "webp", "mvt"]

LARGEST_TILE = 16 << 20
"""Bytes; a tile that says it is larger is damage."""

VECTOR_LAYERS = frozenset({"earth", "water", "roads"})
"""Layers by which the vector tiles that the map can draw are known: the scheme of Protomaps."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """What a file says of itself; `centre` is (lat, lon)."""

    format: Format
    min_zoom: int
    max_zoom: int
    centre: tuple[float, float]
    attribution: str = ""


class Archive(Protocol):
    """An open file. May be asked from several threads; `close` once."""

    contents: Contents

    def tile(self, zoom: int, x: int, y: int) -> bytes | None:
        """The tile, vector tiles unpacked; None where there is none. y counts from the north.

        Raises `tiles.damaged`.
        """
        ...

    def close(self) -> None:
        """Let go of the file."""
        ...


def open_archive(source: TileSource) -> Archive:
    """The file of the source, opened.

    Raises `tiles.file_missing`, `tiles.file_unreadable`, `tiles.not_mbtiles`, `tiles.not_pmtiles`,
    `tiles.format`, `tiles.vector_layers`, `tiles.projection`, `tiles.damaged`.
    """
    from dispatch_console.services.tiles.mbtiles import MbTiles
    from dispatch_console.services.tiles.pmtiles import PmTiles

    path = Path(source.address)
    if not path.is_file():
        raise DomainError("tiles.file_missing", path=source.address)
    try:
        return MbTiles(path) if source.kind == "mbtiles" else PmTiles(path)
    except OSError as error:
        raise DomainError(
            "tiles.file_unreadable", path=source.address, reason=error.strerror or ""
        ) from error


def check_layers(path: Path, names: set[str]) -> None:
    """Raises `tiles.vector_layers` unless vector tiles hold the layers that the map can draw."""
    if not names >= VECTOR_LAYERS:
        raise DomainError("tiles.vector_layers", path=path, layers=", ".join(sorted(names)[:6]))


def layer_names(said: Any) -> set[str]:
    """The ids of ``vector_layers`` in metadata that has any."""
    layers = said.get("vector_layers") if isinstance(said, dict) else None
    if not isinstance(layers, list):
        return set()
    return {str(layer.get("id")) for layer in layers if isinstance(layer, dict)}


def unpacked(path: Path, data: bytes, most: int = LARGEST_TILE) -> bytes:
    """The data without gzip's packing if it is packed. Raises `tiles.damaged`."""
    if data[:2] != b"\x1f\x8b":
        return data
    try:
        unpacker = zlib.decompressobj(16 + zlib.MAX_WBITS)
        found = unpacker.decompress(data, most)
        if not unpacker.eof:
            raise DomainError("tiles.damaged", path=path)
    except zlib.error as error:
        raise DomainError("tiles.damaged", path=path) from error
    return found
