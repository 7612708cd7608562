"""The tiles of a file as the page asks for them, on the threads of the asset handler. No Qt."""

import logging
import re
from threading import Lock

from dispatch_console.domain.errors import DomainError
from dispatch_console.services.tiles.archive import Archive, Contents, open_archive
from dispatch_console.services.tiles.source import TileSource, check

log = logging.getLogger(__name__)

FOLDER = "/tiles/"
_PATH = re.compile(r"/tiles/(\d{1,2})/(\d{1,10})/(\d{1,10})")
TYPES = {
    "png": b"image/png",
    "jpeg": b"image/jpeg",
    "webp": b"image/webp",
    "mvt": b"application/x-protobuf",
}


class TileStore:
    """The source of the settings; if it is a file, the file. `open` before `read`."""

    def __init__(self, source: TileSource | None) -> None:
        self.source = source
        self._archive: Archive | None = None
        self._lock = Lock()

    def open(self) -> Contents | None:
        """What the file holds; None if there is no file. Blocks; again does no harm.

        Raises what `check` and `open_archive` do.
        """
        if self.source is None:
            return None
        check(self.source)
        if not self.source.is_file:
            return None
        with self._lock:
            if self._archive is None:
                self._archive = open_archive(self.source)
            return self._archive.contents

    def read(self, path: str) -> tuple[bytes, bytes] | None:
        """Type and bytes of the tile at ``/tiles/z/x/y``; None where the file has none.

        A vector tile that is not there is an empty one: there is nothing to draw.
        """
        asked = _PATH.fullmatch(path)
        with self._lock:
            archive = self._archive
        if asked is None or archive is None:
            return None
        zoom, x, y = map(int, asked.groups())
        try:
            data = archive.tile(zoom, x, y)
        except DomainError as error:
            log.warning("The tile %s cannot be read: %s", path, error)
            return None
        kind = archive.contents.format
        if data is None and kind == "mvt":
            data = b""
        return (TYPES[kind], data) if data is not None else None

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            if self._archive is not None:
                self._archive.close()
                self._archive = None
