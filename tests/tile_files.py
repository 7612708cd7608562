"""Small files of map tiles, written anew for each test."""

import gzip
import json
import sqlite3
import struct
import zlib
from collections.abc import Mapping
from pathlib import Path

from dispatch_console.services.tiles.pmtiles import tile_id

Key = tuple[int, int, int]
"""Zoom, column, row from the north."""


def png(red: int, green: int, blue: int, side: int = 256) -> bytes:
    """A picture of one colour."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    rows = (b"\0" + bytes((red, green, blue)) * side) * side
    head = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )


def write_mbtiles(path: Path, tiles: Mapping[Key, bytes], **metadata: str) -> Path:
    """An MBTiles file; rows are turned to count from the south as its specification wants."""
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE metadata (name text, value text)")
        connection.execute(
            "CREATE TABLE tiles (zoom_level integer, tile_column integer,"
            " tile_row integer, tile_data blob)"
        )
        connection.executemany("INSERT INTO metadata VALUES (?, ?)", metadata.items())
        connection.executemany(
            "INSERT INTO tiles VALUES (?, ?, ?, ?)",
            [(z, x, 2**z - 1 - y, data) for (z, x, y), data in tiles.items()],
        )
    connection.close()
    return path


def write_pmtiles(
    path: Path,
    tiles: Mapping[Key, bytes],
    *,
    kind: int = 2,
    metadata: Mapping[str, object] | None = None,
    leaf_size: int = 0,
) -> Path:
    """A PMTiles file; `kind` 1 is vector, 2 PNG. With a `leaf_size` its directory has leaves."""
    entries: list[tuple[int, int, int, int]] = []
    body = b""
    for number, data in sorted((tile_id(*key), data) for key, data in tiles.items()):
        packed = gzip.compress(data, mtime=0) if kind == 1 else data
        entries.append((number, 1, len(packed), len(body)))
        body += packed
    leaves = b""
    if leaf_size:
        root: list[tuple[int, int, int, int]] = []
        for first in range(0, len(entries), leaf_size):
            leaf = gzip.compress(_directory(entries[first : first + leaf_size]), mtime=0)
            root.append((entries[first][0], 0, len(leaf), len(leaves)))
            leaves += leaf
        entries = root
    directory = gzip.compress(_directory(entries), mtime=0)
    said = gzip.compress(json.dumps(metadata or {}).encode(), mtime=0)
    zooms = [zoom for zoom, _, _ in tiles] or [0]
    at_meta = 127 + len(directory)
    at_leaves = at_meta + len(said)
    at_tiles = at_leaves + len(leaves)
    head = struct.pack(
        "<7sB11Q6B4iB2i",
        b"PMTiles",
        3,
        *(127, len(directory), at_meta, len(said), at_leaves, len(leaves), at_tiles, len(body)),
        *(len(tiles), len(tiles), len(tiles)),
        *(1, 2, 2 if kind == 1 else 1, kind, min(zooms), max(zooms)),
        *(-1_800_000_000, -850_000_000, 1_800_000_000, 850_000_000),
        *(min(zooms), 1_214_700_000, 312_300_000),
    )
    path.write_bytes(head + directory + said + leaves + body)
    return path


def _directory(entries: list[tuple[int, int, int, int]]) -> bytes:
    numbers = [entry[0] for entry in entries]
    steps = [number - before for number, before in zip(numbers, [0, *numbers], strict=False)]
    columns = [
        steps,
        [entry[1] for entry in entries],
        [entry[2] for entry in entries],
        [entry[3] + 1 for entry in entries],
    ]
    return b"".join(map(_number, [len(entries), *(value for one in columns for value in one)]))


def _number(value: int) -> bytes:
    found = bytearray()
    while value > 0x7F:
        found.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes((*found, value))


def vector_tile(*layers: str) -> bytes:
    """A vector tile that is land all over: one square of the whole tile in each layer."""

    def field(number: int, data: bytes) -> bytes:
        return bytes((number << 3 | 2,)) + _number(len(data)) + data

    square = [9, 0, 0, 26, 8192, 0, 0, 8192, 8191, 0, 15]
    feature = bytes((0x18, 3)) + field(4, b"".join(map(_number, square)))
    extent = bytes((0x28,)) + _number(4096) + bytes((0x78, 2))
    return b"".join(
        field(3, field(1, name.encode()) + field(2, feature) + extent) for name in layers
    )
