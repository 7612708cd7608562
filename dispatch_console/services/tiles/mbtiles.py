"""MBTiles: map tiles in a SQLite file (version 1.3 of its specification). Read only."""

import json
import sqlite3
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from threading import Lock
from typing import Any, get_args
from urllib.parse import quote

from dispatch_console.domain.errors import DomainError
from dispatch_console.services.tiles.archive import (
    LARGEST_TILE,
    Contents,
    Format,
    check_layers,
    layer_names,
    unpacked,
)
from dispatch_console.services.tiles.grid import centre_of

_MAGIC = b"SQLite format 3\0"
_FORMATS: Mapping[str, Format] = {
    **{name: name for name in get_args(Format)},
    "jpg": "jpeg",
    "pbf": "mvt",
}
_WEB_MERCATOR = ("3857", "900913", "102113", "102100")


class MbTiles:
    """An open file; see `archive.Archive`. One connection serves all threads in turn."""

    def __init__(self, path: Path) -> None:
        self._path, self._lock = path, Lock()
        with path.open("rb") as file:
            if file.read(len(_MAGIC)) != _MAGIC:
                raise DomainError("tiles.not_mbtiles", path=path)
        # Immutable: no journal is looked for, so that a file on a read-only medium opens too.
        address = f"file:{quote(str(path.resolve()))}?mode=ro&immutable=1"
        self._connection = sqlite3.connect(address, uri=True, check_same_thread=False)
        try:
            self.contents = self._read_contents()
        except sqlite3.OperationalError as error:
            self._connection.close()
            raise DomainError("tiles.not_mbtiles", path=path) from error
        except sqlite3.Error as error:
            self._connection.close()
            raise DomainError("tiles.damaged", path=path) from error
        except BaseException:
            self._connection.close()
            raise

    def tile(self, zoom: int, x: int, y: int) -> bytes | None:
        """See `archive.Archive`. The file counts rows from the south."""
        try:
            with self._lock:
                row = self._connection.execute(
                    "SELECT tile_data FROM tiles"
                    " WHERE zoom_level = ? AND tile_column = ? AND tile_row = ?",
                    (zoom, x, 2**zoom - 1 - y),
                ).fetchone()
        except sqlite3.Error as error:
            raise DomainError("tiles.damaged", path=self._path) from error
        if row is None:
            return None
        data = row[0]
        if not isinstance(data, bytes) or len(data) > LARGEST_TILE:
            raise DomainError("tiles.damaged", path=self._path)
        return unpacked(self._path, data) if self.contents.format == "mvt" else data

    def close(self) -> None:
        """See `archive.Archive`."""
        with self._lock:
            self._connection.close()

    def _read_contents(self) -> Contents:
        ask = self._connection.execute
        said = {str(name): str(value) for name, value in ask("SELECT name, value FROM metadata")}
        least, most = ask("SELECT min(zoom_level), max(zoom_level) FROM tiles").fetchone()
        if not isinstance(least, int) or not isinstance(most, int):
            raise DomainError("tiles.file_empty", path=self._path)
        crs = said.get("crs", said.get("srs", ""))
        if crs and not any(code in crs for code in _WEB_MERCATOR):
            raise DomainError("tiles.projection", found=crs)
        name = said.get("format", "png").lower()
        if name not in _FORMATS:
            raise DomainError("tiles.format", path=self._path, format=name)
        if _FORMATS[name] == "mvt":
            check_layers(self._path, _layers(said.get("json", "")))
        return Contents(
            format=_FORMATS[name],
            min_zoom=least,
            max_zoom=most,
            centre=self._centre(most),
            attribution=said.get("attribution", ""),
        )

    def _centre(self, zoom: int) -> tuple[float, float]:
        """The middle of one of the finest tiles: there is one, while the stated centre may lie."""
        x, row = self._connection.execute(
            "SELECT tile_column, tile_row FROM tiles WHERE zoom_level = ? LIMIT 1", (zoom,)
        ).fetchone()
        return centre_of(zoom, int(x), 2**zoom - 1 - int(row))


def _layers(text: str) -> set[str]:
    """The names of the vector layers in the metadata's JSON."""
    said: Any = None
    with suppress(ValueError):
        said = json.loads(text)
    return layer_names(said)
