"""PMTiles: map tiles in one file with its own directory (version 3 of its specification).

Only the ranges that are asked for are read, so that a file may be larger than memory; directories
that were read are kept. Numbers in a damaged file lead to `tiles.damaged`, never further.
"""

import json
import struct
from bisect import bisect_right
from collections import OrderedDict
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

from dispatch_console.domain.errors import DomainError
from dispatch_console.services.tiles.archive import (
    LARGEST_TILE,
    Contents,
    Format,
    check_layers,
    layer_names,
    unpacked,
)

_HEADER = struct.Struct("<7sB11Q6B4iB2i")
_NONE, _GZIP = 1, 2
_FORMATS: dict[int, Format] = {1: "mvt", 2: "png", 3: "jpeg", 4: "webp"}
_LARGEST_DIRECTORY = 32 << 20
_DEEPEST_LEAF = 4
_KEPT = 64
_DEGREE = 10_000_000


@dataclass(frozen=True, slots=True)
class Directory:
    """Tile ids in order, and for each how many tiles share its data, its length and offset."""

    ids: list[int]
    runs: list[int]
    lengths: list[int]
    offsets: list[int]


class PmTiles:
    """An open file; see `archive.Archive`."""

    def __init__(self, path: Path) -> None:
        self._path, self._lock = path, Lock()
        self._file = path.open("rb")
        self._kept: OrderedDict[tuple[int, int], Directory] = OrderedDict()
        try:
            self._size = path.stat().st_size
            self.contents = self._read_contents()
        except BaseException:
            self._file.close()
            raise

    def tile(self, zoom: int, x: int, y: int) -> bytes | None:
        """See `archive.Archive`."""
        if not (self.contents.min_zoom <= zoom <= self.contents.max_zoom):
            return None
        if not (0 <= x < 2**zoom and 0 <= y < 2**zoom):
            return None
        wanted, place = tile_id(zoom, x, y), self._root
        for _ in range(_DEEPEST_LEAF):
            directory = self._directory(*place)
            index = bisect_right(directory.ids, wanted) - 1
            if index < 0:
                return None
            offset, length = directory.offsets[index], directory.lengths[index]
            if directory.runs[index] == 0:
                place = (self._leaves + offset, length)
                continue
            if wanted - directory.ids[index] >= directory.runs[index]:
                return None
            data = self._read(self._tiles + offset, length, LARGEST_TILE)
            return unpacked(self._path, data) if self._packed else data
        raise self._damaged()

    def close(self) -> None:
        """See `archive.Archive`."""
        with self._lock:
            self._file.close()

    def _read_contents(self) -> Contents:
        head = self._file.read(_HEADER.size)
        if len(head) < _HEADER.size or head[:7] != b"PMTiles" or head[7] != 3:
            raise DomainError("tiles.not_pmtiles", path=self._path)
        numbers = _HEADER.unpack(head)
        root, root_size, meta, meta_size, self._leaves, _, self._tiles = numbers[2:9]
        inner, outer, kind, least, most = numbers[14:19]
        lon, lat = numbers[-2:]
        self._root, self._packed = (root, root_size), outer == _GZIP
        if kind not in _FORMATS or inner not in (_NONE, _GZIP) or outer not in (_NONE, _GZIP):
            raise DomainError("tiles.format", path=self._path, format=f"{kind}/{inner}/{outer}")
        if not least <= most <= 30:
            raise self._damaged()
        said = self._metadata(meta, meta_size)
        if _FORMATS[kind] == "mvt":
            check_layers(self._path, layer_names(said))
        if not self._directory(*self._root).ids:
            raise DomainError("tiles.file_empty", path=self._path)
        return Contents(
            format=_FORMATS[kind],
            min_zoom=least,
            max_zoom=most,
            centre=(lat / _DEGREE, lon / _DEGREE),
            attribution=str(said.get("attribution", "")),
        )

    def _metadata(self, offset: int, length: int) -> dict[str, object]:
        text = unpacked(self._path, self._read(offset, length, _LARGEST_DIRECTORY))
        try:
            said = json.loads(text or b"{}")
        except (ValueError, RecursionError):
            raise self._damaged() from None
        return said if isinstance(said, dict) else {}

    def _directory(self, offset: int, length: int) -> Directory:
        with self._lock:
            found = self._kept.get((offset, length))
            if found is not None:
                self._kept.move_to_end((offset, length))
                return found
        data = self._read(offset, length, _LARGEST_DIRECTORY)
        try:
            found = read_directory(unpacked(self._path, data, _LARGEST_DIRECTORY))
        except (IndexError, ValueError):
            raise self._damaged() from None
        with self._lock:
            self._kept[(offset, length)] = found
            if len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
        return found

    def _read(self, offset: int, length: int, most: int) -> bytes:
        if length > most or offset + length > self._size:
            raise self._damaged()
        try:
            with self._lock:
                self._file.seek(offset)
                data = self._file.read(length)
        except (OSError, OverflowError) as error:
            raise self._damaged() from error
        if len(data) < length:
            raise self._damaged()
        return data

    def _damaged(self) -> DomainError:
        return DomainError("tiles.damaged", path=self._path)


def tile_id(zoom: int, x: int, y: int) -> int:
    """The tile's number: coarser zooms first, each along the Hilbert curve of its grid."""
    distance, side = 0, 1 << zoom
    step = side >> 1
    while step:
        right, down = int(x & step > 0), int(y & step > 0)
        distance += step * step * ((3 * right) ^ down)
        if not down:
            if right:
                x, y = side - 1 - x, side - 1 - y
            x, y = y, x
        step >>= 1
    return (4**zoom - 1) // 3 + distance


def read_directory(data: bytes) -> Directory:
    """The directory of these bytes. Raises IndexError or ValueError if they are none."""
    count, at = _number(data, 0)
    if count > len(data):
        raise ValueError(count)
    columns: list[list[int]] = []
    for _ in range(4):
        column: list[int] = []
        for _ in range(count):
            value, at = _number(data, at)
            column.append(value)
        columns.append(column)
    ids, runs, lengths, offsets = columns
    for index in range(1, count):
        ids[index] += ids[index - 1]
    for index in range(count):
        # Nought: this data follows the one before.
        offsets[index] = (
            offsets[index] - 1
            if offsets[index] or not index
            else offsets[index - 1] + lengths[index - 1]
        )
    if count and min(offsets) < 0:
        raise ValueError(offsets)
    return Directory(ids, runs, lengths, offsets)


def _number(data: bytes, at: int) -> tuple[int, int]:
    """The number written in sevens of bits from there on, lowest first, and where it ends."""
    value = shift = 0
    while True:
        byte = data[at]
        value |= (byte & 0x7F) << shift
        at, shift = at + 1, shift + 7
        if byte < 0x80:
            return value, at
        if shift > 63:
            raise ValueError(at)
