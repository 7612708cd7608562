"""MBTiles and PMTiles files: read as written, refused when they are something else."""

import random
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dispatch_console.domain.errors import DomainError
from dispatch_console.services.tiles.archive import open_archive
from dispatch_console.services.tiles.pmtiles import tile_id
from dispatch_console.services.tiles.source import Kind, TileSource
from dispatch_console.services.tiles.trying import try_source
from tests.tile_files import Key, png, vector_tile, write_mbtiles, write_pmtiles

TILES: dict[Key, bytes] = {
    (z, x, y): png(z * 20, x, y, side=8) for z in range(5) for x in range(2**z) for y in range(2**z)
}
PROTOMAPS = {"vector_layers": [{"id": name} for name in ("earth", "water", "roads")]}


def opened(kind: Kind, path: Path):
    return open_archive(TileSource(kind=kind, address=str(path)))


@pytest.mark.parametrize("leaf_size", [0, 7])
def test_every_tile_of_a_pmtiles_file_is_found(tmp_path: Path, leaf_size: int) -> None:
    archive = opened("pmtiles", write_pmtiles(tmp_path / "a.pmtiles", TILES, leaf_size=leaf_size))
    assert {key: archive.tile(*key) for key in TILES} == TILES
    assert (archive.contents.min_zoom, archive.contents.max_zoom) == (0, 4)
    assert archive.tile(5, 0, 0) is None
    assert archive.tile(3, 8, 0) is None
    archive.close()


def test_every_tile_of_an_mbtiles_file_is_found(tmp_path: Path) -> None:
    archive = opened("mbtiles", write_mbtiles(tmp_path / "a.mbtiles", TILES, format="png"))
    assert {key: archive.tile(*key) for key in TILES} == TILES
    assert archive.tile(5, 0, 0) is None
    archive.close()


def test_tiles_are_numbered_as_the_specification_says() -> None:
    known = {(0, 0, 0): 0, (1, 0, 0): 1, (1, 0, 1): 2, (1, 1, 1): 3, (1, 1, 0): 4, (2, 0, 0): 5}
    assert {key: tile_id(*key) for key in known} == known
    assert tile_id(12, 3423, 1763) == 19078479


def test_vector_tiles_come_unpacked(tmp_path: Path) -> None:
    tile = vector_tile("earth", "water", "roads")
    path = write_pmtiles(tmp_path / "a.pmtiles", {(0, 0, 0): tile}, kind=1, metadata=PROTOMAPS)
    archive = opened("pmtiles", path)
    assert archive.tile(0, 0, 0) == tile
    archive.close()


@pytest.mark.parametrize(
    ("kind", "content", "code"),
    [
        ("mbtiles", b"no file of tiles", "tiles.not_mbtiles"),
        ("mbtiles", b"", "tiles.not_mbtiles"),
        ("mbtiles", b"SQLite format 3\0" + b"\xff" * 500, "tiles.not_mbtiles"),
        ("pmtiles", b"SQLite format 3\0" + b"\xff" * 500, "tiles.not_pmtiles"),
        ("pmtiles", b"PMTiles\x02" + bytes(200), "tiles.not_pmtiles"),
        ("pmtiles", b"PMTiles\x03" + b"\xff" * 200, "tiles.format"),
    ],
)
def test_another_file_is_refused(tmp_path: Path, kind: Kind, content: bytes, code: str) -> None:
    path = tmp_path / "a"
    path.write_bytes(content)
    with pytest.raises(DomainError) as raised:
        opened(kind, path)
    assert raised.value.code in (code, "tiles.damaged")


def test_a_missing_file_is_told() -> None:
    with pytest.raises(DomainError, match="file_missing"):
        opened("pmtiles", Path("/nowhere/a.pmtiles"))


@pytest.mark.parametrize(
    ("metadata", "code"),
    [
        ({"format": "pbf", "json": '{"vector_layers": [{"id": "place"}]}'}, "tiles.vector_layers"),
        ({"format": "pbf", "json": "no json"}, "tiles.vector_layers"),
        ({"format": "tiff"}, "tiles.format"),
        ({"format": "png", "crs": "EPSG:4326"}, "tiles.projection"),
    ],
)
def test_mbtiles_that_the_map_cannot_show_are_refused(
    tmp_path: Path, metadata: dict[str, str], code: str
) -> None:
    path = write_mbtiles(tmp_path / "a.mbtiles", TILES, **metadata)
    with pytest.raises(DomainError) as raised:
        opened("mbtiles", path)
    assert raised.value.code == code


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32))
def test_a_damaged_pmtiles_file_is_refused_and_never_crashes(
    tmp_path_factory: pytest.TempPathFactory, seed: int
) -> None:
    path = tmp_path_factory.mktemp("damaged") / "a.pmtiles"
    write_pmtiles(path, {key: data for key, data in TILES.items() if key[0] < 4}, leaf_size=9)
    chance = random.Random(seed)
    content = bytearray(path.read_bytes())
    for _ in range(chance.randint(1, 12)):
        content[chance.randrange(8, 700)] = chance.randrange(256)
    path.write_bytes(content[: chance.randrange(130, len(content))])
    try:
        archive = opened("pmtiles", path)
    except DomainError:
        return
    for key in TILES:
        with suppress(DomainError):
            archive.tile(*key)
    archive.close()


def test_a_file_says_its_zooms_and_whom_to_name(tmp_path: Path) -> None:
    path = write_mbtiles(
        tmp_path / "a.mbtiles",
        {(7, 107, 52): png(1, 2, 3)},
        format="png",
        attribution='<a href="https://us.example">Us &amp; them</a>',
    )
    sample = try_source(TileSource(kind="mbtiles", address=str(path)), 0, 0)
    assert sample.data == png(1, 2, 3)
    assert (sample.source.min_zoom, sample.source.max_zoom) == (7, 7)
    assert sample.source.attribution == "Us & them"
